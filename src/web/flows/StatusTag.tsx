import { useTranslation } from 'react-i18next'
import { Tag, type Tone } from '../ui/Tag.tsx'

const tones: Readonly<Record<string, Tone>> = {
  draft: 'gray',
  live: 'green',
  paused: 'orange',
  running: 'blue',
  waiting: 'yellow',
  done: 'green',
  failed: 'red',
  stopped: 'gray',
  skipped: 'gray',
}

/** How a flow, a run or a step stands. */
export function StatusTag({ status }: { status: string }) {
  const { t } = useTranslation()
  return <Tag tone={tones[status] ?? 'gray'}>{t(`flowsOf.status.${status as 'draft'}`)}</Tag>
}
