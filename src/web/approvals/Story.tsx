// biome-ignore-all lint/suspicious/noArrayIndexKey: steps have no name but their number
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ApiApproval, ApiApprovalSeat, ApiApprovalStory } from '#kernel/api-approvals.ts'
import type { ApprovalAct } from '#kernel/approval.ts'
import type { Field } from '#kernel/fields/field.ts'
import type { Values } from '#kernel/object.ts'
import { ApiError } from '../client/fetch.ts'
import { useMeta } from '../client/queries.ts'
import { complain } from '../client/writes.ts'
import { RelationPick } from '../fields/RelationPick.tsx'
import { FormFields } from '../records/FormFields.tsx'
import { Bone } from '../ui/Bone.tsx'
import { Button } from '../ui/Button.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { formatAgo, formatInstant } from '../ui/format.ts'
import { TextArea } from '../ui/Input.tsx'
import { Labelled } from '../ui/Labelled.tsx'
import { Tag } from '../ui/Tag.tsx'
import { say as toast } from '../ui/toast.tsx'
import styles from './Approvals.module.css'
import { approvalApi, refreshApprovals, storyQuery, toneOfStatus } from './approvals.ts'
import { Changes, What } from './Changes.tsx'

/** One request: what is asked, who decides, what was said, and what the reader may do with it. */
export function Story({ id }: { id: string }) {
  const { t } = useTranslation()
  const { data, error } = useQuery(storyQuery(id))
  const [act, setAct] = useState<ApprovalAct | null>(null)
  if (error) return <p role="alert">{error.message}</p>
  if (!data) return <Bone width="60%" height={18} />
  const do_ = (next: ApprovalAct) => {
    if (next !== 'remind') return setAct(next)
    void approvalApi.act(id, next, {}).then((done) => {
      refreshApprovals(done)
      toast(t('approvals.reminded'))
    }, complain)
  }
  return (
    <article className={styles.story} aria-label={data.title ?? ''}>
      <header className={styles.storyHead}>
        <h2>
          {data.opens ? <a href={`/${data.object}/${data.recordId}`}>{data.title ?? '—'}</a> : (data.title ?? '—')}
        </h2>
        <Tag tone={toneOfStatus[data.status]}>{t(`approvals.status.${data.status}`)}</Tag>
      </header>
      <p className={styles.faint}>
        <What approval={data} /> · {data.policies.join(t('approvals.and'))} ·{' '}
        {t('approvals.askedBy', { who: data.asker.name, when: formatAgo(data.askedAt) })}
      </p>
      {data.outcome && (
        <p role="alert" className={styles.wrong}>
          {t('approvals.failedBecause', { why: data.outcome })}
        </p>
      )}
      <Changes approval={data} />
      {data.reason && <blockquote className={styles.reason}>{data.reason}</blockquote>}
      <Way approval={data} />
      <Notes notes={data.notes} />
      <Acts may={data.may} onAct={do_} />
      {act && <ActDialog approval={data} act={act} onClose={() => setAct(null)} />}
    </article>
  )
}

/** Who is asked, step by step, and what became of it. */
function Way({ approval }: { approval: ApiApproval }) {
  const { t } = useTranslation()
  const open = approval.status === 'waiting'
  return (
    <ol className={styles.steps}>
      {approval.steps.map((step, i) => (
        <li key={`${i + 1}`} data-state={open && i === approval.step ? 'now' : i < approval.step ? 'past' : undefined}>
          <span className={styles.stepName}>
            {t('approvals.step', { number: i + 1 })}
            {step.seats.length > 1 && <span className={styles.faint}>{t(`approvals.mode.${step.mode}`)}</span>}
          </span>
          {step.seats.length === 0 && <span className={styles.faint}>{t('approvals.later')}</span>}
          {step.seats.map((seat) => (
            <Seat key={`${seat.person.id} ${seat.status}`} seat={seat} />
          ))}
        </li>
      ))}
    </ol>
  )
}

function Seat({ seat }: { seat: ApiApprovalSeat }) {
  const { t } = useTranslation()
  return (
    <span className={styles.seat}>
      <span>{seat.person.name}</span>
      {seat.how !== 'policy' && <span className={styles.faint}>{t(`approvals.how.${seat.how}`)}</span>}
      {seat.covers.length > 0 && (
        <span className={styles.faint}>
          {t('approvals.covers', { who: seat.covers.map(({ name }) => name).join(t('approvals.and')) })}
        </span>
      )}
      <span className={styles.seatState} data-status={seat.status}>
        {t(`approvals.seat.${seat.status}`)}
        {seat.by && t('approvals.by', { who: seat.by.name })}
      </span>
    </span>
  )
}

