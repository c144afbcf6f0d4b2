import type { UrlField } from '#kernel/fields/url.ts'
import styles from './fields.module.css'
import { LineInput } from './text.tsx'
import type { FieldView } from './view.ts'

export const url: FieldView<string, UrlField> = {
  Cell: ({ value }) => (
    <a
      draggable={false}
      className={`clip ${styles.link}`}
      href={value}
      target="_blank"
      rel="noreferrer"
      onClick={(event) => event.stopPropagation()}
    >
      {value.replace(/^https?:\/\/(www\.)?/, '').replace(/\/$/, '')}
    </a>
  ),
  Input: (props) => <LineInput {...props} mode="url" />,
  width: 180,
}
