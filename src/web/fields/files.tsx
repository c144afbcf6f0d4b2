import { IconPaperclip } from '@tabler/icons-react'
import styles from './fields.module.css'
import type { FieldView } from './view.ts'

type Attached = string | { readonly id: string; readonly name?: string; readonly title?: string | null }

export const files: FieldView<readonly Attached[]> = {
  Cell: ({ value }) => (
    <span className={styles.person}>
      <IconPaperclip size={14} />
      <span className="number">{value.length}</span>
    </span>
  ),
  width: 90,
}