function Notes({ notes }: { notes: ApiApprovalStory['notes'] }) {
  const { t } = useTranslation()
  return (
    <ul className={styles.notes}>
      {notes.map((note) => (
        <li key={`${note.at} ${note.kind} ${note.other?.id ?? ''}`}>
          <span>
            <b>{note.actor?.name ?? t('log.system')}</b>{' '}
            {t(`approvals.note.${note.kind}`, { whom: note.other?.name ?? '' })}
            {note.via === 'mail' && <span className={styles.faint}> {t('approvals.viaMail')}</span>}
            {note.words && <span className={styles.words}>{note.words}</span>}
          </span>
          <time className={styles.faint} dateTime={note.at} title={formatInstant(note.at)}>
            {formatAgo(note.at)}
          </time>
        </li>
      ))}
    </ul>
  )
}

function Acts({ may, onAct }: { may: readonly ApprovalAct[]; onAct: (act: ApprovalAct) => void }) {
  const { t } = useTranslation()
  if (may.length === 0) return null
  return (
    <footer className={styles.acts}>
      {may.map((one) => (
        <Button
          key={one}
          look={one === 'approve' || one === 'resubmit' ? 'primary' : one === 'reject' ? 'danger' : 'outline'}
          onClick={() => onAct(one)}
        >
          {t(`approvals.act.${one}`)}
        </Button>
      ))}
    </footer>
  )
}

/** What is said along with a decision, to whom it goes on, or with which values it is asked again. */
function ActDialog({ approval, act, onClose }: { approval: ApiApproval; act: ApprovalAct; onClose: () => void }) {
  const { t } = useTranslation()
  const [words, setWords] = useState('')
  const [person, setPerson] = useState<{ id: string; title: string | null } | null>(null)
  const [values, setValues] = useState<Values>({})
  const [errors, setErrors] = useState<Readonly<Record<string, string>>>({})
  const [busy, setBusy] = useState(false)
  const onward = act === 'delegate' || act === 'add'
  const run = async () => {
    setBusy(true)
    try {
      const done = await approvalApi.act(approval.id, act, {
        words,
        ...(person && { personId: person.id }),
        ...(act === 'resubmit' && Object.keys(values).length > 0 && { values }),
      })
      refreshApprovals(done)
      onClose()
      toast(t(`approvals.status.${done.status}`), done.status === 'failed' ? { tone: 'wrong' } : {})
    } catch (error) {
      setBusy(false)
      const wrong = error instanceof ApiError ? error.fields : {}
      setErrors(Object.keys(wrong).length > 0 ? wrong : { '': error instanceof Error ? error.message : String(error) })
    }
  }
  const general = Object.entries(errors).filter(([key]) => !['words', 'personId'].includes(key))
  return (
    <Dialog
      open
      title={t(`approvals.act.${act}`)}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('do.cancel')}</Button>
          <Button look={act === 'reject' ? 'danger' : 'primary'} disabled={busy} onClick={() => void run()}>
            {t(`approvals.act.${act}`)}
          </Button>
        </>
      }
    >
      <p className={styles.lead}>{t(`approvals.explain.${act}`)}</p>
      {general.map(([key, text]) => (
        <p key={key} role="alert" className={styles.wrong}>
          {text}
        </p>
      ))}
      {onward && (
        <Labelled label={t('approvals.person')} required error={errors['personId']}>
          {({ id, describedBy, invalid }) => (
            <RelationPick
              id={id}
              to="user"
              required
              invalid={invalid}
              describedBy={describedBy}
              chosen={person ? [person] : []}
              onPick={(picked) => setPerson({ id: picked.id, title: 'title' in picked ? picked.title : null })}
            />
          )}
        </Labelled>
      )}
      {act === 'resubmit' && <Again approval={approval} values={values} onChange={setValues} />}
      <Labelled label={t('approvals.words')} required={act === 'reject' || act === 'return'} error={errors['words']}>
        {({ id, describedBy }) => (
          <TextArea
            id={id}
            rows={3}
            maxLength={2_000}
            autoFocus={!onward}
            aria-describedby={describedBy}
            value={words}
            onChange={({ target }) => setWords(target.value)}
          />
        )}
      </Labelled>
    </Dialog>
  )
}

/** The values that were asked for, to be asked for anew. */
function Again({
  approval,
  values,
  onChange,
}: {
  approval: ApiApproval
  values: Values
  onChange: (values: Values) => void
}): ReactNode {
  const object = useMeta().objects[approval.object]
  if (!object || (approval.do !== 'update' && approval.do !== 'create')) return null
  const keys = Object.keys(approval.changes).filter((key) => object.fields[key] && !object.fields[key].system)
  const fields = Object.fromEntries(keys.map((key) => [key, object.fields[key] as Field]))
  const asked = Object.fromEntries(keys.map((key) => [key, approval.changes[key]?.[1] ?? null]))
  return (
    <FormFields
      fields={fields}
      keys={keys}
      values={{ ...asked, ...values }}
      errors={{}}
      onChange={(key, value) => onChange({ ...values, [key]: value })}
    />
  )
}
