import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { queries } from '../client/queries.ts'
import { signOut } from '../client/session.ts'
import { enter, workspacesQuery } from '../client/workspaces.ts'
import { complain } from '../client/writes.ts'
import { Avatar } from '../ui/Avatar.tsx'
import { Bone } from '../ui/Bone.tsx'
import { Button } from '../ui/Button.tsx'
import { Door } from './Door.tsx'
import styles from './Workspaces.module.css'

/** The choice between workspaces: after signing in, and where the present one is suspended. */
export function Workspaces() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const { to } = useSearch({ from: '/workspaces' })
  const [busy, setBusy] = useState(false)
  const { data } = useQuery(workspacesQuery)
  const choose = async (id: string) => {
    setBusy(true)
    await enter(id)
    await navigate({ to: to ?? '/', replace: true })
  }
  const leave = async () => {
    await signOut()
    queries.clear()
    await navigate({ to: '/sign-in', search: {} })
  }
  const none = data?.data.every((one) => one.suspended)
  return (
    <Door title={t('workspaces.title')} lead={t(none ? 'workspaces.none' : 'workspaces.lead')}>
      <ul className={styles.list}>
        {!data && <Bone width="100%" />}
        {data?.data.map((one) => (
          <li key={one.id}>
            <button
              type="button"
              className={styles.one}
              disabled={busy || one.suspended}
              onClick={() =>
                void choose(one.id)
                  .catch(complain)
                  .finally(() => setBusy(false))
              }
            >
              <Avatar name={one.name} square />
              <span className={`clip ${styles.name}`}>{one.name}</span>
              {one.suspended && <span className={styles.state}>{t('workspaces.suspended')}</span>}
              {one.current && !one.suspended && <span className={styles.state}>{t('workspaces.current')}</span>}
            </button>
          </li>
        ))}
      </ul>
      <Button wide onClick={() => void leave().catch(complain)}>
        {t('sign.out')}
      </Button>
    </Door>
  )
}
