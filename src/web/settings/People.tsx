import { Menu } from '@mantine/core'
import {
  IconArrowsExchange,
  IconDots,
  IconEye,
  IconKey,
  IconPlus,
  IconUserCheck,
  IconUserOff,
  IconUsersGroup,
} from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ApiRecord } from '#kernel/api.ts'
import { api } from '../client/api.ts'
import { ask } from '../client/fetch.ts'
import { queries, refresh, useMeta } from '../client/queries.ts'
import { change, complain } from '../client/writes.ts'
import { isEmpty, viewOf } from '../fields/index.ts'
import { Avatar } from '../ui/Avatar.tsx'
import { Button, IconButton } from '../ui/Button.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { Input, inputStyles } from '../ui/Input.tsx'
import { Labelled } from '../ui/Labelled.tsx'
import { Tag } from '../ui/Tag.tsx'
import { say as toast } from '../ui/toast.tsx'
import { Head } from './Head.tsx'
import { MovePerson } from './MovePerson.tsx'
import { SeeAs } from './SeeAs.tsx'
import styles from './Settings.module.css'
import { PersonSignIn } from './security/PersonSignIn.tsx'
import { type Wrong, wrongOf } from './wrong.ts'

/** Who works here: add somebody, switch somebody off, see how each comes in. */
export function People() {
  const { t } = useTranslation()
  const meta = useMeta()
  const object = meta.objects.user
  const [adding, setAdding] = useState(false)
  const [entering, setEntering] = useState<{ id: string; name: string } | null>(null)
  const [seeing, setSeeing] = useState<ApiRecord | null>(null)
  const [moving, setMoving] = useState<ApiRecord | null>(null)
  const list = useQuery({
    queryKey: ['list', 'user', 'settings'],
    queryFn: async ({ signal }) => {
      const select = ['name', 'email', 'jobTitle', 'team', 'manager', 'roles', 'active', 'version'].filter(
        (key) => object?.fields[key],
      )
      return { pages: [await api.list('user', { select, sort: ['name'], limit: 1_000 }, signal)], pageParams: [null] }
    },
  })
  if (!object) return null
  const rows = list.data?.pages[0]?.data ?? []
  const flip = (person: ApiRecord) => void change('user', person, { active: person.active === false }).catch(complain)
  return (
    <>
      <Head title={t('settings.people')} text={t('settings.peopleText')}>
        {meta.user.admin && (
          <Button look="primary" icon={<IconPlus size={15} />} onClick={() => setAdding(true)}>
            {t('settings.addPerson')}
          </Button>
        )}
      </Head>
      <div className={styles.rows}>
        {rows.map((person) => (
          <div
            key={person.id}
            className={`${styles.row} ${styles.person} ${person.active === false ? styles.off : ''}`}
          >
            <Avatar name={String(person.name)} />
            <a
              className={`clip ${styles.grow} ${styles.strong}`}
              href={`/user/${person.id}`}
              data-record={`user/${person.id}`}
            >
              {String(person.name)}
            </a>
            <span className={`clip ${styles.faint} ${styles.desk}`}>{String(person.email ?? '')}</span>
            {(['jobTitle', 'team', 'roles'] as const).map((key) => {
              const field = object.fields[key]
              const Cell = field && viewOf(field).Cell
              return (
                <span key={key} className={`clip ${styles.faint} ${styles.desk}`}>
                  {Cell && !isEmpty(person[key]) && <Cell value={person[key]} field={field} />}
                </span>
              )
            })}
            <span>{person.active === false && <Tag>{t('settings.off')}</Tag>}</span>
            {object.rights.update && (
              <Menu withInitialFocusPlaceholder={false} position="bottom-end" transitionProps={{ duration: 0 }}>
                <Menu.Target>
                  <IconButton small label={`${t('page.actions')} ${String(person.name)}`}>
                    <IconDots size={16} />
                  </IconButton>
                </Menu.Target>
                <Menu.Dropdown>
                  {meta.user.admin && (
                    <Menu.Item
                      leftSection={<IconKey size={15} />}
                      onClick={() => setEntering({ id: person.id, name: String(person.name) })}
                    >
                      {t('secure.person')}
                    </Menu.Item>
                  )}
                  {meta.user.admin && (
                    <Menu.Item leftSection={<IconUsersGroup size={15} />} onClick={() => setMoving(person)}>
                      {t('roles.move')}
                    </Menu.Item>
                  )}
                  {meta.user.admin && person.id !== meta.user.id && person.active !== false && (
                    <Menu.Item leftSection={<IconEye size={15} />} onClick={() => setSeeing(person)}>
                      {t('seen.as')}
                    </Menu.Item>
                  )}
                  {meta.user.admin && person.id !== meta.user.id && (
                    <Menu.Item
                      component="a"
                      href={`/settings/handover?person=${person.id}`}
                      leftSection={<IconArrowsExchange size={15} />}
                    >
                      {t('handover.action')}
                    </Menu.Item>
                  )}
                  {person.id !== meta.user.id && (
                    <Menu.Item
                      leftSection={person.active === false ? <IconUserCheck size={15} /> : <IconUserOff size={15} />}
                      onClick={() => flip(person)}
                    >
                      {t(person.active === false ? 'settings.enable' : 'settings.disable')}
                    </Menu.Item>
                  )}
                </Menu.Dropdown>
              </Menu>
            )}
          </div>
        ))}
      </div>
      {seeing && <SeeAs person={seeing} onClose={() => setSeeing(null)} />}
      {moving && <MovePerson key={moving.id} person={moving} onClose={() => setMoving(null)} />}
      {adding && <AddPerson onClose={() => setAdding(false)} onInvite={setEntering} />}
      {entering && <PersonSignIn key={entering.id} person={entering} onClose={() => setEntering(null)} />}
    </>
  )
}

