import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { MetaObject } from '#kernel/api.ts'
import type { ApiBulk, ApiSelection, BulkWork } from '#kernel/api-bulk.ts'
import { ApiError } from '../../client/fetch.ts'
import { complain } from '../../client/writes.ts'
import { viewOf } from '../../fields/index.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { formatNumber } from '../../ui/format.ts'
import { say } from '../../ui/language.ts'
import type { Asking } from '../BulkBar.tsx'
import { showable, writable } from '../columnsOf.ts'
import { FormFields } from '../FormFields.tsx'
import styles from './BulkDialogs.module.css'
import { textOf } from './text.ts'

type Frozen = { frozen: ApiSelection; run: (confirmed: ApiSelection) => Promise<void> }

type Props = {
  object: MetaObject
  asking: Asking
  count: number
  onRun: (work: BulkWork, title: string, text?: string) => Promise<void>
  onConfirm: (work: BulkWork) => Promise<Frozen>
  onClose: () => void
}

/** What a bulk write asks before it runs, and tells after. */
export function BulkDialogs(props: Props) {
  const { asking } = props
  if (asking.is === 'edit') return <Edit {...props} several={asking.several} />
  if (asking.is === 'action') return <Act {...props} action={asking.action} />
  if (asking.is === 'confirm')
    return <Confirm {...props} work={asking.work} title={asking.title} {...(asking.text && { text: asking.text })} />
  return <Refused outcome={asking.outcome} object={props.object} onClose={props.onClose} />
}

type Mode = 'add' | 'remove' | 'values'

/** New values for some fields; fields of several values may gain or lose some. */
function Edit({ object, several, count, onRun, onClose }: Props & { several: boolean }) {
  const { t } = useTranslation()
  const isSeveral = (key: string) => ['multiSelect', 'relations'].includes(object.fields[key]!.type)
  const fields = showable(object).filter(
    (key) => writable(object, key) && viewOf(object.fields[key]!).Input && (!several || isSeveral(key)),
  )
  const [chosen, setChosen] = useState<readonly string[]>(() => fields.slice(0, 1))
  const [values, setValues] = useState<Readonly<Record<string, unknown>>>({})
  const [modes, setModes] = useState<Readonly<Record<string, Mode>>>({})
  const [errors, setErrors] = useState<Readonly<Record<string, string>>>({})
  const [busy, setBusy] = useState(false)
  const modeOf = (key: string): Mode => modes[key] ?? (isSeveral(key) ? 'add' : 'values')
  const save = async () => {
    const of = (mode: Mode) =>
      Object.fromEntries(chosen.filter((key) => modeOf(key) === mode).map((key) => [key, plain(values[key] ?? null)]))
    const work: BulkWork = {
      do: 'update',
      ...Object.fromEntries(
        (['values', 'add', 'remove'] as const)
          .map((mode) => [mode, of(mode)] as const)
          .filter(([, given]) => Object.keys(given).length > 0),
      ),
    }
    setBusy(true)
    try {
      const told = chosen.map((key) => {
        const mode = modeOf(key)
        const how = mode === 'values' ? '→' : t(`bulk.${mode}`)
        return `${say(object.fields[key]!.label)} ${how} ${textOf(object.fields[key]!, values[key]) || t('field.empty')}`
      })
      await onRun(work, t('bulk.edit'), told.join(t('bulk.comma')))
    } catch (error) {
      setBusy(false)
      if (error instanceof ApiError && error.status === 422) setErrors(error.fields)
      else complain(error)
    }
  }
  const others = fields.filter((key) => !chosen.includes(key))
  const general = Object.entries(errors).filter(([key]) => !chosen.includes(key))
  return (
    <Dialog
      open
      title={t('bulk.editTitle', { count, number: formatNumber(count) })}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('do.cancel')}</Button>
          <Button look="primary" disabled={busy || chosen.length === 0} onClick={() => void save()}>
            {t('bulk.apply')}
          </Button>
        </>
      }
    >
      {general.map(([key, words]) => (
        <p key={key} role="alert" className={styles.wrong}>
          {words}
        </p>
      ))}
      {chosen.map((key, i) => (
        <div key={key} className={styles.field}>
          <span className={styles.which}>
            <select
              aria-label={t('bulk.field')}
              value={key}
              onChange={({ target }) => setChosen(chosen.map((one, at) => (at === i ? target.value : one)))}
            >
              {[key, ...others].map((one) => (
                <option key={one} value={one}>
                  {say(object.fields[one]!.label)}
                </option>
              ))}
            </select>
            {isSeveral(key) && (
              <select
                aria-label={t('bulk.how')}
                value={modeOf(key)}
                onChange={({ target }) => setModes({ ...modes, [key]: target.value as Mode })}
              >
                <option value="add">{t('bulk.add')}</option>
                <option value="remove">{t('bulk.remove')}</option>
                <option value="values">{t('bulk.replace')}</option>
              </select>
            )}
            {chosen.length > 1 && (
              <Button small look="quiet" onClick={() => setChosen(chosen.filter((one) => one !== key))}>
                {t('do.remove')}
              </Button>
            )}
          </span>
          <FormFields
            fields={object.fields}
            keys={[key]}
            values={values}
            errors={errors}
            focusFirst={i === chosen.length - 1}
            onChange={(of, value) => {
              setValues({ ...values, [of]: value })
              setErrors({})
            }}
          />
          {modeOf(key) === 'values' && !object.fields[key]!.required && (values[key] ?? null) === null && (
            <p className={styles.note}>{t('bulk.clears')}</p>
          )}
        </div>
      ))}
      {others.length > 0 && (
        <Button small look="quiet" onClick={() => setChosen([...chosen, others[0]!])}>
          {t('bulk.another')}
        </Button>
      )}
    </Dialog>
  )
}

