import type { FunctionComponent } from 'react'
import type { Field } from '#kernel/fields/field.ts'

/** Draws a value; never called with an empty one. Plain elements only: a list shows thousands. */
export type Cell<V, F = Field> = FunctionComponent<{
  value: V
  field: F
  /** Why nobody is to be called or written to by this value. */
  not?: string | undefined
}>

export type InputProps<V, F = Field> = {
  id: string
  field: F
  value: V | null
  onChange: (value: V | null) => void
  /** In place of a cell: opened at once; a choice that ends the matter calls `onDone` with the value. */
  inline?: boolean
  onDone?: (value: V | null) => void
  autoFocus?: boolean
  invalid?: boolean
  describedBy?: string | undefined
  /** Narrows what a relation offers, beyond what its field says. */
  where?: Readonly<Record<string, unknown>> | undefined
}
export type Input<V, F = Field> = FunctionComponent<InputProps<V, F>>

/** How one field type looks: in a list, in a form. No `Input` for what nobody types. */
export type FieldView<V = unknown, F = Field> = {
  readonly Cell: Cell<V, F>
  readonly Input?: Input<V, F>
  /** Numbers stand to the right. */
  readonly align?: 'end'
  /** Width of a new column, in px. */
  readonly width: number
}
