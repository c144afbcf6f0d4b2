import { IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ApiRecord } from '#kernel/api.ts'
import { api } from '../client/api.ts'
import { useMeta } from '../client/queries.ts'
import { Bone } from '../ui/Bone.tsx'
import { Button } from '../ui/Button.tsx'
import { Head } from './Head.tsx'
import { useDrafted } from './roles/drafts.ts'
import { NewRole } from './roles/NewRole.tsx'
import { RoleEditor } from './roles/RoleEditor.tsx'
import styles from './Settings.module.css'

/** What each role may see and do, object by object. */
export function Roles() {
  const { t } = useTranslation()
  const meta = useMeta()
  const [chosen, setChosen] = useState<string>()
  const [making, setMaking] = useState<{ from: ApiRecord | null } | null>(null)
  const drafted = useDrafted()
  const list = useQuery({
    queryKey: ['list', 'role', 'settings'],
    queryFn: async ({ signal }) => ({
      pages: [
        await api.list(
          'role',
          { select: ['name', 'admin', 'grants', 'description', 'version'], sort: ['name'], limit: 200 },
          signal,
        ),
      ],
      pageParams: [null],
    }),
  })
  const people = useQuery({
    queryKey: ['list', 'user', 'roles'],
    queryFn: async ({ signal }) => ({
      pages: [await api.list('user', { select: ['roles'], where: { active: true }, limit: 1_000 }, signal)],
      pageParams: [null],
    }),
  })
  const roles = list.data?.pages[0]?.data ?? []
  const role = roles.find((one) => one.id === chosen) ?? roles[0]
  const count = (id: string) =>
    (people.data?.pages[0]?.data ?? []).filter((one) =>
      ((one.roles ?? []) as readonly { id: string }[]).some((held) => held.id === id),
    ).length
  return (
    <>
      <Head title={t('settings.roles')} text={t('settings.rolesText')}>
        {meta.objects.role?.rights.create && (
          <Button look="primary" icon={<IconPlus size={15} />} onClick={() => setMaking({ from: null })}>
            {t('roles.new')}
          </Button>
        )}
      </Head>
      {list.isPending && <Bone width="60%" />}
      <fieldset className={styles.pills} aria-label={t('settings.roles')}>
        {roles.map((one) => (
          <button key={one.id} type="button" aria-pressed={one.id === role?.id} onClick={() => setChosen(one.id)}>
            {String(one.name)}
            {drafted.has(one.id) && ` · ${t('roles.draft')}`}
          </button>
        ))}
      </fieldset>
      {role && (
        <RoleEditor key={role.id} role={role} people={count(role.id)} onCopy={() => setMaking({ from: role })} />
      )}
      {making && (
        <NewRole
          roles={roles}
          from={making.from}
          onMade={(id) => {
            setChosen(id)
            setMaking(null)
          }}
          onClose={() => setMaking(null)}
        />
      )}
    </>
  )
}
