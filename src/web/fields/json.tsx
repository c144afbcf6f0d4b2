import { useState } from 'react'
import type { Json, JsonField } from '#kernel/fields/json.ts'
import { TextArea } from '../ui/Input.tsx'
import type { FieldView } from './view.ts'

export const json: FieldView<Json, JsonField> = {
  Cell: ({ value }) => <code className="clip">{JSON.stringify(value)}</code>,
  Input: function JsonInput({ id, value, onChange, invalid, describedBy }) {
    const [typed, setTyped] = useState(value ? JSON.stringify(value, null, 2) : '')
    return (
      <TextArea
        id={id}
        value={typed}
        spellCheck={false}
        style={{ fontFamily: 'var(--mono)', fontSize: 12 }}
        aria-invalid={invalid || undefined}
        aria-describedby={describedBy}
        onChange={(event) => {
          setTyped(event.target.value)
          onChange(read(event.target.value))
        }}
      />
    )
  },
  width: 200,
}

/** Half-typed JSON goes on as text, which the server refuses in words. */
function read(typed: string): Json | null {
  if (typed.trim() === '') return null
  try {
    return JSON.parse(typed) as Json
  } catch (error) {
    if (error instanceof SyntaxError) return typed as unknown as Json
    throw error
  }
}
