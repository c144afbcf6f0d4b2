import { useId } from 'react'
import styles from './Panel.module.css'

/** A short list of choices, as the device draws it. */
export function Choice({
  label,
  value,
  onChange,
  error,
  children,
}: {
  label: string
  value: string
  onChange: (value: string) => void
  error?: string | undefined
  children: React.ReactNode
}) {
  const id = useId()
  return (
    <div className={styles.choice}>
      <label htmlFor={id}>{label}</label>
      <select
        id={id}
        value={value}
        aria-invalid={error ? true : undefined}
        onChange={({ target }) => onChange(target.value)}
      >
        {children}
      </select>
      {error && (
        <span role="alert" className={styles.wrong}>
          {error}
        </span>
      )}
    </div>
  )
}
