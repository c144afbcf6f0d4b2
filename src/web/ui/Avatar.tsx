import styles from './Avatar.module.css'
import { toneByHash } from './Tag.tsx'

/** The initials of a person (round) or of a thing (square), in the colour of the name. */
export function Avatar({ name, large, square }: { name: string; large?: boolean; square?: boolean }) {
  const names = [styles.avatar, styles[toneByHash(name)], large && styles.large, square && styles.square]
  return (
    <span aria-hidden="true" className={names.filter(Boolean).join(' ')}>
      {initials(name)}
    </span>
  )
}

/** 张三丰 → 张; Ada Lovelace → AL. */
export function initials(name: string): string {
  const clean = name.trim()
  if (/^\p{Script=Han}/u.test(clean)) return [...clean][0] ?? ''
  const words = clean.split(/\s+/)
  return [words[0], words.length > 1 ? words.at(-1) : undefined]
    .map((word) => [...(word ?? '')][0] ?? '')
    .join('')
    .toUpperCase()
}
