import { IconClipboardText } from '@tabler/icons-react'
import { useEffect, useEffectEvent, useId, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { MetaObject } from '#kernel/api.ts'
import type { Values } from '#kernel/object.ts'
import { useMeta } from '../client/queries.ts'
import { complain } from '../client/writes.ts'
import { Button } from '../ui/Button.tsx'
import { TextArea } from '../ui/Input.tsx'
import styles from './PasteFill.module.css'

type Props = {
  object: MetaObject
  /** How many fields the last text filled; null while nothing was pasted. */
  count: number | null
  onFill: (values: Values) => number
  onUndo: () => void
}

/**
 * A place for a signature, a business card, an address or a row of a table. The same is taken when it is pasted beside all
 * fields, or, having several lines or cells, into a field of one line.
 */
export function PasteFill({ object, count, onFill, onUndo }: Props) {
  const { t } = useTranslation()
  const meta = useMeta()
  const id = useId()
  const [open, setOpen] = useState(false)
  const latest = useRef(onFill)
  useEffect(() => {
    latest.current = onFill
  })
  const take = async (text: string) => {
    try {
      const { fill } = await import('./filling.ts')
      if (latest.current(await fill(meta, object, text)) > 0) setOpen(false)
    } catch (error) {
      complain(error)
    }
  }
  const pasted = useEffectEvent((event: ClipboardEvent) => {
    const text = event.clipboardData?.getData('text/plain').trim() ?? ''
    const at = event.target instanceof Element ? event.target : null
    const long = at?.closest('textarea, [contenteditable="true"]')
    if (text === '' || long || (at?.closest('input') && !/[\n\t]/.test(text))) return
    event.preventDefault()
    void take(text)
  })
  useEffect(() => {
    document.addEventListener('paste', pasted)
    return () => document.removeEventListener('paste', pasted)
  }, [])
  return (
    <div className={styles.paste}>
      <div className={styles.bar}>
        <button
          type="button"
          className={styles.open}
          aria-expanded={open}
          aria-controls={id}
          onClick={() => setOpen(!open)}
        >
          <IconClipboardText size={15} />
          {t('paste.do')}
        </button>
        <span role="status" className={styles.told}>
          {count !== null && t(count === 0 ? 'paste.none' : 'paste.filled', { count })}
        </span>
        {count !== null && count > 0 && (
          <Button small look="quiet" onClick={onUndo}>
            {t('do.undo')}
          </Button>
        )}
      </div>
      <div id={id} hidden={!open}>
        {open && (
          <TextArea
            autoFocus
            aria-label={t('paste.do')}
            placeholder={t('paste.hint')}
            onPaste={(event) => {
              event.preventDefault()
              void take(event.clipboardData.getData('text/plain'))
            }}
            onChange={(event) => {
              if (event.target.value.includes('\n')) void take(event.target.value)
            }}
          />
        )}
      </div>
    </div>
  )
}
