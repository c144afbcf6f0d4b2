import { IconCopy } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { IconButton } from './Button.tsx'
import styles from './Code.module.css'
import { copy } from './copy.ts'
import { say as toast } from './toast.tsx'

/** Text for a program, as it is, with a button that copies it. `label` names it. */
export function Code({ text, label }: { text: string; label: string }) {
  return (
    <div className={styles.block}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be reached by keys */}
      <pre tabIndex={0}>{text}</pre>
      <span className={styles.copy}>
        <Copy text={text} what={label} />
      </span>
    </div>
  )
}

/** Copies a text; `what` says which, for those who do not see where the button stands. */
export function Copy({ text, what }: { text: string; what: string }) {
  const { t } = useTranslation()
  return (
    <IconButton
      small
      label={`${t('do.copy')} · ${what}`}
      onClick={() => void copy(text).then((done) => done && toast(t('state.copied')))}
    >
      <IconCopy size={15} />
    </IconButton>
  )
}
