import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type ApiHandover, type ApiKept, handoverChecks } from '#kernel/api-handover.ts'
import { approvalObject } from '#kernel/approval.ts'
import { pluralOf } from '../../app/navigation.ts'
import { api } from '../../client/api.ts'
import { useMeta } from '../../client/queries.ts'
import { complain } from '../../client/writes.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { formatInstant } from '../../ui/format.ts'
import { Tag, type Tone } from '../../ui/Tag.tsx'
import { act, lookAgain } from './api.ts'
import styles from './Handover.module.css'
import { useThingNames } from './Thing.tsx'

const tones: Record<ApiHandover['status'], Tone> = {
  running: 'blue',
  done: 'green',
  failed: 'red',
  undoing: 'blue',
  undone: 'gray',
}

/** One handover: how far it is, who got what, the checklist, and the way back. `latest` of those of its person. */
export function Past({ handover, open, latest }: { handover: ApiHandover; open: boolean; latest: boolean }) {
  const { t } = useTranslation()
  const nameOf = useThingNames()
  const [asking, setAsking] = useState(false)
  const { id, person, status, total, done, checks } = handover
  const run = (what: string) => void act(id, what).catch(complain)
  return (
    <details className={styles.past} open={open}>
      <summary>
        <span className={styles.strong}>{person.name}</span>
        <Tag tone={tones[status]}>{t(`handover.status.${status}`)}</Tag>
        <span className={styles.faint}>{t('handover.progress', { done, total })}</span>
        {handover.lastDay && (
          <span className={styles.faint}>
            {t('handover.lastDay')} {handover.lastDay}
          </span>
        )}
        <span className={`${styles.faint} ${styles.end}`}>
          {t('handover.by', { who: handover.createdBy, when: formatInstant(handover.createdAt) })}
        </span>
      </summary>
      <div className={styles.report}>
        {handover.error && (
          <p role="alert" className={styles.wrong}>
            {handover.error}
          </p>
        )}
        {handover.receivers.map((one) => (
          <div key={one.id} className={styles.given}>
            <span className={styles.strong}>{one.name}</span>
            <span className={styles.faint}>
              {one.things.map((thing) => `${nameOf(thing)} ${thing.count}`).join(' · ')}
            </span>
          </div>
        ))}
        <Kept title={t('handover.kept')} list={handover.kept} />
        <Kept title={t('handover.notUndone')} list={handover.notUndone} />
        {status !== 'undone' && (
          <section aria-label={t('handover.checklist')} className={styles.checks}>
            <h4>{t('handover.checklist')}</h4>
            {handoverChecks.map((check) => {
              const signed = checks[check]
              // Somebody has disabled it elsewhere: it is to be confirmed only.
              const already = check === 'signIn' && !person.active
              return (
                <div key={check} className={styles.check}>
                  <span>{t(`handover.${signed || already ? 'check' : 'todo'}.${check}`)}</span>
                  {signed ? (
                    <Tag tone="green">{t('handover.signed', { who: signed.by, when: formatInstant(signed.at) })}</Tag>
                  ) : (
                    <Button onClick={() => run(`checks/${check}`)}>
                      {already ? t('handover.already') : t(`handover.do.${check}`)}
                    </Button>
                  )}
                </div>
              )
            })}
          </section>
        )}
        {status === 'undone' && latest && !person.active && <StillOut handover={handover} />}
        <div className={styles.buttons}>
          {(status === 'failed' || handover.error) && (
            <Button onClick={() => run('run')}>{t('handover.resume')}</Button>
          )}
          {handover.undoUntil && (
            <>
              <Button onClick={() => setAsking(true)}>{t('handover.undo')}</Button>
              <span className={styles.faint}>
                {t('handover.undoUntil', { when: formatInstant(handover.undoUntil) })}
              </span>
            </>
          )}
        </div>
      </div>
      <Dialog
        open={asking}
        title={t('handover.undoTitle')}
        onClose={() => setAsking(false)}
        footer={
          <>
            <Button onClick={() => setAsking(false)}>{t('do.cancel')}</Button>
            <Button
              look="danger"
              onClick={() => {
                setAsking(false)
                run('undo')
              }}
            >
              {t('handover.undo')}
            </Button>
          </>
        }
      >
        <p>{t('handover.undoText', { who: person.name })}</p>
        {!person.active && <p>{t('handover.undoSignIn')}</p>}
      </Dialog>
    </details>
  )
}

/** Records came back to somebody who cannot come in: that is said, and mended by a click. */
function StillOut({ handover: { person, checks } }: { handover: ApiHandover }) {
  const { t } = useTranslation()
  const letIn = async () => {
    await api.update('user', person.id, { active: true })
    await lookAgain()
  }
  return (
    <div className={styles.check} role="note">
      <span>
        {t('handover.stillOut', { who: person.name })}
        {checks.keys && ` ${t('handover.keysGone')}`}
      </span>
      <Button onClick={() => void letIn().catch(complain)}>{t('handover.letIn')}</Button>
    </div>
  )
}

function Kept({ title, list }: { title: string; list: readonly ApiKept[] }) {
  if (list.length === 0) return null
  return (
    <section aria-label={title}>
      <h4>{title}</h4>
      {list.map(({ detail, count, records }) => (
        <div key={detail} className={styles.given}>
          <span>
            {detail} ({count})
          </span>
          <span>
            {[...Map.groupBy(records, ({ object }) => object)].map(([object, some]) => (
              <Left key={object} object={object} ids={some.map(({ id }) => id)} />
            ))}
          </span>
        </div>
      ))}
    </section>
  )
}

/** The way to records that were left alone, by what they are. */
function Left({ object: key, ids }: { object: string; ids: readonly string[] }) {
  const object = useMeta().objects[key]
  const { t } = useTranslation()
  if (key === approvalObject)
    return ids.map((id) => (
      <a key={id} href={`/approvals?id=${id}`} className={styles.link}>
        {t('handover.approvals.one')}
      </a>
    ))
  if (!object) return null
  return (
    <Link to="/$object" params={{ object: key }} search={{ where: { id: { in: ids } } }} className={styles.link}>
      {pluralOf(object)} {ids.length}
    </Link>
  )
}
