import { IconPencil } from '@tabler/icons-react'
import { createLink } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { ApiPage } from '#kernel/api.ts'
import { LinkButton } from '../ui/Button.tsx'

const To = createLink(LinkButton)

/** On the page of what has an editor among the settings: the way there. */
export function EditorLink({ page, of }: { page: ApiPage; of: 'flows' | 'sequences' }) {
  const { t } = useTranslation()
  return (
    <p>
      <To
        to="/settings/$page/$item"
        params={{ page: of, item: page.record.id }}
        icon={<IconPencil size={15} stroke={1.6} />}
      >
        {t(`${of}Of.edit`)}
      </To>
    </p>
  )
}
