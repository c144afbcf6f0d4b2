import { IconArrowDown, IconArrowUp, IconGripVertical } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { MetaObject } from '#kernel/api.ts'
import { Check } from '../../ui/Check.tsx'
import { Input } from '../../ui/Input.tsx'
import { say } from '../../ui/language.ts'
import { showable } from '../columnsOf.ts'
import styles from './DisplayMenu.module.css'
import { moved } from './moved.ts'

type Props = {
  object: MetaObject
  /** What is shown, in its order; the first stays. */
  keys: readonly string[]
  onChange: (keys: readonly string[]) => void
}

/** The fields of an object to choose from and to put in order, by drag or by buttons. */
export function FieldList({ object, keys, onChange }: Props) {
  const { t } = useTranslation()
  const [typed, setTyped] = useState('')
  const [dragged, setDragged] = useState<string | null>(null)
  const label = (key: string) => say(object.fields[key]!.label)
  const fits = (key: string) => label(key).toLowerCase().includes(typed.trim().toLowerCase())
  const hidden = showable(object).filter((key) => !keys.includes(key))
  const place = (key: string, at: number) => onChange(moved(keys, key, at))
  return (
    <>
      <Input
        placeholder={t('views.findField')}
        aria-label={t('views.findField')}
        value={typed}
        onChange={({ target }) => setTyped(target.value)}
      />
      <div className={styles.columns}>
        {keys.filter(fits).map((key) => {
          const i = keys.indexOf(key)
          return (
            // biome-ignore lint/a11y/noStaticElementInteractions: the buttons beside it do the same by keyboard
            <div
              key={key}
              className={styles.row}
              draggable={i > 0}
              data-over={(dragged !== null && dragged !== key && i > 0) || undefined}
              onDragStart={() => setDragged(key)}
              onDragEnd={() => setDragged(null)}
              onDragOver={(event) => event.preventDefault()}
              onDrop={() => {
                if (dragged && i > 0) place(dragged, i)
                setDragged(null)
              }}
            >
              <IconGripVertical size={13} className={styles.grip} visibility={i > 0 ? undefined : 'hidden'} />
              <Check
                checked
                disabled={i === 0}
                onChange={() => onChange(keys.filter((k) => k !== key))}
                className={styles.check}
              >
                <span className="clip">{label(key)}</span>
              </Check>
              {i > 0 && (
                <span className={styles.moves}>
                  <button
                    type="button"
                    disabled={i === 1}
                    aria-label={t('list.moveUp', { what: label(key) })}
                    onClick={() => place(key, i - 1)}
                  >
                    <IconArrowUp size={13} />
                  </button>
                  <button
                    type="button"
                    disabled={i === keys.length - 1}
                    aria-label={t('list.moveDown', { what: label(key) })}
                    onClick={() => place(key, i + 1)}
                  >
                    <IconArrowDown size={13} />
                  </button>
                </span>
              )}
            </div>
          )
        })}
        {hidden.some(fits) && <hr className={styles.line} />}
        {hidden.filter(fits).map((key) => (
          <div key={key} className={styles.row}>
            <Check checked={false} onChange={() => onChange([...keys, key])} className={styles.check}>
              <span className="clip">{label(key)}</span>
            </Check>
          </div>
        ))}
      </div>
    </>
  )
}
