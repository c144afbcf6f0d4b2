import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api } from '../../client/api.ts'
import { Check } from '../../ui/Check.tsx'
import styles from './Fit.module.css'

/** For which roles something is; for everybody where none is ticked. */
export function RolesInput({
  roles,
  onChange,
}: {
  roles: readonly string[]
  onChange: (roles: readonly string[]) => void
}) {
  const { t } = useTranslation()
  const { data } = useQuery({
    queryKey: ['list', 'role', 'keys'],
    queryFn: ({ signal }) => api.list('role', { select: ['name', 'key'], sort: ['name'], limit: 100 }, signal),
  })
  return (
    <fieldset className={styles.options}>
      <legend>{t('fit.forRoles')}</legend>
      <div className={styles.checks}>
        {(data?.data ?? [])
          .filter((role) => role['key'])
          .map((role) => {
            const key = String(role['key'])
            return (
              <Check
                key={role.id}
                checked={roles.includes(key)}
                onChange={() => onChange(roles.includes(key) ? roles.filter((one) => one !== key) : [...roles, key])}
              >
                {String(role['name'])}
              </Check>
            )
          })}
      </div>
    </fieldset>
  )
}
