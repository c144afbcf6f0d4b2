import { useTranslation } from 'react-i18next'
import type { MetaObject } from '#kernel/api.ts'
import type { Grant } from '#kernel/module.ts'
import { Button } from '../../ui/Button.tsx'
import { Check } from '../../ui/Check.tsx'
import { say, useSay } from '../../ui/language.ts'
import { Tag } from '../../ui/Tag.tsx'
import styles from './Roles.module.css'
import { reachOf, scopeOf, verbs } from './scopes.ts'

type Level = 'write' | 'read' | 'hidden'

/** The fields of an object with what a role may do to each, its actions, and the conditions of its scopes. */
export function RowDetail({
  object,
  grant,
  free,
  onChange,
  onInherit,
}: {
  object: MetaObject
  grant: Grant
  free: boolean
  onChange: (patch: Partial<Grant>) => void
  onInherit?: () => void
}) {
  const { t } = useTranslation()
  useSay()
  const fields = Object.entries(object.fields)
    .filter(([key]) => key !== 'version')
    .sort(([, a], [, b]) => Number(a.system ?? false) - Number(b.system ?? false))
  const usual = (sensitive: boolean | undefined): Level => (sensitive ? 'hidden' : 'write')
  const setField = (key: string, level: Level, sensitive: boolean | undefined) => {
    const { [key]: _, ...others } = grant.fields ?? {}
    onChange({ fields: level === usual(sensitive) ? others : { ...others, [key]: level } })
  }
  const chosen = grant.actions === 'all' ? object.actions.map((action) => action.key) : (grant.actions ?? [])
  const conditions = verbs.flatMap((verb) => reachOf(grant[verb]).conditions.map((one) => ({ verb, one })))
  return (
    <div className={styles.inside}>
      <section aria-label={t('roles.fields')}>
        <h4>{t('roles.fields')}</h4>
        <p className={styles.help}>{t('roles.fieldsHelp')}</p>
        <div className={styles.fields}>
          {fields.map(([key, field]) => {
            const level = grant.fields?.[key] ?? usual(field.sensitive)
            const levels: Level[] =
              field.system || field.type === 'formula' ? ['read', 'hidden'] : ['write', 'read', 'hidden']
            const shown = levels.includes(level) ? level : 'read'
            return (
              <div key={key} className={styles.field} data-level={shown}>
                <span className="clip">{say(field.label)}</span>
                {field.sensitive && <Tag tone="orange">{t('roles.sensitive')}</Tag>}
                <select
                  aria-label={say(field.label)}
                  disabled={!free}
                  value={shown}
                  onChange={(event) => {
                    const next = event.target.value as Level
                    setField(key, next === 'read' && !levels.includes('write') ? 'write' : next, field.sensitive)
                  }}
                >
                  {levels.map((one) => (
                    <option key={one} value={one}>
                      {t(one === 'hidden' ? 'roles.hidden' : one === 'read' ? 'roles.readOnly' : 'roles.write')}
                    </option>
                  ))}
                </select>
              </div>
            )
          })}
        </div>
      </section>
      <section aria-label={t('roles.actions')}>
        <h4>{t('roles.actions')}</h4>
        {object.actions.length === 0 && <p className={styles.help}>{t('roles.noActions')}</p>}
        <div className={styles.checks}>
          <Check
            disabled={!free}
            checked={grant.actions === 'all'}
            onChange={(event) => onChange({ actions: event.target.checked ? 'all' : [] })}
          >
            {t('roles.allActions')}
          </Check>
          {object.actions.map((action) => (
            <Check
              key={action.key}
              disabled={!free || grant.actions === 'all'}
              checked={chosen.includes(action.key)}
              onChange={(event) =>
                onChange({
                  actions: event.target.checked ? [...chosen, action.key] : chosen.filter((one) => one !== action.key),
                })
              }
            >
              {say(action.label)}
            </Check>
          ))}
        </div>
      </section>
      {conditions.length > 0 && (
        <section aria-label={t('roles.conditions')}>
          <h4>{t('roles.conditions')}</h4>
          {conditions.map(({ verb, one }) => (
            <p key={`${verb}${JSON.stringify(one)}`} className={styles.condition}>
              <span>{t(`roles.${verb}`)}</span>
              <code>{JSON.stringify(typeof one === 'object' ? one.where : one)}</code>
              {free && (
                <Button
                  small
                  onClick={() => {
                    const reach = reachOf(grant[verb])
                    onChange({ [verb]: scopeOf({ ...reach, conditions: reach.conditions.filter((c) => c !== one) }) })
                  }}
                >
                  {t('do.remove')}
                </Button>
              )}
            </p>
          ))}
        </section>
      )}
      {free && onInherit && (
        <Button small onClick={onInherit}>
          {t('roles.inherit')}
        </Button>
      )}
    </div>
  )
}