type AddProps = { onClose: () => void; onInvite: (person: { id: string; name: string }) => void }

/** A new person, with a password to hand over, or without: then a one-time link is made for her. */
function AddPerson({ onClose, onInvite }: AddProps) {
  const { t } = useTranslation()
  const { user } = useMeta().objects
  const [wrong, setWrong] = useState<Wrong>({})
  const roles = useQuery({
    queryKey: ['choices', 'role', 'all'],
    queryFn: async ({ signal }) =>
      (await api.list('role', { select: ['name', 'key', 'admin'], sort: ['name'], limit: 100 }, signal)).data,
  })
  const save = async (form: FormData) => {
    try {
      const { password, ...values } = Object.fromEntries(form)
      const body = password ? { ...values, password } : values
      const { id } = await ask<{ id: string }>('POST', '/api/v1/people', { body })
      refresh('user')
      void queries.invalidateQueries({ queryKey: ['choices'] })
      onClose()
      toast(t('state.created', { what: String(form.get('name')) }))
      if (!password) onInvite({ id, name: String(form.get('name')) })
    } catch (error) {
      setWrong(wrongOf(error))
    }
  }
  return (
    <Dialog open title={t('settings.addPerson')} onClose={onClose}>
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault()
          void save(new FormData(event.currentTarget))
        }}
      >
        <Labelled label={t('settings.personName')} required error={wrong.name}>
          {({ id }) => <Input id={id} name="name" required data-autofocus autoComplete="off" />}
        </Labelled>
        <Labelled label={t('sign.email')} required error={wrong.email}>
          {({ id }) => <Input id={id} name="email" type="email" required autoComplete="off" />}
        </Labelled>
        <Labelled label={user ? t('settings.roles') : ''} error={wrong.role}>
          {({ id }) => (
            <select id={id} name="role" className={inputStyles.input}>
              {(roles.data ?? []).map((role) => (
                <option key={role.id} value={String(role.key ?? role.id)}>
                  {String(role.name)}
                </option>
              ))}
            </select>
          )}
        </Labelled>
        <Labelled label={t('settings.password')} help={t('secure.firstPassword')} error={wrong.password}>
          {({ id, describedBy }) => (
            <Input id={id} name="password" minLength={8} autoComplete="off" aria-describedby={describedBy} />
          )}
        </Labelled>
        {wrong[''] && (
          <p role="alert" style={{ color: 'var(--danger)' }}>
            {wrong['']}
          </p>
        )}
        <Button look="primary" type="submit">
          {t('do.add')}
        </Button>
      </form>
    </Dialog>
  )
}
