import {
  IconChevronLeft,
  IconPencil,
  IconPlayerPause,
  IconPlayerPlay,
  IconRefresh,
  IconSend,
  IconTrash,
} from '@tabler/icons-react'
import { Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ApiWebhook } from '#kernel/api-webhooks.ts'
import { ask } from '../../client/fetch.ts'
import { useMeta } from '../../client/queries.ts'
import { complain } from '../../client/writes.ts'
import { FilterText } from '../../records/FilterBar.tsx'
import { Button, IconButton } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { formatInstant } from '../../ui/format.ts'
import { say } from '../../ui/language.ts'
import { Tag } from '../../ui/Tag.tsx'
import { say as toast } from '../../ui/toast.tsx'
import { Head } from '../Head.tsx'
import { Deliveries } from './Deliveries.tsx'
import { Secret } from './Secret.tsx'
import { WebhookForm } from './WebhookForm.tsx'
import styles from './Webhooks.module.css'
import { healthOf, readAgain, useEvents, wordsOf } from './webhooks.ts'

/** One webhook: how it is, what it waits for, what was sent. */
export function WebhookPage({ webhook }: { webhook: ApiWebhook }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const events = useEvents()
  const [asking, setAsking] = useState<'edit' | 'rotate' | 'delete' | null>(null)
  const [secret, setSecret] = useState<string | null>(null)
  const at = `/api/v1/webhooks/${webhook.id}`
  const done = async (words?: string) => {
    setAsking(null)
    await readAgain()
    if (words) toast(words)
  }
  const test = async () => {
    await ask('POST', `${at}/test`)
    await done(t('hooks.tested'))
  }
  const rotate = async () => {
    setSecret((await ask<{ secret: string }>('POST', `${at}/rotate`)).secret)
    await done()
  }
  const remove = async () => {
    await ask('DELETE', at)
    await navigate({ to: '/settings/$page', params: { page: 'webhooks' } })
    await readAgain()
  }
  const health = healthOf(webhook)
  return (
    <>
      <Link to="/settings/$page" params={{ page: 'webhooks' }} className={styles.back}>
        <IconChevronLeft size={14} />
        {t('hooks.back')}
      </Link>
      <Head title={webhook.name}>
        <span className={styles.buttons}>
          <Button icon={<IconSend size={15} />} onClick={() => void test().catch(complain)}>
            {t('hooks.test')}
          </Button>
          <Button
            icon={webhook.active ? <IconPlayerPause size={15} /> : <IconPlayerPlay size={15} />}
            onClick={() => void ask('PATCH', at, { body: { active: !webhook.active } }).then(() => done(), complain)}
          >
            {webhook.active ? t('hooks.pause') : t('hooks.resume')}
          </Button>
          <IconButton label={t('hooks.edit')} onClick={() => setAsking('edit')}>
            <IconPencil size={16} />
          </IconButton>
          <IconButton label={t('hooks.rotate')} onClick={() => setAsking('rotate')}>
            <IconRefresh size={16} />
          </IconButton>
          <IconButton label={t('hooks.deleteTitle')} onClick={() => setAsking('delete')}>
            <IconTrash size={16} />
          </IconButton>
        </span>
      </Head>
      {webhook.active && webhook.failingSince && (
        <p role="status" className={styles.note}>
          {t('hooks.failingSince', { when: formatInstant(webhook.failingSince) })}
        </p>
      )}
      {!webhook.active && webhook.stopped && (
        <p role="status" className={styles.wrong}>
          {t(webhook.stopped === 'gone' ? 'hooks.gone' : 'hooks.failed')}
        </p>
      )}
      <dl className={styles.facts}>
        <dt>{t('hooks.url')}</dt>
        <dd>
          <Tag tone={health.tone}>{t(`hooks.${health.key}`)}</Tag> {webhook.url}
        </dd>
        <dt>{t('hooks.events')}</dt>
        <dd className={styles.tags}>
          {webhook.events.map((name) => (
            <Tag key={name}>{wordsOf(events, name)}</Tag>
          ))}
          {webhook.events.length === 0 && <Tag>{t('flows.webhookOnly')}</Tag>}
        </dd>
        <Narrowed webhook={webhook} />
      </dl>
      <Deliveries webhook={webhook} />
      <Dialog wide open={asking === 'edit'} title={t('hooks.edit')} onClose={() => setAsking(null)}>
        <WebhookForm webhook={webhook} onDone={() => void done()} />
      </Dialog>
      <Dialog
        open={asking === 'rotate'}
        title={t('hooks.rotate')}
        onClose={() => setAsking(null)}
        footer={
          <Button look="primary" onClick={() => void rotate().catch(complain)}>
            {t('hooks.rotate')}
          </Button>
        }
      >
        <p>{t('hooks.rotateText')}</p>
      </Dialog>
      {secret && <Secret secret={secret} onClose={() => setSecret(null)} />}
      <Dialog
        open={asking === 'delete'}
        title={t('hooks.deleteTitle')}
        onClose={() => setAsking(null)}
        footer={
          <Button look="danger" onClick={() => void remove().catch(complain)}>
            {t('do.delete')}
          </Button>
        }
      >
        <p>{t('hooks.deleteText')}</p>
      </Dialog>
    </>
  )
}

/** Its filter and its fields, where it has any. */
function Narrowed({ webhook: { events, where, fields } }: { webhook: ApiWebhook }) {
  const { t } = useTranslation()
  const object = useMeta().objects[events[0]?.split('.')[0] ?? '']
  const nameOf = (path: string) => {
    const field = object?.fields[path]
    return field ? say(field.label) : path
  }
  return (
    <>
      {where && (
        <>
          <dt>{t('hooks.where')}</dt>
          <dd className={styles.tags}>
            {object ? <FilterText object={object} where={where} /> : <code>{JSON.stringify(where)}</code>}
          </dd>
        </>
      )}
      {fields && (
        <>
          <dt>{t('hooks.fields')}</dt>
          <dd>{fields.map(nameOf).join(', ')}</dd>
        </>
      )}
    </>
  )
}
