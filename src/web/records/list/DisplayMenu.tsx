import { Popover } from '@mantine/core'
import { IconAdjustmentsHorizontal, IconArrowDown, IconArrowUp, IconGripVertical } from '@tabler/icons-react'
import type { TFunction } from 'i18next'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { MetaObject } from '#kernel/api.ts'
import { Button } from '../../ui/Button.tsx'
import { Check } from '../../ui/Check.tsx'
import { Input } from '../../ui/Input.tsx'
import { say } from '../../ui/language.ts'
import { showable } from '../columnsOf.ts'
import { densities, type View, type ViewSettings } from '../views.ts'
import styles from './DisplayMenu.module.css'
import { groupings } from './groups.ts'

type Props = {
  object: MetaObject
  view: View
  onChange: (settings: ViewSettings) => void
  onGroup: (group: string) => void
}

/** How a list looks: its columns in their order, what it is grouped by, how close the rows stand. */
export function DisplayMenu({ object, view, onChange, onGroup }: Props) {
  const { t } = useTranslation()
  const [typed, setTyped] = useState('')
  const [dragged, setDragged] = useState<string | null>(null)
  const keys = view.columns.map(({ key }) => key)
  const label = (key: string) => say(object.fields[key]!.label)
  const fits = (key: string) => label(key).toLowerCase().includes(typed.trim().toLowerCase())
  const hidden = showable(object).filter((key) => !keys.includes(key))
  const place = (key: string, at: number) => onChange({ columns: moved(keys, key, at) })
  return (
    <Popover position="bottom-end" offset={4} trapFocus transitionProps={{ duration: 0 }}>
      <Popover.Target>
        <Button small look="quiet" icon={<IconAdjustmentsHorizontal size={15} stroke={1.7} />}>
          {t('views.display')}
        </Button>
      </Popover.Target>
      <Popover.Dropdown className={styles.menu} aria-label={t('views.display')}>
        <div className={styles.setting}>
          <label htmlFor="list-group">{t('views.group')}</label>
          <select id="list-group" value={view.group ?? ''} onChange={({ target }) => onGroup(target.value)}>
            <option value="">{t('views.noGroup')}</option>
            {groupings(object).map((by) => (
              <option key={by} value={by}>
                {groupLabel(object, by, t)}
              </option>
            ))}
          </select>
        </div>
        <div className={styles.setting} role="radiogroup" aria-label={t('views.density')}>
          <span>{t('views.density')}</span>
          <span className={styles.switch}>
            {densities.map((density) => (
              // biome-ignore lint/a11y/useSemanticElements: looks like one switch
              <button
                key={density}
                type="button"
                role="radio"
                aria-checked={view.density === density}
                onClick={() => onChange({ density })}
              >
                {t(`views.${density}`)}
              </button>
            ))}
          </span>
        </div>
        <hr className={styles.line} />
        <Input
          placeholder={t('views.findField')}
          aria-label={t('views.findField')}
          value={typed}
          onChange={({ target }) => setTyped(target.value)}
        />
        <div className={styles.columns}>
          {keys.filter(fits).map((key) => {
            const i = keys.indexOf(key)
            return (
              // biome-ignore lint/a11y/noStaticElementInteractions: the buttons beside it do the same by keyboard
              <div
                key={key}
                className={styles.row}
                draggable={i > 0}
                data-over={(dragged !== null && dragged !== key && i > 0) || undefined}
                onDragStart={() => setDragged(key)}
                onDragEnd={() => setDragged(null)}
                onDragOver={(event) => event.preventDefault()}
                onDrop={() => {
                  if (dragged && i > 0) place(dragged, i)
                  setDragged(null)
                }}
              >
                <IconGripVertical size={13} className={styles.grip} visibility={i > 0 ? undefined : 'hidden'} />
                <Check
                  checked
                  disabled={i === 0}
                  onChange={() => onChange({ columns: keys.filter((k) => k !== key) })}
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
                      onClick={() => place(key, i - 1)}
                    >
                      <IconArrowUp size={13} />
                    </button>
                    <button
                      type="button"
                      disabled={i === keys.length - 1}
                      aria-label={t('list.moveDown', { what: label(key) })}
                      onClick={() => place(key, i + 1)}
                    >
                      <IconArrowDown size={13} />
                    </button>
                  </span>
                )}
              </div>
            )
          })}
          {hidden.some(fits) && <hr className={styles.line} />}
          {hidden.filter(fits).map((key) => (
            <div key={key} className={styles.row}>
              <Check checked={false} onChange={() => onChange({ columns: [...keys, key] })} className={styles.check}>
                <span className="clip">{label(key)}</span>
              </Check>
            </div>
          ))}
        </div>
      </Popover.Dropdown>
    </Popover>
  )
}

/** The keys with one of them at another place; the title stays first. */
export function moved(keys: readonly string[], key: string, at: number): readonly string[] {
  const others = keys.filter((one) => one !== key)
  others.splice(Math.min(Math.max(at, 1), others.length), 0, key)
  return others
}

/** What a grouping is called: `Close date by month`. */
export function groupLabel(object: MetaObject, by: string, t: TFunction): string {
  const [key = '', part] = by.split(':')
  const label = say(object.fields[key]!.label)
  return part ? t('views.byPart', { what: label, part: t(`views.part.${part}` as 'views.part.month') }) : label
}
