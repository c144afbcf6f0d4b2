import { IconCopy, IconDatabaseExport } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import type { ApiHealth } from '#kernel/api-health.ts'
import { ask } from '../../client/fetch.ts'
import { queries } from '../../client/queries.ts'
import { complain } from '../../client/writes.ts'
import { Bone } from '../../ui/Bone.tsx'
import { Button } from '../../ui/Button.tsx'
import { copy } from '../../ui/copy.ts'
import { formatInstant, formatNumber } from '../../ui/format.ts'
import { Tag } from '../../ui/Tag.tsx'
import { say as toast } from '../../ui/toast.tsx'
import { Head, PageAbout } from '../Head.tsx'
import settings from '../Settings.module.css'
import styles from './Health.module.css'

type State = 'ok' | 'warn' | 'wrong'
type Line = { readonly key: string; readonly label: string; readonly state: State; readonly says: string }

const key = ['health'] as const

/** How the installation does: what `sampan doctor` sees, what waits, and the backups. */
export function Health() {
  const { t } = useTranslation()
  const health = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => ask<ApiHealth>('GET', '/api/v1/health', { signal }),
    staleTime: 0,
    refetchInterval: ({ state }) => (state.data?.backups.running ? 2_000 : 30_000),
  })
  const { data } = health
  const lines = data ? linesOf(data, t) : []
  const report = () =>
    copy(lines.map(({ key, state, says }) => `${state.padEnd(5)} ${key.padEnd(10)} ${says}`).join('\n'))
  return (
    <>
      <Head title={t('health.title')} text={t('health.text')}>
        <Button
          disabled={!data}
          onClick={() => void report().then((done) => done && toast(t('state.copied')), complain)}
        >
          <IconCopy size={15} />
          {t('health.copy')}
        </Button>
      </Head>
      {health.isPending && <Bone width="60%" />}
      {data && <Checks lines={lines} />}
      {data && <Backups backups={data.backups} />}
    </>
  )
}

function Checks({ lines }: { lines: readonly Line[] }) {
  const { t } = useTranslation()
  const count = lines.filter(({ state }) => state !== 'ok').length
  return (
    <>
      <p className={styles.last} role="status">
        <b>{count === 0 ? t('health.fine') : t('health.look', { count })}</b>
      </p>
      <div className={settings.rows}>
        {lines.map(({ key, label, state, says }) => (
          <div key={`${key} ${says}`} className={settings.row}>
            <span className={styles.state} data-state={state} role="img" aria-label={t(`health.state.${state}`)} />
            <span className={styles.check}>{label}</span>
            <span className={styles.says}>{says}</span>
          </div>
        ))}
      </div>
    </>
  )
}

function Backups({ backups }: { backups: ApiHealth['backups'] }) {
  const { t } = useTranslation()
  const begin = async () => {
    try {
      await ask('POST', '/api/v1/health/backup', { body: {} })
      toast(t('health.begun'))
    } catch (error) {
      complain(error)
    }
    await queries.invalidateQueries({ queryKey: key })
  }
  const [last] = backups.kept
  return (
    <section className={styles.section} aria-label={t('health.backups')}>
      <PageAbout value={{ help: 'operations#backups' }}>
        <Head title={t('health.backups')} text={t('health.backupsText')}>
          {backups.on && (
            <Button disabled={backups.running} onClick={() => void begin()}>
              <IconDatabaseExport size={15} />
              {backups.running ? t('health.running') : t('health.now')}
            </Button>
          )}
        </Head>
      </PageAbout>
      {!backups.on && <p className={settings.faint}>{t('health.backupsOff')}</p>}
      {backups.failedAt && (
        <p role="alert" className={`${styles.last} ${styles.alarm}`}>
          {t('health.backupsFailed', { when: formatInstant(backups.failedAt) })}
        </p>
      )}
      {last && (
        <p className={styles.last}>
          <b>{t('health.last', { when: formatInstant(last.at) })}</b>
        </p>
      )}
      {backups.on && !last && !backups.failedAt && <p className={settings.faint}>{t('health.backupsNone')}</p>}
      {last && (
        <div className={settings.rows}>
          {backups.kept.map(({ at, kind, bytes, verifiedAt }) => (
            <div key={at + kind} className={settings.row}>
              <time className={`number ${styles.when}`} dateTime={at}>
                {formatInstant(at)}
              </time>
              <Tag>{t(`health.kind.${kind}`)}</Tag>
              <span className={settings.faint} title={formatInstant(verifiedAt)}>
                {t('health.verified')}
              </span>
              <span className={`number ${styles.size}`}>{formatNumber(Math.max(bytes / 1e6, 0.1), 1)} MB</span>
            </div>
          ))}
        </div>
      )}
    </section>
  )
}

function linesOf({ checks, outbox, chain }: ApiHealth, t: TFunction): readonly Line[] {
  const { verified } = chain
  return [
    ...checks.map(({ check, state, says }) => ({
      key: check,
      label: t(`health.check.${check as 'database'}`),
      state,
      // the report of the server names instants as programs do
      says: says.replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, formatInstant),
    })),
    {
      key: 'outbox',
      label: t('health.outbox'),
      state: outbox.waiting > 0 && outbox.seconds > 300 ? 'warn' : 'ok',
      says:
        outbox.waiting === 0
          ? t('health.outboxNone')
          : t('health.outboxSome', { number: outbox.waiting, seconds: outbox.seconds }),
    },
    {
      key: 'audit',
      label: t('health.chain'),
      state: verified && verified.wrong.length > 0 ? 'wrong' : 'ok',
      says: !verified
        ? t('health.chainNever')
        : verified.wrong.length === 0
          ? t('health.chainSound', { when: formatInstant(verified.at) })
          : t('health.chainWrong', { when: formatInstant(verified.at), number: verified.wrong.length }),
    },
  ]
}
