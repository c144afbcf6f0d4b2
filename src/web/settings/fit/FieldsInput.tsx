import { IconArrowDown, IconArrowUp, IconX } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { MetaObject } from '#kernel/api.ts'
import { showable } from '../../records/columnsOf.ts'
import { IconButton } from '../../ui/Button.tsx'
import { inputStyles } from '../../ui/Input.tsx'
import { say } from '../../ui/language.ts'
import styles from './Fit.module.css'

type Props = {
  label: string
  object: MetaObject
  keys: readonly string[]
  error?: string | undefined
  onChange: (keys: readonly string[]) => void
}

/** Fields of an object in an order, such as the columns of a list. */
export function FieldsInput({ label, object, keys, error, onChange }: Props) {
  const { t } = useTranslation()
  const move = (i: number, by: number) => {
    const next = [...keys]
    next.splice(i + by, 0, ...next.splice(i, 1))
    onChange(next)
  }
  const words = (key: string) => (object.fields[key] ? say(object.fields[key].label) : key)
  return (
    <fieldset className={styles.options}>
      <legend>{label}</legend>
      <ul className={styles.picked}>
        {keys.map((key, i) => (
          <li key={key}>
            <span className="clip">{words(key)}</span>
            <IconButton small label={`${t('fit.up')} ${words(key)}`} disabled={i === 0} onClick={() => move(i, -1)}>
              <IconArrowUp size={13} />
            </IconButton>
            <IconButton
              small
              label={`${t('fit.down')} ${words(key)}`}
              disabled={i === keys.length - 1}
              onClick={() => move(i, 1)}
            >
              <IconArrowDown size={13} />
            </IconButton>
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
