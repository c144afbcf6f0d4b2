import { Avatar } from '../ui/Avatar.tsx'
import styles from './fields.module.css'

/** A person with a round face; a thing by its name. */
export function face(to: string, title: string) {
  if (to !== 'user') return <span className="clip">{title}</span>
  return (
    <span className={styles.person}>
      <Avatar name={title} />
      <span className="clip">{title}</span>
    </span>
  )
}
