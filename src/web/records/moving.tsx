import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ApiRecord, MetaObject } from '#kernel/api.ts'
import type { Values } from '#kernel/object.ts'
import { ApiError } from '../client/fetch.ts'
import { change, complain } from '../client/writes.ts'
import { Button } from '../ui/Button.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { FormFields } from './FormFields.tsx'
import type { Step } from './steps.ts'

type Asking = { readonly record: ApiRecord; readonly step: Step; readonly errors: Readonly<Record<string, string>> }

/**
 * Moves a record to a step: at once on the screen, then on the server. Where the step asks for fields that are missing,
 * `dialog` asks for just those.
 */
export function useMove(object: MetaObject, by: string, onMoved: () => void = () => {}) {
  const { t } = useTranslation()
  const [asking, setAsking] = useState<Asking | null>(null)
  const [values, setValues] = useState<Values>({})

  const move = async (record: ApiRecord, step: Step, more: Values = {}): Promise<boolean> => {
    try {
      await change(object.key, record, { ...more, [by]: step.value })
      setAsking(null)
      setValues({})
      onMoved()
      return true
    } catch (error) {
      const errors = error instanceof ApiError ? error.fields : {}
      const missing = Object.keys(errors).filter((key) => key !== by && object.fields[key]?.access === 'write')
      if (missing.length > 0) {
        setValues((typed) => ({ ...Object.fromEntries(missing.map((key) => [key, record[key]])), ...typed, ...more }))
        setAsking({ record, step, errors })
      } else if (!(error instanceof ApiError && error.status === 412)) complain(error)
      return false
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
      onClose={() => {
        setAsking(null)
        setValues({})
      }}
      footer={
        <>
          <Button
            onClick={() => {
              setAsking(null)
              setValues({})
            }}
          >
            {t('do.cancel')}
          </Button>
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
