import { IconChevronDown, IconChevronRight } from '@tabler/icons-react'
import type { TFunction } from 'i18next'
import { Fragment, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { MetaObject } from '#kernel/api.ts'
import type { Grant } from '#kernel/module.ts'
import { pluralOf } from '../../app/navigation.ts'
import { useMeta } from '../../client/queries.ts'
import { Check } from '../../ui/Check.tsx'
import styles from './Roles.module.css'
import { RowDetail } from './RowDetail.tsx'
import { choicesOf, type flags, fromKey, type Grants, keyOf, reachOf, scopeOf, type verbs } from './scopes.ts'

type Props = {
  grants: Grants
  free: boolean
  /** What the server found wrong, by place: `grants.contact.read`. */
  wrong: Readonly<Record<string, string>>
  onChange: (grants: Grants) => void
}

/** One row an object, one column a right; below a row its fields and actions. */
export function Matrix({ grants, free, wrong, onChange }: Props) {
  const { t } = useTranslation()
  const { objects } = useMeta()
  const [open, setOpen] = useState<string | null>(null)
  const list = Object.values(objects)
  const rows = [...list.filter((object) => !object.nested), ...list.filter((object) => object.nested)].map(
    (object) => ({ key: object.key, object: object as MetaObject | null }),
  )
  const own = rows.filter(({ key }) => grants[key] !== undefined)
  const rest = rows.filter(({ key }) => grants[key] === undefined)
  const change = (key: string, grant: Grant | null) => {
    const { [key]: _, ...others } = grants
    onChange(grant ? { ...others, [key]: grant } : others)
  }
  return (
    <div className={styles.scroll} data-sideways>
      <table className={styles.matrix}>
        <thead>
          <tr>
            <th scope="col">{t('roles.object')}</th>
            <th scope="col">{t('roles.read')}</th>
            <th scope="col">{t('roles.create')}</th>
            <th scope="col">{t('roles.update')}</th>
            <th scope="col">{t('roles.delete')}</th>
            <th scope="col">{t('roles.export')}</th>
            <th scope="col">{t('roles.import')}</th>
            <th scope="col">{t('roles.merge')}</th>
            <th scope="col">{t('roles.more')}</th>
          </tr>
        </thead>
        <tbody>
          {[{ key: '*', object: null }, ...own, ...rest].map(({ key, object }) => {
            const grant = grants[key] ?? (key === '*' ? {} : (grants['*'] ?? {}))
            const mine = grants[key] !== undefined
            const name = object ? pluralOf(object) : t('roles.others')
            const problems = Object.entries(wrong).filter(
              ([place]) => place === `grants.${key}` || place.startsWith(`grants.${key}.`),
            )
            const set = (patch: Partial<Grant>) => change(key, { ...grant, ...patch })
            const flag = (one: (typeof flags)[number]) => (
              <td>
                <Check
                  aria-label={`${name}: ${t(`roles.${one}`)}`}
                  disabled={!free}
                  checked={grant[one] === true}
                  onChange={(event) => set({ [one]: event.target.checked })}
                />
              </td>
            )
            const scope = (verb: (typeof verbs)[number]) => (
              <ScopeCell
                label={`${name}: ${t(`roles.${verb}`)}`}
                object={object}
                verb={verb}
                value={grant[verb]}
                disabled={!free}
                wrong={wrong[`grants.${key}.${verb}`]}
                onChange={(value) => set({ [verb]: value })}
              />
            )
            return (
              <Fragment key={key}>
                <tr
                  className={mine || key === '*' ? undefined : styles.inherited}
                  data-open={open === key || undefined}
                >
                  <th scope="row">
                    {name}
                    {!mine && key !== '*' && <span className={styles.note}>{t('roles.inherits')}</span>}
                    {key === '*' && <span className={styles.note}>{t('roles.othersHelp')}</span>}
                  </th>
                  {scope('read')}
                  {flag('create')}
                  {scope('update')}
                  {scope('delete')}
                  {flag('export')}
                  {flag('import')}
                  {flag('merge')}
                  <td>
                    {object && (
                      <button
                        type="button"
                        className={styles.toggle}
                        aria-expanded={open === key}
                        onClick={() => setOpen(open === key ? null : key)}
                      >
                        {open === key ? <IconChevronDown size={14} /> : <IconChevronRight size={14} />}
                        <span className="unseen">{`${name}: ${t('roles.more')}`}</span>
                        <Summary object={object} grant={grant} />
                      </button>
                    )}
                  </td>
                </tr>
                {problems.length > 0 && (
                  <tr>
                    <td colSpan={8} className={styles.wrong} role="alert">
                      {problems.map(([, words]) => words).join(' ')}
                    </td>
                  </tr>
                )}
                {open === key && object && (
                  <tr>
                    <td colSpan={8} className={styles.detail}>
                      <RowDetail
                        object={object}
                        grant={grant}
                        free={free}
                        onChange={set}
                        {...(mine && { onInherit: () => change(key, null) })}
                      />
                    </td>
                  </tr>
                )}
              </Fragment>
            )
          })}
        </tbody>
      </table>
      <p className={styles.help}>{t('roles.scopeHelp')}</p>
    </div>
  )
}

/** How far a verb reaches; conditions that a list of choices cannot say stay beside it. */
function ScopeCell({
  label,
  object,
  verb,
  value,
  disabled,
  wrong,
  onChange,
}: {
  label: string
  object: MetaObject | null
  verb: (typeof verbs)[number]
  value: Grant['read']
  disabled: boolean
  wrong: string | undefined
  onChange: (value: Grant['read'] & {}) => void
}) {
  const { t } = useTranslation()
  if (verb === 'read' && object?.open)
    return (
      <td className={styles.open} title={t('roles.openHelp')}>
        {t('roles.open')}
      </td>
    )
  const reach = reachOf(value)
  const owned = object ? object.traits.includes('owned') : true
  const shareable = object ? object.traits.includes('shared') : true
  const choices = choicesOf(owned, shareable)
  const key = keyOf(reach)
  return (
    <td data-none={(key === 'none' && reach.conditions.length === 0) || undefined}>
      <select
        aria-label={label}
        aria-invalid={wrong !== undefined || undefined}
        disabled={disabled}
        value={key}
        onChange={(event) => onChange(scopeOf(fromKey(event.target.value, reach.conditions)))}
      >
        {(choices.includes(key) ? choices : [...choices, key]).map((choice) => (
          <option key={choice} value={choice}>
            {reach.conditions.length > 0 && choice !== 'all'
              ? choice === 'none'
                ? t('roles.scope.where')
                : `${scopeWords(t, choice)} · ${t('roles.scope.where')}`
              : scopeWords(t, choice)}
          </option>
        ))}
      </select>
    </td>
  )
}

function scopeWords(t: TFunction, key: string): string {
  const width = key.replace('+', '') as 'own'
  if (!key.endsWith('+')) return t(`roles.scope.${width}`)
  return key === 'none+' ? t('roles.scope.shared') : t('roles.scope.withShared', { what: t(`roles.scope.${width}`) })
}

/** What is hidden and read only, in a word. */
function Summary({ object, grant }: { object: MetaObject; grant: Grant }) {
  const { t } = useTranslation()
  const levels = Object.entries(object.fields)
    .filter(([, field]) => !field.system)
    .map(([key, field]) => grant.fields?.[key] ?? (field.sensitive ? 'hidden' : 'write'))
  const [hidden, read] = ['hidden', 'read'].map((level) => levels.filter((one) => one === level).length)
  const words = [
    ...(hidden ? [t('roles.hiddenCount', { count: hidden })] : []),
    ...(read ? [t('roles.readCount', { count: read })] : []),
  ]
  return <span>{words.length > 0 ? words.join(' · ') : t('roles.more')}</span>
}
