import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ApiRecord } from '#kernel/api.ts'
import type { Reference } from '#kernel/fields/relation.ts'
import { change, complain } from '../client/writes.ts'
import { RelationPick } from '../fields/RelationPick.tsx'
import { Button } from '../ui/Button.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { Labelled } from '../ui/Labelled.tsx'
import { say as toast } from '../ui/toast.tsx'
import { PreviewDialog } from './roles/PreviewDialog.tsx'
import styles from './Settings.module.css'

type Known = Reference & { id: string }

/** Another team, another manager, other roles for somebody, with what that opens and closes. */
export function MovePerson({ person, onClose }: { person: ApiRecord; onClose: () => void }) {
  const { t } = useTranslation()
  const [team, setTeam] = useState(known(person.team))
  const [manager, setManager] = useState(known(person.manager))
  const [roles, setRoles] = useState(many(person.roles))
  const [looking, setLooking] = useState(false)
  const patch = { team: team?.id ?? null, manager: manager?.id ?? null, roles: roles.map((role) => role.id) }
  const save = () =>
    change('user', person, patch).then(() => {
      toast(t('state.saved'))
      onClose()
    }, complain)
  if (looking)
    return (
      <PreviewDialog
        title={t('roles.previewTitle')}
        edit={{ person: person.id, ...patch }}
        save={t('do.save')}
        onWrong={complain}
        onSave={save}
        onClose={() => setLooking(false)}
      />
    )
  return (
    <Dialog
      open
      title={t('roles.moveTitle', { who: String(person.name) })}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('do.cancel')}</Button>
          <Button look="primary" onClick={() => setLooking(true)}>
            {t('roles.check')}
          </Button>
        </>
      }
    >
      <div className={styles.form}>
        <Labelled label={t('roles.team')}>
          {({ id }) => (
            <RelationPick
              id={id}
              to="team"
              chosen={team ? [team] : []}
              onPick={setTeam}
              onClear={() => setTeam(null)}
            />
          )}
        </Labelled>
        <Labelled label={t('roles.manager')}>
          {({ id }) => (
            <RelationPick
              id={id}
              to="user"
              chosen={manager ? [manager] : []}
              onPick={setManager}
              onClear={() => setManager(null)}
            />
          )}
        </Labelled>
        <Labelled label={t('settings.roles')}>
          {({ id }) => (
            <RelationPick
              id={id}
              to="role"
              several
              chosen={roles}
              onPick={(role) =>
                setRoles(
                  roles.some((one) => one.id === role.id)
                    ? roles.filter((one) => one.id !== role.id)
                    : [...roles, role],
                )
              }
              onClear={() => setRoles([])}
            />
          )}
        </Labelled>
      </div>
    </Dialog>
  )
}

function known(value: unknown): Known | null {
  return typeof value === 'object' && value !== null && 'id' in value ? (value as Known) : null
}

function many(value: unknown): Known[] {
  return Array.isArray(value) ? (value as Known[]) : []
}
