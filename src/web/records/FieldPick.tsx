import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { MetaObject } from '#kernel/api.ts'
import { useMeta } from '../client/queries.ts'
import { composing, Input } from '../ui/Input.tsx'
import { say } from '../ui/language.ts'
import { showable } from './columnsOf.ts'
import styles from './FilterBar.module.css'
import { operatorsOf } from './filters.ts'

/** Chooses a field of the object, or of one that it points at. */
export function FieldPick({ object, onPick }: { object: MetaObject; onPick: (path: string) => void }) {
  const { t } = useTranslation()
  const { objects } = useMeta()
  const [typed, setTyped] = useState('')
  const [into, setInto] = useState<string | null>(null)
  const inside = into ? objects[String((object.fields[into] as { to?: string }).to)] : object
  const input = useRef<HTMLInputElement>(null)
  // it comes after the popover that holds it, which has given the focus to something else by then
  useEffect(() => input.current?.focus(), [])
  const words = typed.trim().toLowerCase()
  const named = (key: string) => say(inside!.fields[key]!.label).toLowerCase()
  const found = inside
    ? showable(inside).filter((key) => operatorsOf(inside.fields[key]!).length > 0 && named(key).includes(words))
    : []
  // the one that is called just so comes first
  const keys = words === '' ? found : found.toSorted((a, b) => Number(named(b) === words) - Number(named(a) === words))
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
          if (event.key === 'Enter' && !composing(event) && keys[0]) onPick(into ? `${into}.${keys[0]}` : keys[0])
        }}
      />
      <div className={styles.choices}>
        {into && (
          <button type="button" className={styles.choice} onClick={() => setInto(null)}>
            <IconChevronLeft size={13} />
            <b>{say(object.fields[into]!.label)}</b>
          </button>
        )}
        {keys.map((key) => {
          const field = inside!.fields[key]!
          const deeper = !into && 'to' in field && field.type !== 'relations' && objects[String(field.to)]
          return (
            <span key={key} className={styles.fieldRow}>
              <button type="button" className={styles.choice} onClick={() => onPick(into ? `${into}.${key}` : key)}>
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
        {keys.length === 0 && <span className={styles.none}>{t('state.noChoice')}</span>}
      </div>
    </>
  )
}
