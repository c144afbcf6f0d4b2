import { Popover } from '@mantine/core'
import { IconArrowDown, IconArrowUp, IconColumns3 } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { MetaObject } from '#kernel/api.ts'
import { IconButton } from '../ui/Button.tsx'
import { Check } from '../ui/Check.tsx'
import { say } from '../ui/language.ts'
import styles from './ColumnsMenu.module.css'
import { showable } from './columnsOf.ts'

type Props = { object: MetaObject; columns: readonly string[]; onChange: (columns: readonly string[]) => void }

/** Which columns a list shows, and in which order. */
export function ColumnsMenu({ object, columns, onChange }: Props) {
  const { t } = useTranslation()
  const hidden = showable(object).filter((key) => !columns.includes(key))
  const move = (key: string, by: number) => {
    const next = columns.filter((k) => k !== key)
    next.splice(Math.max(1, columns.indexOf(key) + by), 0, key)
    onChange(next)
  }
  const label = (key: string) => say(object.fields[key]!.label)
  return (
    <Popover position="bottom-end" offset={4} trapFocus transitionProps={{ duration: 0 }}>
      <Popover.Target>
        <IconButton small label={t('list.columns')}>
          <IconColumns3 size={16} stroke={1.6} />
        </IconButton>
      </Popover.Target>
      <Popover.Dropdown className={styles.menu} aria-label={t('list.columns')}>
        {columns.map((key, i) => (
          <div key={key} className={styles.row}>
            <Check
              checked
              disabled={key === object.title}
              onChange={() => onChange(columns.filter((k) => k !== key))}
              className={styles.check}
            >
              <span className="clip">{label(key)}</span>
            </Check>
            {i > 0 && (
              <span className={styles.moves}>
                <button
                  type="button"
                  disabled={i === 1}
                  aria-label={t('list.moveUp', { what: label(key) })}
                  onClick={() => move(key, -1)}
                >
                  <IconArrowUp size={13} />
                </button>
                <button
                  type="button"
                  disabled={i === columns.length - 1}
                  aria-label={t('list.moveDown', { what: label(key) })}
                  onClick={() => move(key, 1)}
                >
                  <IconArrowDown size={13} />
                </button>
              </span>
            )}
          </div>
        ))}
        <hr className={styles.line} />
        {hidden.map((key) => (
          <div key={key} className={styles.row}>
            <Check checked={false} onChange={() => onChange([...columns, key])} className={styles.check}>
              <span className="clip">{label(key)}</span>
            </Check>
          </div>
        ))}
      </Popover.Dropdown>
    </Popover>
  )
}
