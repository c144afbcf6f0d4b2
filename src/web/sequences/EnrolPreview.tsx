import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api } from '../client/api.ts'
import { kindsQuery } from '../flows/flows.ts'
import { formatInstant } from '../ui/format.ts'
import { Icon } from '../ui/Icon.tsx'
import styles from './Sequences.module.css'
import { sequenceObject } from './sequences.ts'

type Shown = { readonly step: string; readonly kind: string; readonly name: string; readonly at: string }

/** When what would go out, for somebody who is about to be enrolled. */
export function EnrolPreview({
  sequence,
  record,
  startAt,
}: {
  sequence: string
  record: string | null
  startAt: string | null
}) {
  const { t } = useTranslation()
  const kinds = useQuery(kindsQuery).data ?? []
  const shown = useQuery({
    queryKey: ['sequences', 'preview', sequence, record, startAt],
    queryFn: async () =>
      (await api.act(sequenceObject, sequence, 'preview', { record, startAt })).result as unknown as {
        steps: readonly Shown[]
      },
  }).data
  if (!shown) return null
  return (
    <section className={styles.preview} aria-label={t('sequencesOf.preview')}>
      <h3>{t('sequencesOf.preview')}</h3>
      <ol>
        {shown.steps.map(({ step, kind, name, at }) => {
          const of = kinds.find(({ key }) => key === kind)
          return (
            <li key={step}>
              {of && <Icon name={of.icon} size={14} />}
              <span className="clip">{name || of?.label}</span>
              <time className="number" dateTime={at}>
                {formatInstant(at)}
              </time>
            </li>
          )
        })}
      </ol>
      <p className={styles.faint}>{t('sequencesOf.previewText')}</p>
    </section>
  )
}
