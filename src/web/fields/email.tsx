import type { EmailField } from '#kernel/fields/email.ts'
import styles from './fields.module.css'
import { Struck } from './Struck.tsx'
import { LineInput } from './text.tsx'
import type { FieldView } from './view.ts'

export const email: FieldView<string, EmailField> = {
  Cell: ({ value, not }) =>
    not ? (
      <Struck why={not}>{value}</Struck>
    ) : (
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
