import { IconFilterX } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Where } from '#kernel/where.ts'
import { Failed } from '../../app/Failed.tsx'
import { ApiError } from '../../client/fetch.ts'
import { Button } from '../../ui/Button.tsx'
import { Empty } from '../../ui/Empty.tsx'

type Props = { error: Error; onWhere: (where: Where) => void; onRetry: () => void }

/** A list that could not be read: a filter that no longer fits is told and taken off, anything else is tried again. */
export function ListFailed({ error, onWhere, onRetry }: Props) {
  const { t } = useTranslation()
  if (!(error instanceof ApiError) || error.status !== 422) return <Failed error={error} reset={onRetry} />
  return (
    <Empty
      icon={<IconFilterX size={30} stroke={1.4} />}
      title={t('grid.badFilter')}
      text={Object.values(error.fields).join(' ') || error.message}
    >
      <Button onClick={() => onWhere({})}>{t('list.clearFilters')}</Button>
    </Empty>
  )
}
