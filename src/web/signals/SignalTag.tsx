import { useTranslation } from 'react-i18next'
import { Tag, type Tone } from '../ui/Tag.tsx'

const tones: Readonly<Record<string, Tone>> = { draft: 'gray', live: 'green', off: 'orange' }

/** How a signal stands. */
export function SignalTag({ status }: { status: string }) {
  const { t } = useTranslation()
  return <Tag tone={tones[status] ?? 'gray'}>{t(`signals.status.${status as 'draft'}`)}</Tag>
}
