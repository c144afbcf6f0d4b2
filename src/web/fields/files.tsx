import { IconCamera, IconPaperclip, IconX } from '@tabler/icons-react'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { FilesField } from '#kernel/fields/files.ts'
import { ask } from '../client/fetch.ts'
import { Button, IconButton } from '../ui/Button.tsx'
import styles from './fields.module.css'
import type { FieldView } from './view.ts'

/** A file as records show it, and as it comes back from being put up. */
type Attached = { readonly id: string; readonly name?: string; readonly title?: string | null; readonly size?: number }

/** What is held in a hand takes photos. */
const hasCamera = window.matchMedia('(pointer: coarse)').matches

export const files: FieldView<readonly Attached[], FilesField> = {
  Cell: ({ value }) => (
    <span className={styles.person} title={value.map(nameOf).join('\n')}>
      <IconPaperclip size={14} />
      <span className="clip">{value.length === 1 ? nameOf(value[0]!) : value.length}</span>
    </span>
  ),
  Input: function FilesInput({ id, value, onChange, onDone, describedBy }) {
    const { t } = useTranslation()
    const input = useRef<HTMLInputElement>(null)
    const camera = useRef<HTMLInputElement>(null)
    const [busy, setBusy] = useState(false)
    const [wrong, setWrong] = useState<string>()
    const set = (next: readonly Attached[] | null) => {
      onChange(next)
      onDone?.(next)
    }
    const add = async (chosen: FileList | null) => {
      setBusy(true)
      setWrong(undefined)
      try {
        const made: Attached[] = []
        for (const file of chosen ?? []) made.push(await upload(file))
        set([...(value ?? []), ...made])
      } catch (error) {
        setWrong(error instanceof Error ? error.message : String(error))
      }
      setBusy(false)
    }
    return (
      <div className={styles.files}>
        {(value ?? []).map((file) => (
          <span key={file.id} className={styles.file}>
            <IconPaperclip size={14} />
            <span className="clip">{nameOf(file)}</span>
            <IconButton
              small
              label={`${t('do.remove')} ${nameOf(file)}`}
              onClick={() => {
                const left = (value ?? []).filter((one) => one.id !== file.id)
                set(left.length > 0 ? left : null)
              }}
            >
              <IconX size={13} />
            </IconButton>
          </span>
        ))}
        <input
          ref={input}
          type="file"
          multiple
          hidden
          onChange={(event) => void add(event.target.files)}
          aria-label={t('do.add')}
        />
        {hasCamera && (
          <>
            <input
              ref={camera}
              type="file"
              accept="image/*"
              capture="environment"
              hidden
              onChange={(event) => void add(event.target.files)}
              aria-label={t('reach.photo')}
            />
            <Button small disabled={busy} icon={<IconCamera size={15} />} onClick={() => camera.current?.click()}>
              {t('reach.photo')}
            </Button>
          </>
        )}
        <Button id={id} small disabled={busy} aria-describedby={describedBy} onClick={() => input.current?.click()}>
          {t(busy ? 'field.uploading' : 'field.addFile')}
        </Button>
        {wrong && (
          <span role="alert" className={styles.wrong}>
            {wrong}
          </span>
        )}
      </div>
    )
  },
  width: 150,
}

function upload(file: File): Promise<Attached> {
  const form = new FormData()
  form.append('file', file)
  return ask('POST', '/api/v1/files', { body: form })
}

function nameOf(file: Attached): string {
  return file.name ?? file.title ?? '…'
}
