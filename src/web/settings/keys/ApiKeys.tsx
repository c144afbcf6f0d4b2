import { IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ApiKeyEntry } from '#kernel/api-key.ts'
import { pluralOf } from '../../app/navigation.ts'
import { api } from '../../client/api.ts'
import { ask } from '../../client/fetch.ts'
import { queries, useMeta } from '../../client/queries.ts'
import { complain } from '../../client/writes.ts'
import { Bone } from '../../ui/Bone.tsx'
import { Button } from '../../ui/Button.tsx'
import { Copy } from '../../ui/Code.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { Empty } from '../../ui/Empty.tsx'
import { formatDate, formatInstant, local } from '../../ui/format.ts'
import { say as toast } from '../../ui/toast.tsx'
import { Head } from '../Head.tsx'
import settings from '../Settings.module.css'
import styles from './ApiKeys.module.css'
import { Assistants } from './Assistants.tsx'
import { KeyForm } from './KeyForm.tsx'

const again = () => queries.invalidateQueries({ queryKey: ['api-keys'] })

/** Keys for programs: what each may, until when, when it was last used; and how assistants come in with one. */
export function ApiKeys() {
  const { t } = useTranslation()
  const [making, setMaking] = useState(false)
  const [fresh, setFresh] = useState<string | null>(null)
  const [revoking, setRevoking] = useState<ApiKeyEntry | null>(null)
  const keys = useQuery({
    queryKey: ['api-keys'],
    queryFn: async ({ signal }) =>
      (await ask<{ data: readonly ApiKeyEntry[] }>('GET', '/api/v1/api-keys', { signal })).data,
  })
  const owners = useOwners(keys.data ?? [])
  const revoke = async ({ id }: ApiKeyEntry) => {
    await ask('DELETE', `/api/v1/api-keys/${id}`)
    setRevoking(null)
    await again()
    toast(t('apiKeys.revoked'))
  }
  const [live = [], past = []] = parted(keys.data ?? [])
  return (
    <>
      <Head title={t('settings.keys')} text={t('apiKeys.text')}>
        <Button look="primary" icon={<IconPlus size={15} />} onClick={() => setMaking(true)}>
          {t('apiKeys.new')}
        </Button>
      </Head>
      {fresh && (
        <div className={settings.key} role="status">
          <div className={settings.grow}>
            <p>{t('apiKeys.once')}</p>
            <code>{fresh}</code>
          </div>
          <Copy text={fresh} what={t('settings.keys')} />
        </div>
      )}
      {keys.isPending && <Bone width="60%" />}
      {keys.isSuccess && live.length === 0 && <Empty title={t('apiKeys.none')} />}
      {live.length > 0 && (
        <ul className={settings.rows}>
          {live.map((key) => (
            <Key key={key.id} entry={key} owner={owners[key.userId]}>
              <Button small onClick={() => setRevoking(key)} aria-label={`${t('apiKeys.revoke')} ${key.name}`}>
                {t('apiKeys.revoke')}
              </Button>
            </Key>
          ))}
        </ul>
      )}
      {past.length > 0 && (
        <details className={styles.past}>
          <summary>{t('apiKeys.past', { count: past.length })}</summary>
          <ul className={settings.rows}>
            {past.map((key) => (
              <Key key={key.id} entry={key} owner={owners[key.userId]} />
            ))}
          </ul>
        </details>
      )}
      <Assistants secret={fresh} />
      <Dialog open={making} title={t('apiKeys.new')} onClose={() => setMaking(false)}>
        <KeyForm
          onDone={(made) => {
            setFresh(made)
            setMaking(false)
            void again()
          }}
        />
      </Dialog>
      <Dialog
        open={revoking !== null}
        title={t('apiKeys.revoke')}
        onClose={() => setRevoking(null)}
        footer={
          <Button look="danger" onClick={() => revoking && void revoke(revoking).catch(complain)}>
            {t('apiKeys.revoke')}
          </Button>
        }
      >
        <p>{t('apiKeys.revokeText', { name: revoking?.name ?? '' })}</p>
      </Dialog>
    </>
  )
}

type KeyProps = { entry: ApiKeyEntry; owner: string | undefined; children?: ReactNode }

function Key({ entry, owner, children }: KeyProps) {
  const { t } = useTranslation()
  const { name, prefix, lastUsedAt, expiresAt, revokedAt } = entry
  const may = useMay(entry)
  const end = revokedAt
    ? t('apiKeys.wasRevoked', { when: formatInstant(revokedAt) })
    : expiresAt && t(isOver(entry) ? 'apiKeys.ended' : 'apiKeys.until', { when: formatDate(local(expiresAt).day) })
  return (
    <li className={styles.row}>
      <div className={styles.name}>
        <span className={settings.strong}>{name}</span>
        {prefix && <code>{prefix}…</code>}
      </div>
      <p className={styles.may}>{[owner, may].filter(Boolean).join(' · ')}</p>
      <p className={styles.when}>
        {[lastUsedAt ? t('apiKeys.used', { when: formatInstant(lastUsedAt) }) : t('apiKeys.unused'), end]
          .filter(Boolean)
          .join(' · ')}
      </p>
      <span className={styles.end}>{children}</span>
    </li>
  )
}

/** What a key may do, in words. */
function useMay({ scope }: ApiKeyEntry): string {
  const { t } = useTranslation()
  const { objects } = useMeta()
  if (!scope) return t('apiKeys.everything')
  const doing = [
    t('apiKeys.reads'),
    scope.write && t('apiKeys.writes'),
    scope.actions && t('apiKeys.runs'),
    scope.export && t('apiKeys.exports'),
    scope.configure && t('apiKeys.configures'),
  ].filter((one) => one !== false)
  const which = scope.objects?.map((key) => (objects[key] ? pluralOf(objects[key]) : key)).join(t('apiKeys.comma'))
  return `${doing.join(t('apiKeys.comma'))}${which ? ` · ${which}` : ''}`
}

/** The names of those whose keys are not the reader's own; an administrator sees everybody's. */
function useOwners(keys: readonly ApiKeyEntry[]): Readonly<Record<string, string>> {
  const me = useMeta().user.id
  const ids = [...new Set(keys.map(({ userId }) => userId))].filter((id) => id !== me).sort()
  const { data } = useQuery({
    queryKey: ['titles', 'user', ids],
    queryFn: async ({ signal }) =>
      (await api.list('user', { where: { id: { in: ids } }, select: ['name'], limit: 500 }, signal)).data,
    enabled: ids.length > 0,
    staleTime: 300_000,
  })
  return Object.fromEntries((data ?? []).map((row) => [row.id, String(row['name'])]))
}

function parted(keys: readonly ApiKeyEntry[]) {
  const isPast = (key: ApiKeyEntry) => key.revokedAt !== null || isOver(key)
  return [keys.filter((key) => !isPast(key)), keys.filter(isPast)]
}

function isOver({ expiresAt }: ApiKeyEntry): boolean {
  return expiresAt !== null && Date.parse(expiresAt) <= Date.now()
}
