import { Fragment, type ReactNode } from 'react'
import styles from './Signals.module.css'

/** A sentence with its blanks filled in: `When {field} rises`. Each language has its own order. */
export function Sentence({ text, parts }: { text: string; parts: Readonly<Record<string, ReactNode>> }) {
  return (
    <p className={styles.sentence}>
      {text.split(/\{(\w+)\}/).map((piece, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of a sentence stay where they stand
        <Fragment key={i}>{i % 2 === 0 ? piece : parts[piece]}</Fragment>
      ))}
    </p>
  )
}

type BlankProps = {
  label: string
  value: string
  error?: string | undefined
  onChange: (value: string) => void
}

/** A blank in which one of several words stands. */
export function ChoiceBlank({ label, value, error, onChange, children }: BlankProps & { children: ReactNode }) {
  return (
    <select
      className={styles.blank}
      aria-label={label}
      aria-invalid={error ? true : undefined}
      title={error}
      value={value}
      onChange={({ target }) => onChange(target.value)}
    >
      {children}
    </select>
  )
}

/** A blank in which a number or a time of day stands. */
export function TypedBlank({
  label,
  value,
  error,
  type = 'number',
  min,
  onChange,
}: BlankProps & { type?: 'number' | 'time'; min?: number }) {
  return (
    <input
      className={`${styles.blank} ${type === 'number' ? styles.short : ''}`}
      type={type}
      step="any"
      min={min}
      aria-label={label}
      aria-invalid={error ? true : undefined}
      title={error}
      value={value}
      onChange={({ target }) => onChange(target.value)}
    />
  )
}
