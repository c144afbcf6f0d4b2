import { useTranslation } from 'react-i18next'
import type { ApiRecord } from '#kernel/api.ts'
import { formatInstant } from '../ui/format.ts'

/** What the reader of a mail did with it, as far as it can be told. */
export function Opened({ record, className }: { record: ApiRecord; className: string | undefined }) {
  const { t } = useTranslation()
  const clicks = Number(record['clicks'] ?? 0)
  const links = String(record['clickedLinks'] ?? '')
  const seen = record['seenAt'] ? t('mail.seenLast', { when: formatInstant(String(record['seenAt'])) }) : ''
  return (
    <span className={className} title={[seen, links].filter(Boolean).join('\n')}>
      {t('mail.opens', { count: Number(record['opens']) })}
      {clicks > 0 && ` · ${t('mail.clicks', { count: clicks })}`}
    </span>
  )
}
