import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ApiRecord, MetaObject } from '#kernel/api.ts'
import type { SelectField } from '#kernel/fields/select.ts'
import type { Values } from '#kernel/object.ts'
import { ApiError } from '../client/fetch.ts'
import { change, complain } from '../client/writes.ts'
import { Button } from '../ui/Button.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { say as read } from '../ui/language.ts'
import { say } from '../ui/toast.tsx'
import { FormFields } from './FormFields.tsx'
import { type Step, stepKey, without } from './steps.ts'

type Asking = { readonly record: ApiRecord; readonly step: Step; readonly errors: Readonly<Record<string, string>> }

type Options = {
  /** Shows the record where it goes before the server has answered. Answers how to put it back. */
  readonly place?: (record: ApiRecord, step: Step) => () => void
  readonly onMoved?: () => void
}

/**
 * Moves a record to a step: at once on the screen, then on the server, and offers to take it back. Where the step asks for
 * fields that are missing, `dialog` asks for just those. Where somebody else has moved it meanwhile, that is told, and the
 * move can be made on top of it.
 */
export function useMove(object: MetaObject, by: string, { place, onMoved = () => {} }: Options = {}) {
  const { t } = useTranslation()
  const [asking, setAsking] = useState<Asking | null>(null)
  const [values, setValues] = useState<Values>({})
  const close = () => {
    setAsking(null)
    setValues({})
  }

  const move = async (record: ApiRecord, step: Step, more: Values = {}): Promise<void> => {
    const back = place?.(record, step)
    const what = String(record[object.title] ?? '')
    try {
      const saved = await change(
        object.key,
        record,
        { ...more, [by]: step.value },
        {
          onStale: (current) =>
            say(t('board.conflict', { what, where: textOf(object, by, current[by]) }), {
              tone: 'wrong',
              act: { words: t('board.anyway', { where: step.label }), run: () => void move(current, step, more) },
            }),
        },
      )
      close()
      onMoved()
      const before = Object.fromEntries([by, ...Object.keys(more)].map((key) => [key, record[key] ?? null]))
      const from: Step = {
        key: stepKey(record[by]) ?? without,
        label: '',
        value: (record[by] ?? null) as Step['value'],
      }
      const undo = () => {
        const again = place?.(saved, from)
        void change(object.key, saved, before).then(onMoved, (error) => {
          again?.()
          complain(error)
        })
      }
      say(t('board.moved', { what, where: step.label }), { undo })
    } catch (error) {
      back?.()
      const errors = error instanceof ApiError ? error.fields : {}
      const missing = Object.keys(errors).filter((key) => key !== by && object.fields[key]?.access === 'write')
      if (missing.length > 0) {
        setValues((typed) => ({ ...Object.fromEntries(missing.map((key) => [key, record[key]])), ...typed, ...more }))
        setAsking({ record, step, errors })
        return
      }
      onMoved()
      if (error instanceof ApiError && error.status === 412) close()
      else complain(error)
    }
  }
  const keys = asking
    ? [...new Set([...Object.keys(values), ...Object.keys(asking.errors)])].filter(
        (key) => key !== by && object.fields[key],
      )
    : []
  const dialog = asking && (
    <Dialog
      open
      title={t('board.needs', { where: asking.step.label })}
      onClose={close}
      footer={
        <>
          <Button onClick={close}>{t('do.cancel')}</Button>
          <Button look="primary" onClick={() => void move(asking.record, asking.step, values)}>
            {t('board.move')}
          </Button>
        </>
      }
    >
      <p style={{ color: 'var(--muted)', marginBottom: 12 }}>{t('board.needsText')}</p>
      <FormFields
        fields={object.fields}
        keys={keys}
        values={values}
        errors={asking.errors}
        focusFirst
        onChange={(key, value) => setValues({ ...values, [key]: value })}
      />
    </Dialog>
  )
  return { move, dialog }
}

/** What a choice or a reference reads as. */
function textOf(object: MetaObject, by: string, value: unknown): string {
  if (typeof value === 'object' && value !== null && 'title' in value) return String(value.title)
  const option = (object.fields[by] as unknown as SelectField).options?.find(({ key }) => key === value)
  return option ? read(option.label) : '—'
}
