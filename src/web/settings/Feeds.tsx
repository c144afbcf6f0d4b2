import { IconPlayerPause, IconPlayerPlay, IconPlus, IconRefresh, IconTrash } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ApiFeed, ApiFeedFile } from '#kernel/api-feeds.ts'
import { pluralOf } from '../app/navigation.ts'
import { ask } from '../client/fetch.ts'
import { queries, useMeta } from '../client/queries.ts'
import { complain } from '../client/writes.ts'
import { Bone } from '../ui/Bone.tsx'
import { Button, IconButton } from '../ui/Button.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { Empty } from '../ui/Empty.tsx'
import { formatInstant } from '../ui/format.ts'
import { Tag } from '../ui/Tag.tsx'
import { FeedForm } from './FeedForm.tsx'
import styles from './Feeds.module.css'
import { Head } from './Head.tsx'
import { Mappings } from './Mappings.tsx'

const again = () => queries.invalidateQueries({ queryKey: ['feeds'] })

/** Files that come by the clock, what they brought, and the mappings that let them. */
export function Feeds() {
  const { t } = useTranslation()
  const [form, setForm] = useState<{ feed: ApiFeed | null } | null>(null)
  const feeds = useQuery({
    queryKey: ['feeds'],
    queryFn: async ({ signal }) => (await ask<{ data: readonly ApiFeed[] }>('GET', '/api/v1/feeds', { signal })).data,
    refetchInterval: ({ state }) => (state.data?.some(isRunning) ? 1_000 : false),
  })
  return (
    <>
      <Head title={t('feeds.title')} text={t('feeds.text')}>
        <Button look="primary" icon={<IconPlus size={15} />} onClick={() => setForm({ feed: null })}>
          {t('feeds.new')}
        </Button>
      </Head>
      {feeds.isPending && <Bone width="60%" />}
      {feeds.isSuccess && feeds.data.length === 0 && <Empty title={t('feeds.none')} text={t('feeds.noneText')} />}
      <div className={styles.feeds}>
        {feeds.data?.map((feed) => (
          <Feed key={feed.id} feed={feed} onEdit={() => setForm({ feed })} />
        ))}
      </div>
      <Mappings />
      <Dialog open={form !== null} title={form?.feed ? t('feeds.edit') : t('feeds.new')} onClose={() => setForm(null)}>
        {form && (
          <FeedForm
            feed={form.feed}
            onDone={() => {
              setForm(null)
              void again()
            }}
          />
        )}
      </Dialog>
    </>
  )
}

function Feed({ feed, onEdit }: { feed: ApiFeed; onEdit: () => void }) {
  const { t } = useTranslation()
  const object = useMeta().objects[feed.object]
  const [asking, setAsking] = useState(false)
  const at = `/api/v1/feeds/${feed.id}`
  const act = (work: Promise<unknown>) => void work.then(again, complain)
  return (
    <section className={styles.feed} aria-label={feed.name}>
      <div className={styles.line}>
        <button type="button" className={styles.name} onClick={onEdit}>
          {feed.name}
        </button>
        {object && <Tag tone="gray">{pluralOf(object)}</Tag>}
        {feed.paused && <Tag tone="yellow">{t('feeds.paused')}</Tag>}
        {isRunning(feed) && <Tag tone="blue">{t('feeds.running')}</Tag>}
        <span className={styles.grow} />
        <IconButton label={t('feeds.runNow')} disabled={isRunning(feed)} onClick={() => act(ask('POST', `${at}/run`))}>
          <IconRefresh size={16} />
        </IconButton>
        <IconButton
          label={feed.paused ? t('feeds.resume') : t('feeds.pause')}
          onClick={() => act(ask('PATCH', at, { body: { paused: !feed.paused } }))}
        >
          {feed.paused ? <IconPlayerPlay size={16} /> : <IconPlayerPause size={16} />}
        </IconButton>
        <IconButton label={t('feeds.delete')} onClick={() => setAsking(true)}>
          <IconTrash size={16} />
        </IconButton>
      </div>
      <p className={styles.faint}>
        {placeOf(feed)}
        {' · '}
        {feed.finishedAt ? t('feeds.last', { when: formatInstant(feed.finishedAt) }) : t('feeds.never')}
        {!feed.paused && ` · ${t('feeds.next', { when: formatInstant(feed.nextAt) })}`}
      </p>
      {feed.error && (
        <p role="alert" className={styles.wrong}>
          {feed.error}
        </p>
      )}
      <Files feed={feed} />
      <Dialog
        open={asking}
        title={t('feeds.delete')}
        onClose={() => setAsking(false)}
        footer={
          <Button look="danger" onClick={() => act(ask('DELETE', at))}>
            {t('do.delete')}
          </Button>
        }
      >
        <p>{t('feeds.deleteText')}</p>
      </Dialog>
    </section>
  )
}

function Files({ feed }: { feed: ApiFeed }) {
  const { t } = useTranslation()
  const files = useQuery({
    queryKey: ['feeds', feed.id, feed.finishedAt],
    queryFn: async ({ signal }) =>
      (await ask<{ data: readonly ApiFeedFile[] }>('GET', `/api/v1/feeds/${feed.id}/files`, { signal })).data,
    placeholderData: (before) => before,
  })
  if (!files.data?.length)
    return feed.finishedAt && !feed.error ? <p className={styles.faint}>{t('feeds.noFiles')}</p> : null
  return (
    <ul className={styles.files}>
      {files.data.slice(0, 5).map((file) => (
        <li key={`${file.fileName}${file.at}`}>
          <span className="clip">{file.fileName}</span>
          <span className={styles.faint}>{formatInstant(file.at)}</span>
          <span className={file.error ? styles.wrongText : styles.faint}>
            {file.error ?? (file.report ? t('feeds.counts', file.report) : (file.status ?? ''))}
          </span>
          {file.importId && (
            <Link
              to="/$object/import"
              params={{ object: feed.object }}
              search={{ id: file.importId }}
              className={styles.link}
            >
              {t('feeds.open')}
            </Link>
          )}
        </li>
      ))}
    </ul>
  )
}

function isRunning(feed: ApiFeed): boolean {
  return feed.startedAt !== null && feed.finishedAt === null
}

function placeOf({ source }: ApiFeed): string {
  switch (source.kind) {
    case 'folder':
      return `${source.path}${source.pattern ? ` · ${source.pattern}` : ''}`
    case 'sftp':
      return `${source.user}@${source.host}:${source.path}${source.pattern ? ` · ${source.pattern}` : ''}`
    default:
      return source.url
  }
}
