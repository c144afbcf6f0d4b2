import { lazy, Suspense, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ApiRecord, MetaAction, MetaObject } from '#kernel/api.ts'
import type { Values } from '#kernel/object.ts'
import { api } from '../client/api.ts'
import { ApiError } from '../client/fetch.ts'
import { queries, refresh } from '../client/queries.ts'
import { complain } from '../client/writes.ts'
import { Button } from '../ui/Button.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { say, useSay } from '../ui/language.ts'
import { FormFields } from './FormFields.tsx'

/** What a dialog shows below its inputs of what would happen, by object and action. */
const EnrolPreview = lazy(async () => ({ default: (await import('../sequences/EnrolPreview.tsx')).EnrolPreview }))

type Props = {
  object: MetaObject
  record: ApiRecord
  action: MetaAction
  /** What the record is called, where it is not what the reader looks at. */
  about?: string | null
  /** What is filled in already. */
  begin?: Values
  onClose: () => void
  /** What it answered. */
  onDone?: (result: unknown) => void
}

function idOf(value: unknown): string | null {
  return typeof value === 'string' ? value : ((value as { id?: string } | null)?.id ?? null)
}

/** Asks for what an action needs, then does it; an action that needs nothing is done at once. */
export function ActionDialog({ object, record, action, about, begin, onClose, onDone }: Props) {
  const { t } = useTranslation()
  useSay()
  const keys = Object.keys(action.input)
  const [values, setValues] = useState<Values>(() =>
    Object.fromEntries(
      keys.map((key) => [
        key,
        begin?.[key] ??
          action.input[key]?.default ??
          (object.fields[key]?.type === action.input[key]?.type ? record[key] : null) ??
          null,
      ]),
    ),
  )
  const [errors, setErrors] = useState<Readonly<Record<string, string>>>({})
  const [busy, setBusy] = useState(false)
  const begun = useRef(false)
  const run = async () => {
    setBusy(true)
    try {
      const { result } = await api.act(object.key, record.id, action.key, values)
      onDone?.(result)
      onClose()
      refresh(object.key, record.id)
      void queries.invalidateQueries({ queryKey: ['page'] })
    } catch (error) {
      setBusy(false)
      const wrong = error instanceof ApiError ? error.fields : {}
      if (keys.length === 0) {
        complain(error)
        onClose()
      } else
        setErrors(
          Object.keys(wrong).length > 0 ? wrong : { '': error instanceof Error ? error.message : String(error) },
        )
    }
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when it opens
  useEffect(() => {
    if (keys.length > 0 || begun.current) return
    begun.current = true
    void run()
  }, [])
  if (keys.length === 0) return null
  const general = Object.entries(errors).filter(([key]) => !keys.includes(key))
  return (
    <Dialog
      open
      title={about ? `${say(action.label)} · ${about}` : say(action.label)}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('do.cancel')}</Button>
          <Button look="primary" disabled={busy} onClick={() => void run()}>
            {say(action.label)}
          </Button>
        </>
      }
    >
      {action.help && <p style={{ color: 'var(--muted)', marginBottom: 12 }}>{say(action.help)}</p>}
      {general.map(([key, words]) => (
        <p key={key} role="alert" style={{ color: 'var(--danger)', marginBottom: 12 }}>
          {words}
        </p>
      ))}
      <FormFields
        fields={action.input}
        keys={keys}
        values={values}
        errors={errors}
        focusFirst
        onChange={(key, value) => setValues({ ...values, [key]: value })}
      />
      {action.key === 'enrol' && idOf(values['sequence']) && (
        <Suspense fallback={null}>
          <EnrolPreview
            sequence={idOf(values['sequence']) as string}
            record={record.id}
            startAt={(values['startAt'] ?? null) as string | null}
          />
        </Suspense>
      )}
    </Dialog>
  )
}
