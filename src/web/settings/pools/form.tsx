import { useState } from 'react'
import type { ApiRecord, MetaObject } from '#kernel/api.ts'
import type { Field } from '#kernel/fields/field.ts'
import type { Values } from '#kernel/object.ts'
import { api } from '../../client/api.ts'
import { Check } from '../../ui/Check.tsx'
import { say } from '../../ui/language.ts'
import { type Wrong, wrongOf } from '../wrong.ts'
import styles from './Recycling.module.css'

/** A record being edited in a form of its own: its values, what is wrong, and saving. */
export function useForm(object: MetaObject, record: ApiRecord | null, onClose: () => void) {
  const [values, setValues] = useState<Values>(() =>
    Object.fromEntries(
      Object.entries(object.fields).map(([key, field]) => [key, (record ? record[key] : field.default) ?? null]),
    ),
  )
  const [errors, setErrors] = useState<Wrong>({})
  const [busy, setBusy] = useState(false)
  const set = (key: string, value: unknown) => setValues((now) => ({ ...now, [key]: value }))
  const save = async () => {
    setBusy(true)
    const given = Object.fromEntries(
      Object.entries(object.fields)
        .filter(([key, field]) => !field.system && !(record && field.fixed) && key in values)
        .map(([key]) => [key, values[key]]),
    )
    try {
      await (record ? api.update(object.key, record.id, given, record.version) : api.create(object.key, given))
      onClose()
    } catch (error) {
      setBusy(false)
      setErrors(wrongOf(error))
    }
  }
  return { values, set, errors, busy, save }
}

/** Some of a list, each by a check. */
export function Checks({
  label,
  options,
  chosen,
  onChange,
  error,
}: {
  label: string
  options: readonly { readonly key: string; readonly label: Field['label'] }[]
  chosen: readonly string[]
  onChange: (keys: readonly string[]) => void
  error?: string | undefined
}) {
  return (
    <fieldset className={styles.set}>
      <legend className={styles.legend}>{label}</legend>
      <div className={styles.checks}>
        {options.map((option) => (
          <Check
            key={option.key}
            checked={chosen.includes(option.key)}
            onChange={() =>
              onChange(
                chosen.includes(option.key) ? chosen.filter((key) => key !== option.key) : [...chosen, option.key],
              )
            }
          >
            {say(option.label)}
          </Check>
        ))}
      </div>
      {error && (
        <p role="alert" className={styles.wrong}>
          {error}
        </p>
      )}
    </fieldset>
  )
}
