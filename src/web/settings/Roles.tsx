import { IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ApiRecord } from '#kernel/api.ts'
import type { Grant, Scope } from '#kernel/module.ts'
import { pluralOf } from '../app/navigation.ts'
import { api } from '../client/api.ts'
import { useMeta } from '../client/queries.ts'
import { change, complain } from '../client/writes.ts'
import { create } from '../records/creating.ts'
import { Button } from '../ui/Button.tsx'
import { Check } from '../ui/Check.tsx'
import { say as toast } from '../ui/toast.tsx'
import { Head } from './Head.tsx'
import styles from './Settings.module.css'

type Grants = Readonly<Record<string, Grant>>

/** What each role may see and do, object by object. */
export function Roles() {
  const { t } = useTranslation()
  const meta = useMeta()
  const [chosen, setChosen] = useState<string>()
  const list = useQuery({
    queryKey: ['list', 'role', 'settings'],
    queryFn: async ({ signal }) => ({
      pages: [
        await api.list(
          'role',
          { select: ['name', 'admin', 'grants', 'description', 'version'], sort: ['name'], limit: 100 },
          signal,
        ),
      ],
      pageParams: [null],
    }),
  })
  const roles = list.data?.pages[0]?.data ?? []
  const role = roles.find((one) => one.id === chosen) ?? roles[0]
  return (
    <>
      <Head title={t('settings.roles')} text={t('settings.rolesText')}>
        {meta.objects.role?.rights.create && (
          <Button look="primary" icon={<IconPlus size={15} />} onClick={() => create('role')}>
            {t('do.new', { what: t('settings.roles') })}
          </Button>
        )}
      </Head>
      <fieldset className={styles.pills} aria-label={t('settings.roles')}>
        {roles.map((one) => (
          <button key={one.id} type="button" aria-pressed={one.id === role?.id} onClick={() => setChosen(one.id)}>
            {String(one.name)}
          </button>
        ))}
      </fieldset>
      {role?.admin === true ? (
        <p className={styles.faint}>{t('settings.adminRole')}</p>
      ) : (
        role && <Matrix key={`${role.id}/${role.version}`} role={role} />
      )}
    </>
  )
}

const verbs = ['read', 'update', 'delete'] as const
const flags = ['create', 'export', 'import'] as const

/** One row an object, one column a right. Kept in the browser until it is saved. */
function Matrix({ role }: { role: ApiRecord }) {
  const { t } = useTranslation()
  const meta = useMeta()
  const [grants, setGrants] = useState<Grants>((role.grants ?? {}) as Grants)
  const free = meta.objects.role?.rights.update ?? false
  const changed = JSON.stringify(grants) !== JSON.stringify(role.grants ?? {})
  const set = (key: string, patch: Partial<Grant>) =>
    setGrants({ ...grants, [key]: { ...(grants[key] ?? grants['*'] ?? {}), ...patch } })
  const rows = [
    { key: '*', name: t('settings.everyOther') },
    ...Object.values(meta.objects).map((object) => ({ key: object.key, name: pluralOf(object) })),
  ]
  return (
    <>
      <div className={styles.scroll}>
        <table className={styles.matrix}>
          <thead>
            <tr>
              <th scope="col">{t('settings.object')}</th>
              {verbs.map((verb) => (
                <th key={verb} scope="col">
                  {t(`settings.${verb}`)}
                </th>
              ))}
              {flags.map((flag) => (
                <th key={flag} scope="col">
                  {t(`settings.${flag}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ key, name }) => {
              const grant = grants[key] ?? (key === '*' ? {} : (grants['*'] ?? {}))
              const own = grants[key] !== undefined
              return (
                <tr key={key} className={own ? undefined : styles.faint}>
                  <td>{name}</td>
                  {verbs.map((verb) => (
                    <td key={verb}>
                      <select
                        aria-label={`${name}: ${t(`settings.${verb}`)}`}
                        disabled={!free}
                        value={scopeKey(grant[verb])}
                        onChange={(event) => set(key, { [verb]: scopes[event.target.value] })}
                      >
                        {Object.keys(scopes).map((scope) => (
                          <option key={scope} value={scope}>
                            {t(`settings.scope.${scope}` as 'settings.scope.own')}
                          </option>
                        ))}
                        {scopeKey(grant[verb]) === 'where' && (
                          <option value="where">{t('settings.scope.where')}</option>
                        )}
                      </select>
                    </td>
                  ))}
                  {flags.map((flag) => (
                    <td key={flag}>
                      <Check
                        aria-label={`${name}: ${t(`settings.${flag}`)}`}
                        disabled={!free}
                        checked={grant[flag] === true}
                        onChange={(event) => set(key, { [flag]: event.target.checked })}
                      />
                    </td>
                  ))}
                </tr>
              )
            })}
          </tbody>
        </table>
      </div>
      {changed && (
        <div className={styles.bar}>
          <span className={styles.faint}>{t('settings.unsaved')}</span>
          <Button onClick={() => setGrants((role.grants ?? {}) as Grants)}>{t('do.cancel')}</Button>
          <Button
            look="primary"
            onClick={() => void change('role', role, { grants }).then(() => toast(t('state.saved')), complain)}
          >
            {t('do.save')}
          </Button>
        </div>
      )}
    </>
  )
}

const scopes: Readonly<Record<string, Scope | readonly Scope[]>> = {
  none: 'none',
  own: 'own',
  ownShared: ['own', 'shared'],
  team: 'team',
  teamShared: ['team', 'shared'],
  teamAndBelow: 'teamAndBelow',
  all: 'all',
}

/** Which of the usual scopes it is; `where` for anything that a list of choices cannot say. */
function scopeKey(scope: Grant['read']): string {
  if (scope === undefined) return 'none'
  const sorted = (value: Scope | readonly Scope[]) => JSON.stringify(Array.isArray(value) ? [...value].sort() : [value])
  return Object.entries(scopes).find(([, value]) => sorted(value) === sorted(scope))?.[0] ?? 'where'
}