/** A reference is told to the server by its id. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain)
  return typeof value === 'object' && value !== null && 'id' in value ? value.id : value
}

/** What an action needs to know. */
function Act({ action, count, onRun, onClose }: Props & { action: Extract<Asking, { is: 'action' }>['action'] }) {
  const { t } = useTranslation()
  const keys = Object.keys(action.input)
  const [values, setValues] = useState<Readonly<Record<string, unknown>>>(() =>
    Object.fromEntries(keys.map((key) => [key, action.input[key]?.default ?? null])),
  )
  const [errors, setErrors] = useState<Readonly<Record<string, string>>>({})
  const run = async () => {
    const input = Object.fromEntries(Object.entries(values).map(([key, value]) => [key, plain(value)]))
    try {
      await onRun({ do: 'action', action: action.key, input }, say(action.label))
    } catch (error) {
      if (error instanceof ApiError && error.status === 422) setErrors(error.fields)
      else complain(error)
    }
  }
  return (
    <Dialog
      open
      title={`${say(action.label)} · ${t('bulk.selected', { count, number: formatNumber(count) })}`}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('do.cancel')}</Button>
          <Button look="primary" onClick={() => void run()}>
            {say(action.label)}
          </Button>
        </>
      }
    >
      {errors[''] && (
        <p role="alert" className={styles.wrong}>
          {errors['']}
        </p>
      )}
      <FormFields
        fields={action.input}
        keys={keys}
        values={values}
        errors={errors}
        focusFirst
        onChange={(key, value) => setValues({ ...values, [key]: value })}
      />
    </Dialog>
  )
}

/** A set by filter, counted by the server: what is confirmed here is what is done, or nothing is. */
function Confirm({ work, title, text, onConfirm, onClose }: Props & { work: BulkWork; title: string; text?: string }) {
  const { t } = useTranslation()
  const [ready, setReady] = useState<Frozen | null>(null)
  const [words, setWords] = useState('')
  const [busy, setBusy] = useState(false)
  const begun = useRef(false)
  const look = () => onConfirm(work).then(setReady, (error) => setWords(String(error.message ?? error)))
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when it opens
  useEffect(() => {
    if (begun.current) return
    begun.current = true
    void look()
  }, [])
  const frozen = ready?.frozen
  const able = frozen ? (work.do === 'delete' ? frozen.deletable : frozen.writable) : 0
  const run = async () => {
    if (!ready || !frozen) return
    setBusy(true)
    setWords('')
    try {
      await ready.run(frozen)
    } catch (error) {
      setBusy(false)
      setWords(
        error instanceof ApiError ? Object.values(error.fields).join(' ') || error.message : (error as Error).message,
      )
      if (error instanceof ApiError && error.status === 409) await look()
    }
  }
  return (
    <Dialog
      open
      title={title}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('do.cancel')}</Button>
          <Button
            look={work.do === 'delete' ? 'danger' : 'primary'}
            disabled={!frozen || busy || able === 0}
            data-autofocus
            onClick={() => void run()}
          >
            {busy
              ? t('bulk.running')
              : frozen
                ? t(`bulk.confirm.${work.do}`, { count: frozen.count, number: formatNumber(frozen.count) })
                : t('bulk.counting')}
          </Button>
        </>
      }
    >
      {words && (
        <p role="alert" className={styles.wrong}>
          {words}
        </p>
      )}
      {text && <p className={styles.what}>{text}</p>}
      <p className={styles.text}>
        {frozen ? t('bulk.frozen', { count: frozen.count, number: formatNumber(frozen.count) }) : t('bulk.counting')}
      </p>
      {frozen && able < frozen.count && (
        <p className={styles.text}>
          {t('bulk.cut', { count: frozen.count - able, number: formatNumber(frozen.count - able) })}
        </p>
      )}
      <p className={styles.note}>{t('bulk.undoable')}</p>
    </Dialog>
  )
}

/** Why records were left out. */
function Refused({ outcome, object, onClose }: { outcome: ApiBulk; object: MetaObject; onClose: () => void }) {
  const { t } = useTranslation()
  return (
    <Dialog
      open
      title={t('bulk.refusedTitle', { count: outcome.refused, number: formatNumber(outcome.refused) })}
      onClose={onClose}
      footer={
        <Button look="primary" data-autofocus onClick={onClose}>
          {t('do.close')}
        </Button>
      }
    >
      <p className={`number ${styles.text}`}>
        {t('bulk.sums', {
          asked: formatNumber(outcome.asked),
          changed: formatNumber(outcome.changed),
          unchanged: formatNumber(outcome.unchanged),
          refused: formatNumber(outcome.refused),
        })}
      </p>
      <ul className={styles.reasons}>
        {outcome.reasons.map((reason) => (
          <li key={reason.detail}>
            <span>{reason.detail}</span>
            <a
              className="number"
              href={`/${object.key}?where=${encodeURIComponent(JSON.stringify({ id: { in: reason.ids } }))}`}
            >
              {t('bulk.records', { count: reason.count, number: formatNumber(reason.count) })}
            </a>
          </li>
        ))}
      </ul>
    </Dialog>
  )
}
