import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { MetaObject } from '#kernel/api.ts'
import type { Field } from '#kernel/fields/field.ts'
import { useMeta } from '../client/queries.ts'
import { composing, Input } from '../ui/Input.tsx'
import { say } from '../ui/language.ts'
import { showable } from './columnsOf.ts'
import styles from './FilterBar.module.css'
import { comparedAs, operatorsOf, partsOf } from './filters.ts'

/** Chooses a field of the object, a part of it, or one of a record that it points at. */
export function FieldPick({ object, onPick }: { object: MetaObject; onPick: (path: string) => void }) {
  const { t } = useTranslation()
  const { objects } = useMeta()
  const [typed, setTyped] = useState('')
  const [into, setInto] = useState<string | null>(null)
  const input = useRef<HTMLInputElement>(null)
  // it comes after the popover that holds it, which has given the focus to something else by then
  useEffect(() => input.current?.focus(), [])
  const words = typed.trim().toLowerCase()
  /** What a path may go on with after a field: its parts, or the fields of what it points at. */
  const beyond = (name: string) => {
    const field = object.fields[name]!
    const parts = partsOf(field)
    if (parts.length > 0) return parts
    return 'to' in field && field.type !== 'relations' ? fieldsOf(objects[String(field.to)]) : []
  }
  const fieldsOf = (of: MetaObject | undefined) =>
    of ? showable(of).map((key) => ({ key, field: comparedAs(objects, of.fields[key]!) })) : []
  const named = ({ field }: { readonly field: Field }) => say(field.label).toLowerCase()
  const found = (into ? beyond(into) : fieldsOf(object)).filter(
    (one) =>
      (operatorsOf(one.field).length > 0 || (!into && partsOf(object.fields[one.key]!).length > 0)) &&
      named(one).includes(words),
  )
  // the one that is called just so comes first
  const list = words === '' ? found : found.toSorted((a, b) => Number(named(b) === words) - Number(named(a) === words))
  const choose = (key: string) => {
    if (into) return onPick(`${into}.${key}`)
    // what has no value of its own, as an address, is asked for one of its parts
    if (operatorsOf(comparedAs(objects, object.fields[key]!)).length > 0) return onPick(key)
    setInto(key)
    setTyped('')
  }
  return (
    <>
      <Input
        ref={input}
        data-autofocus
        placeholder={t('views.findField')}
        aria-label={t('views.findField')}
        value={typed}
        onChange={({ target }) => setTyped(target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && !composing(event) && list[0]) choose(list[0].key)
        }}
      />
      <div className={styles.choices}>
        {into && (
          <button type="button" className={styles.choice} onClick={() => setInto(null)}>
            <IconChevronLeft size={13} />
            <b>{say(object.fields[into]!.label)}</b>
          </button>
        )}
        {list.map(({ key, field }) => {
          const deeper = !into && beyond(key).length > 0
          return (
            <span key={key} className={styles.fieldRow}>
              <button type="button" className={styles.choice} onClick={() => choose(key)}>
                {say(field.label)}
              </button>
              {deeper && (
                <button
                  type="button"
                  className={styles.deeper}
                  aria-label={t('filter.fieldsOf', { what: say(field.label) })}
                  title={t('filter.fieldsOf', { what: say(field.label) })}
                  onClick={() => {
                    setInto(key)
                    setTyped('')
                  }}
                >
                  <IconChevronRight size={13} />
                </button>
              )}
            </span>
          )
        })}
        {list.length === 0 && <span className={styles.none}>{t('state.noChoice')}</span>}
      </div>
    </>
  )
}
