import { IconLock, IconLockOpen } from '@tabler/icons-react'
import i18next from 'i18next'
import { useTranslation } from 'react-i18next'
import type { ApiAuditEntry } from '#kernel/api-security.ts'
import type { SelectField } from '#kernel/fields/select.ts'
import { useMeta } from '../../client/queries.ts'
import { Avatar } from '../../ui/Avatar.tsx'
import { formatInstant, local } from '../../ui/format.ts'
import { say } from '../../ui/language.ts'
import { Tag, type Tone } from '../../ui/Tag.tsx'
import { deviceWords } from '../account/device.ts'
import styles from './Audit.module.css'
import { isKind } from './kinds.ts'

/** A line of the log; opened, everything that it keeps. */
export function Entry({ entry, open = false }: { entry: ApiAuditEntry; open?: boolean }) {
  const { t } = useTranslation()
  const { objects } = useMeta()
  const object = objects[entry.object]
  const ip = wordOf(entry.data?.ip)
  const device = wordOf(entry.data?.device)
  const via = t(`audit.via.${entry.via as 'screen'}`)
  const about = object
    ? `${say(object.label)} · ${entry.title || t('audit.nameless')}`
    : entry.object === 'sampan.security'
      ? [entry.title !== entry.actor?.name && entry.title, methodOf()].filter(Boolean).join(' · ')
      : nameIn(entry)
  const { ip: _, device: __, ...data } = entry.data ?? {}
  return (
    <details className={styles.row} open={open || undefined}>
      <summary>
        <time className={`number ${styles.time}`} dateTime={entry.at}>
          {local(entry.at).time}
        </time>
        <Avatar name={entry.actor?.name ?? '?'} />
        <span className={`clip ${styles.who}`}>{actorOf()}</span>
        <Tag tone={toneOf(entry.kind)}>{kindOf()}</Tag>
        <span className={`clip ${styles.about}`}>{about}</span>
        <span className={`clip ${styles.via}`}>{ip ?? via}</span>
        <span className={styles.seal} title={sealed()}>
          {entry.block === null ? <IconLockOpen size={13} /> : <IconLock size={13} />}
          <span className="unseen">{sealed()}</span>
        </span>
      </summary>
      <dl>
        <dt>{t('audit.at')}</dt>
        <dd>{formatInstant(entry.at)}</dd>
        {object && (
          <>
            <dt>{t('audit.record')}</dt>
            <dd>
              <a
                className={styles.link}
                href={`/${entry.object}/${entry.recordId}`}
                data-record={`${entry.object}/${entry.recordId}`}
              >
                {entry.title || entry.recordId}
              </a>
            </dd>
          </>
        )}
        <dt>{t('audit.address')}</dt>
        <dd>
          {via}
          {ip && ` · ${ip}`}
        </dd>
        {device && (
          <>
            <dt>{t('audit.device')}</dt>
            <dd title={device}>{deviceWords(device)}</dd>
          </>
        )}
        {Object.keys(entry.changes).length > 0 && (
          <>
            <dt>{t('audit.changed')}</dt>
            <dd>
              <ul className={styles.changes}>
                {Object.entries(entry.changes).map(([key, [from, to, typed]]) => (
                  <li key={key}>
                    <span className={styles.key}>{nameOf(key)}</span>
                    <span className={styles.old}>{shown(from)}</span> → <span>{shown(to)}</span>
                    {typed !== undefined && (
                      <span className={styles.old}>
                        {' '}
                        · {t('history.typed')} {shown(typed)}
                      </span>
                    )}
                  </li>
                ))}
              </ul>
            </dd>
          </>
        )}
        {Object.keys(data).length > 0 && (
          <>
            <dt>{t('audit.details')}</dt>
            <dd>
              <code>{JSON.stringify(data)}</code>
            </dd>
          </>
        )}
        <dt>{t('audit.id')}</dt>
        <dd>
          <code>{entry.id}</code> · {sealed()}
        </dd>
      </dl>
    </details>
  )

  function nameOf(key: string): string {
    if (object?.fields[key]) return say(object.fields[key].label)
    const [part, from = '', relation = ''] = key.split('.')
    const field = part === 'sharing' ? objects[from]?.fields[relation] : undefined
    if (field) return t('sharing.what', { object: say(objects[from]!.label), relation: say(field.label) })
    const words = `changed.of.${key.replace('.', '_')}`
    return entry.object === 'sampan.workspace' && i18next.exists(words) ? String(t(words as 'changed.entry')) : key
  }

  function actorOf(): string {
    if (entry.actor) return entry.actor.name
    return t(entry.object === 'sampan.security' ? 'audit.stranger' : 'audit.system')
  }

  /** How somebody came in. */
  function methodOf(): string | null {
    const method = wordOf(entry.data?.method)
    return method ? t(`account.method.${method.split(' ')[0] as 'password'}`) : null
  }

  function sealed(): string {
    return entry.block === null ? t('audit.open') : t('audit.block', { number: entry.block })
  }

  /** A word for what happened; for what modules tell, that of the state which the record came into. */
  function kindOf(): string {
    if (isKind(entry.kind)) return t(`audit.is.${entry.kind}`)
    const states = Object.values(object?.fields ?? {}).filter((field) => field.type === 'select')
    const state = states
      .flatMap((field) => (field as unknown as SelectField).options)
      .find((option) => option.key === entry.kind)
    return state ? say(state.label) : entry.kind
  }
}

function toneOf(kind: string): Tone {
  if (/Failed|Throttled/.test(kind)) return 'red'
  if (/deleted|erased|Removed|Ended|unshared/i.test(kind)) return 'orange'
  if (/^export/.test(kind)) return 'yellow'
  if (/^created|Added|signedIn/.test(kind)) return 'green'
  if (/Policy|Provider|published|password|link/i.test(kind)) return 'violet'
  return 'gray'
}

/** Changes of a setting often carry its name. */
function nameIn({ changes, data }: ApiAuditEntry): string | null {
  const [from, to] = changes.name ?? []
  return wordOf(to) ?? wordOf(from) ?? wordOf(data?.name) ?? null
}

function wordOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

function shown(value: unknown): string {
  if (value === null || value === undefined || value === '') return '—'
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
