import type { EmailField } from '#kernel/fields/email.ts'
import styles from './fields.module.css'
import { lineInput } from './text.tsx'
import type { FieldView } from './view.ts'

export const email: FieldView<string, EmailField> = {
  Cell: ({ value }) => (
    <a
      draggable={false}
      className={`clip ${styles.link}`}
      href={`mailto:${value}`}
      onClick={(event) => event.stopPropagation()}
    >
      {value}
    </a>
  ),
  Input: lineInput<EmailField>('email'),
  width: 200,
}
