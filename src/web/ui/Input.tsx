import { type ComponentProps, type KeyboardEvent, useState } from 'react'
import styles from './Input.module.css'

/** One line to type in. */
export function Input({ end, className, ...rest }: ComponentProps<'input'> & { end?: boolean }) {
  return (
    <input
      className={[styles.input, end && styles.end, className].filter(Boolean).join(' ')}
      data-autofocus={rest.autoFocus || undefined}
      {...rest}
    />
  )
}

/** Several lines to type in; grows with what is typed. */
export function TextArea({ className, ...rest }: ComponentProps<'textarea'>) {
  return (
    <textarea
      className={[styles.input, className].filter(Boolean).join(' ')}
      data-autofocus={rest.autoFocus || undefined}
      {...rest}
    />
  )
}

export { styles as inputStyles }

/** True while an input method composes: Enter chooses a word then, it does not send. */
export function composing(event: KeyboardEvent | globalThis.KeyboardEvent): boolean {
  const native = 'nativeEvent' in event ? event.nativeEvent : event
  return native.isComposing || native.keyCode === 229
}

/** What is being typed, kept apart from the value until it reads as one: `1,2` on the way to `1,200`. */
export function useTyped<V>(value: V | null, show: (value: V) => string): [string, (text: string) => void] {
  const shown = value === null || value === undefined ? '' : show(value)
  const [typed, setTyped] = useState({ text: shown, of: shown })
  const text = typed.of === shown ? typed.text : shown
  return [text, (next) => setTyped({ text: next, of: shown })]
}
