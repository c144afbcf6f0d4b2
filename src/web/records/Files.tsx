import { IconPaperclip } from '@tabler/icons-react'
import styles from './Files.module.css'

export type Attached = { readonly id: string; readonly name: string }

/** Files come down by way of the record that they hang on. */
export function Files({ path, files }: { path: string; files: readonly Attached[] }) {
  return (
    <span className={styles.files}>
      {files.map((file) => (
        <a key={file.id} href={`${path}/${file.id}`} download={file.name}>
          <IconPaperclip size={13} />
          <span className="clip">{file.name}</span>
        </a>
      ))}
    </span>
  )
}
