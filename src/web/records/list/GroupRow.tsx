// biome-ignore-all lint/a11y/useSemanticElements: a table of thousands cannot be virtual
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { MetaObject } from '#kernel/api.ts'
import { viewOf } from '../../fields/index.ts'
import { formatNumber } from '../../ui/format.ts'
import { say } from '../../ui/language.ts'
import styles from '../List.module.css'
import type { View } from '../views.ts'
import { measuresOf } from './figures.ts'
import { figureText, figureTitle } from './figureText.ts'
import { type Group, periodName } from './groups.ts'

type Props = { object: MetaObject; view: View; group: Group; open: boolean; index: number; top: number }

/** The head of a group: its value, how many there are, and its figures. The list listens to what is clicked. */
export function GroupRow({ object, view, group, open, index, top }: Props) {
  const { t } = useTranslation()
  const [key = '', part] = (view.group ?? '').split(':')
  const field = object.fields[key]
  if (!field) return null
  const { Cell } = viewOf(field)
  const measures = measuresOf(object, view.figures)
  return (
    <div
      role="row"
      tabIndex={-1}
      aria-rowindex={index + 2}
      data-row={index}
      className={styles.group}
      style={{ transform: `translateY(${top}px)` }}
    >
      <span role="gridcell" tabIndex={-1} id={`cell-${index}-0`} className={styles.groupCell}>
        <button type="button" className={styles.groupName} aria-expanded={open} disabled={!group.ask}>
          {open ? <IconChevronDown size={14} /> : <IconChevronRight size={14} />}
          {group.id === 'hidden' ? (
            <span className={styles.faint}>{t('field.hidden')}</span>
          ) : group.value === null ? (
            <span className={styles.faint}>{t('grid.without', { what: say(field.label) })}</span>
          ) : part ? (
            <span>{periodName(part, String(group.value), t)}</span>
          ) : (
            <Cell value={group.value} field={field} />
          )}
        </button>
        <span className={`number ${styles.faint}`}>{formatNumber(group.count)}</span>
        {measures.map((measure, i) => {
          const of = measure.split(':')[1] ?? ''
          const text = figureText(object, measure, group.measures[i])
          return (
            text && (
              <span
                key={measure}
                className={`number ${styles.groupFigure}`}
                title={figureTitle(object, of, group.measures[i], t)}
              >
                <span className={styles.faint}>
                  {say(object.fields[of]!.label)} {t(`views.figure.${measure.split(':')[0]}` as 'views.figure.sum')}
                </span>{' '}
                {text}
              </span>
            )
          )
        })}
      </span>
    </div>
  )
}

/** Below the rows of a group: how many more there are. */
export function MoreRow({ left, index, top }: { left: number; index: number; top: number }) {
  const { t } = useTranslation()
  return (
    <div
      role="row"
      tabIndex={-1}
      data-row={index}
      className={styles.group}
      style={{ transform: `translateY(${top}px)` }}
    >
      <span role="gridcell" tabIndex={-1} className={styles.groupCell}>
        <button type="button" className={styles.moreRows}>
          {t('grid.more', { count: left, number: formatNumber(left) })}
        </button>
      </span>
    </div>
  )
}
