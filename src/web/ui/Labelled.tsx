import { type ReactNode, useId } from 'react'
import styles from './Labelled.module.css'

type Props = {
  label: string
  required?: boolean
  help?: string | undefined
  error?: string | undefined
  /** A word beside the label that asks to look here. */
  mark?: string | undefined
  children: (at: { id: string; describedBy: string | undefined; invalid: boolean }) => ReactNode
}

/** A label above its input, help and what is wrong below it. */
export function Labelled({ label, required, help, error, mark, children }: Props) {
  const id = useId()
  const note = error ?? help
  return (
    <div className={styles.field}>
      <label className={styles.label} htmlFor={id} id={`${id}-label`}>
        {label}
        {required && (
          <span className={styles.star} aria-hidden="true">
            *
          </span>
        )}
        {mark && <span className={styles.mark}>{mark}</span>}
      </label>
      {children({ id, describedBy: note ? `${id}-note` : undefined, invalid: error !== undefined })}
      {note && (
        <span id={`${id}-note`} role={error ? 'alert' : undefined} className={error ? styles.error : styles.help}>
          {note}
        </span>
      )}
    </div>
  )
}
