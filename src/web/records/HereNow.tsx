import { useTranslation } from 'react-i18next'
import { useHere } from '../client/presence.ts'
import { Avatar } from '../ui/Avatar.tsx'
import { language } from '../ui/language.ts'
import styles from './HereNow.module.css'

const most = 4

/** Who else looks at this record now, by their faces. */
export function HereNow({ object, id }: { object: string; id: string }) {
  const { t } = useTranslation()
  const people = useHere(object, id)
  const names = people.map(({ name }) => name).join(language() === 'en' ? ', ' : '、')
  return (
    <span className={styles.here} role="status" title={names && t('here.looking', { names })}>
      {people.slice(0, most).map((one) => (
        <span key={one.id} className={styles.face} data-editing={one.field !== null || undefined}>
          <Avatar name={one.name} />
        </span>
      ))}
      {people.length > most && <span className="number">+{people.length - most}</span>}
      {names && <span className="unseen">{t('here.looking', { names })}</span>}
    </span>
  )
}

/** `王工 正在编辑` beside the field that somebody else has open. */
export function EditingHint({ object, id, field }: { object: string; id: string; field: string }) {
  const { t } = useTranslation()
  const who = useHere(object, id).filter((one) => one.field === field)
  if (who.length === 0) return null
  return (
    <span className={styles.hint} role="status">
      {t('here.editing', { name: who.map(({ name }) => name).join(language() === 'en' ? ', ' : '、') })}
    </span>
  )
}
