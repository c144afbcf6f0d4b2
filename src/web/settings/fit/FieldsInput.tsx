import { IconX } from '@tabler/icons-react'
import { useId, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { MetaObject } from '#kernel/api.ts'
import { showable } from '../../records/columnsOf.ts'
import { IconButton } from '../../ui/Button.tsx'
import { Handle } from '../../ui/Handle.tsx'
import { inputStyles } from '../../ui/Input.tsx'
import { say } from '../../ui/language.ts'
import { useDragList } from '../../ui/useDragList.ts'
import styles from './Fit.module.css'

type Props = {
  label: string
  object: MetaObject
  keys: readonly string[]
  error?: string | undefined
  /** Its name where somebody around it moves fields from list to list; else it moves its own. */
  list?: string
  onChange: (keys: readonly string[]) => void
}

/** Fields of an object in an order, such as the columns of a list. */
export function FieldsInput({ label, object, keys, error, list, onChange }: Props) {
  const { t } = useTranslation()
  const id = useId()
  const name = list ?? id
  const own = useRef<HTMLFieldSetElement>(null)
  const none = useRef<HTMLElement>(null)
  useDragList(list === undefined ? own : none, (item, _list, index) => {
    const key = item.slice(name.length + 1)
    const next = keys.filter((one) => one !== key)
    next.splice(index, 0, key)
    onChange(next)
  })
  const words = (key: string) => (object.fields[key] ? say(object.fields[key].label) : key)
  return (
    <fieldset ref={own} className={styles.options}>
      <legend>{label}</legend>
      <ul className={styles.picked} data-list={name}>
        {keys.map((key) => (
          <li key={key} data-item={`${name}:${key}`}>
            <Handle what={words(key)} />
            <span className="clip">{words(key)}</span>
            <IconButton
              small
              label={`${t('do.remove')} ${words(key)}`}
              onClick={() => onChange(keys.filter((one) => one !== key))}
            >
              <IconX size={13} />
            </IconButton>
          </li>
        ))}
      </ul>
      <select
        className={inputStyles.input}
        aria-label={t('fit.addTo', { what: label })}
        value=""
        onChange={(event) => event.target.value && onChange([...keys, event.target.value])}
      >
        <option value="">{t('fit.addField')}</option>
        {showable(object)
          .filter((key) => !keys.includes(key))
          .map((key) => (
            <option key={key} value={key}>
              {words(key)}
            </option>
          ))}
      </select>
      {error && (
        <p role="alert" className={styles.wrong}>
          {error}
        </p>
      )}
    </fieldset>
  )
}
