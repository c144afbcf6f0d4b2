import { IconArrowRight } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { ApiApproval } from '#kernel/api-approvals.ts'
import { nounOf } from '../app/navigation.ts'
import { useMeta } from '../client/queries.ts'
import { isEmpty } from '../fields/index.ts'
import { isHouse, Told } from '../records/Entry.tsx'
import { say } from '../ui/language.ts'
import styles from './Approvals.module.css'

/** What is asked for in one line: change the account, win. */
export function What({ approval }: { approval: ApiApproval }) {
  const { t } = useTranslation()
  const object = useMeta().objects[approval.object]
  return <>{approval.action ?? t(`approvals.do.${approval.do}`, { what: object ? nounOf(object) : approval.object })}</>
}

/** From what to what, field by field, and what stays but matters to who decides; the first of them where only so many are shown. */
export function Changes({ approval, most }: { approval: ApiApproval; most?: number }) {
  const { t } = useTranslation()
  const object = useMeta().objects[approval.object]
  const changes = Object.entries(approval.changes).filter(([key]) => object?.fields[key] && !isHouse(object, key))
  if (!object || changes.length === 0) return null
  return (
    <>
      <dl className={styles.changes}>
        {changes.slice(0, most).map(([key, [from, to]]) => {
          const field = object.fields[key]!
          const stays = JSON.stringify(from) === JSON.stringify(to)
          return (
            <div key={key}>
              <dt>{say(field.label)}</dt>
              <dd>
                {!stays && !isEmpty(from) && (
                  <>
                    <span className={styles.old}>
                      <Told field={field} value={from} />
                    </span>
                    <IconArrowRight size={12} />
                  </>
                )}
                <span className={styles.new}>{isEmpty(to) ? t('field.empty') : <Told field={field} value={to} />}</span>
              </dd>
            </div>
          )
        })}
      </dl>
      {most !== undefined && changes.length > most && (
        <span className={styles.faint}>{t('approvals.moreChanges', { count: changes.length - most })}</span>
      )}
    </>
  )
}
