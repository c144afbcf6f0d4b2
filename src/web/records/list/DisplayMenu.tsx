import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import type { MetaObject } from '#kernel/api.ts'
import { say } from '../../ui/language.ts'
import { densities, type View, type ViewSettings } from '../views.ts'
import styles from './DisplayMenu.module.css'
import { FieldList } from './FieldList.tsx'
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
  const keys = view.columns.map(({ key }) => key)
  return (
    <>
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
      <FieldList object={object} keys={keys} onChange={(columns) => onChange({ columns })} />
    </>
  )
}

/** What a grouping is called: `Close date by month`. */
export function groupLabel(object: MetaObject, by: string, t: TFunction): string {
  const [key = '', part] = by.split(':')
  const label = say(object.fields[key]!.label)
  return part ? t('views.byPart', { what: label, part: t(`views.part.${part}` as 'views.part.month') }) : label
}
