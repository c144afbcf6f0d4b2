import { IconCornerDownLeft } from '@tabler/icons-react'
import styles from './Keys.module.css'

const mac = typeof navigator !== 'undefined' && /Mac|iPhone|iPad/.test(navigator.platform)

/** Keys to press, as they stand on the reader's keyboard: `Keys of="mod+k"`. */
export function Keys({ of }: { of: string }) {
  return (
    <span className={styles.keys}>
      {of.split('+').map((key) => (
        <kbd key={key} className={styles.key}>
          {key === 'enter' ? <IconCornerDownLeft size={11} stroke={2.2} /> : (names[key] ?? key.toUpperCase())}
        </kbd>
      ))}
    </span>
  )
}

const names: Readonly<Record<string, string>> = {
  mod: mac ? '⌘' : 'Ctrl',
  shift: '⇧',
  esc: 'Esc',
  space: 'Space',
  tab: 'Tab',
  del: 'Del',
  backspace: 'Backspace',
  home: 'Home',
  end: 'End',
  left: '←',
  right: '→',
  up: '↑',
  down: '↓',
}
