import type { EmailField } from '#kernel/fields/email.ts'
import styles from './fields.module.css'
import { LineInput } from './text.tsx'
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
  Input: (props) => <LineInput {...props} mode="email" />,
  width: 200,
}
