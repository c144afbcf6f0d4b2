import { IconCalendar, IconLayoutKanban, IconLayoutList } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import styles from './ObjectScreen.module.css'
import type { Way } from './ways.ts'

const icons = { list: IconLayoutList, board: IconLayoutKanban, calendar: IconCalendar }
const words = { list: 'list.list', board: 'list.board', calendar: 'calendar.calendar' } as const

type Props = { ways: readonly Way[]; now: Way; onNear: () => void; onGo: (way: Way) => void }

/** Changes between list, board and calendar. */
export function WaySwitch({ ways, now, onNear, onGo }: Props) {
  const { t } = useTranslation()
  if (ways.length < 2) return null
  return (
    <span className={styles.switch}>
      {ways.map((way) => {
        const Icon = icons[way]
        return (
          <button
            key={way}
            type="button"
            aria-pressed={way === now}
            aria-label={t(words[way])}
            title={t(words[way])}
            onPointerEnter={onNear}
            onFocus={onNear}
            onClick={() => onGo(way)}
          >
            <Icon size={16} stroke={1.6} />
          </button>
        )
      })}
    </span>
  )
}
