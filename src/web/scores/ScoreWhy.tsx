import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { MetaObject } from '#kernel/api.ts'
import type { ApiScore } from '#kernel/api-score.ts'
import { ask } from '../client/fetch.ts'
import { viewOf } from '../fields/index.ts'
import { Bone } from '../ui/Bone.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { formatDate } from '../ui/format.ts'
import { say } from '../ui/language.ts'
import styles from './Scores.module.css'

type Props = { object: MetaObject; id: string; name: string; onClose: () => void }

/** Why a record has the score that it has: what each rule gives today, and when that changes by itself. */
export function ScoreWhy({ object, id, name, onClose }: Props) {
  const { t } = useTranslation()
  const field = object.fields[name]!
  const { data, isError } = useQuery({
    queryKey: ['score', object.key, id, name],
    queryFn: ({ signal }) => ask<ApiScore>('GET', `/api/v1/${object.key}/${id}/score/${name}`, { signal }),
    staleTime: 0,
  })
  const { Cell } = viewOf(field)
  const given = data?.rules.filter(({ points }) => points !== 0) ?? []
  const idle = data?.rules.filter(({ points }) => points === 0) ?? []
  return (
    <Dialog open title={t('score.why', { what: say(field.label) })} onClose={onClose}>
      {isError && <p className={styles.faint}>{t('state.wrong')}</p>}
      {!data && !isError && <Bone width="80%" />}
      {data && (
        <>
          <div className={styles.total}>
            {data.points === null ? (
              <span className={styles.faint}>{t(data.learnt && !data.learnt.auc ? 'score.tooFew' : 'score.none')}</span>
            ) : (
              <Cell value={{ points: data.points, grade: data.grade }} field={field} />
            )}
            {data.learnt && <span className={styles.faint}>{t('score.beside')}</span>}
            {data.points !== null && data.sum !== data.points && (
              <span className={styles.faint}>
                {t('score.bounded', { sum: data.sum, floor: data.floor, cap: data.cap })}
              </span>
            )}
          </div>
          <ul className={styles.rules}>
            {given.map((rule) => (
              <li key={rule.label}>
                <span className={styles.what}>
                  {rule.label}
                  {rule.decay && (
                    <span className={styles.faint}>
                      {t(rule.decay.by === 'half' ? 'score.halves' : 'score.fades', {
                        count: rule.decay.days,
                        what: rule.decay.label,
                        full: rule.full,
                      })}
                    </span>
                  )}
                </span>
                <span className="number">{signed(rule.points)}</span>
              </li>
            ))}
            {data.others !== 0 && (
              <li>
                <span className={styles.faint}>{t('score.others')}</span>
                <span className="number">{signed(data.others)}</span>
              </li>
            )}
            {idle.map((rule) => (
              <li key={rule.label} className={styles.idle}>
                <span className={styles.what}>{rule.label}</span>
                <span className="number">{data.learnt ? '±0' : t('score.ofFull', { full: signed(rule.full) })}</span>
              </li>
            ))}
          </ul>
          {data.learnt?.auc && data.learnt.at && (
            <p className={styles.faint}>
              {t('score.learntFrom', {
                cases: data.learnt.cases,
                day: formatDate(data.learnt.at.slice(0, 10)),
                auc: data.learnt.auc.toFixed(2),
              })}
            </p>
          )}
          {data.next && data.next.points !== null && (
            <p className={styles.faint}>
              {t('score.next', {
                day: formatDate(data.next.day),
                points: `${data.next.points} ${data.next.grade ?? ''}`.trim(),
              })}
            </p>
          )}
        </>
      )}
    </Dialog>
  )
}

function signed(points: number): string {
  return points < 0 ? `−${-points}` : `+${points}`
}
