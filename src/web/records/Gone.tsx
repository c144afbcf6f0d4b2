import { IconCopy, IconTrash } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { MetaObject } from '#kernel/api.ts'
import { complain } from '../client/writes.ts'
import { Button } from '../ui/Button.tsx'
import { copy } from '../ui/copy.ts'
import { Empty } from '../ui/Empty.tsx'
import { say as toast } from '../ui/toast.tsx'
import styles from './Gone.module.css'

type Typed = { readonly label: string; readonly text: string }

/** A record that went away while she looked at it: said, with what she was writing to take along. */
export function Gone({ object, title, typed }: { object: MetaObject; title: string; typed: readonly Typed[] }) {
  const { t } = useTranslation()
  return (
    <div className={styles.gone}>
      <h1 className="unseen">{t('gone.title', { what: title })}</h1>
      <div role="alert">
        <Empty
          icon={<IconTrash size={32} stroke={1.4} />}
          title={t('gone.title', { what: title })}
          text={t('gone.text')}
        />
      </div>
      {typed.length > 0 && (
        <section aria-label={t('gone.typed')} className={styles.typed}>
          <h2>{t('gone.typed')}</h2>
          {typed.map(({ label, text }) => (
            <div key={label} className={styles.one}>
              <span className={styles.label}>{label}</span>
              <p dir="auto">{text}</p>
              <Button
                small
                icon={<IconCopy size={14} />}
                onClick={() => void copy(text).then((done) => done && toast(t('state.copied')), complain)}
              >
                {t('do.copy')}
              </Button>
            </div>
          ))}
        </section>
      )}
      <Link to="/$object" params={{ object: object.key }} search={{}} className={styles.back}>
        {t('gone.back')}
      </Link>
    </div>
  )
}

/** What stands in the inputs of a page, with their names. */
export function typedIn(page: HTMLElement | null): Typed[] {
  const inputs = page?.querySelectorAll<HTMLTextAreaElement | HTMLInputElement>(
    'textarea, input[type="text"], input:not([type])',
  )
  return [...(inputs ?? [])].flatMap((input) => {
    const text = input.value.trim()
    if (text === '') return []
    const fact = input.closest('[data-editor]')?.previousElementSibling?.textContent
    return [{ label: input.getAttribute('aria-label') || input.labels?.[0]?.textContent || fact || '', text }]
  })
}
