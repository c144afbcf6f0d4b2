import { IconChevronRight, IconPlus } from '@tabler/icons-react'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ApiWebhook } from '#kernel/api-webhooks.ts'
import { Bone } from '../../ui/Bone.tsx'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { Empty } from '../../ui/Empty.tsx'
import { Tag } from '../../ui/Tag.tsx'
import { Head } from '../Head.tsx'
import settings from '../Settings.module.css'
import { Secret } from './Secret.tsx'
import { type NewWebhook, WebhookForm } from './WebhookForm.tsx'
import { WebhookPage } from './WebhookPage.tsx'
import styles from './Webhooks.module.css'
import { healthOf, readAgain, useWebhooks } from './webhooks.ts'

/** Where this workspace tells other programs what happens: all of them, or one with what was sent to it. */
export function Webhooks() {
  const { item } = useParams({ strict: false }) as { item?: string }
  const webhooks = useWebhooks()
  if (!webhooks.data) return <Bone width="60%" />
  const webhook = webhooks.data.find((one) => one.id === item)
  return webhook ? <WebhookPage key={webhook.id} webhook={webhook} /> : <List webhooks={webhooks.data} />
}

function List({ webhooks }: { webhooks: readonly ApiWebhook[] }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const [making, setMaking] = useState(false)
  const [made, setMade] = useState<NewWebhook | null>(null)
  const show = async (id: string) => {
    setMade(null)
    await readAgain()
    await navigate({ to: '/settings/$page/$item', params: { page: 'webhooks', item: id } })
  }
  return (
    <>
      <Head title={t('hooks.title')} text={t('hooks.text')}>
        <Button look="primary" icon={<IconPlus size={15} />} onClick={() => setMaking(true)}>
          {t('hooks.new')}
        </Button>
      </Head>
      {webhooks.length === 0 && <Empty title={t('hooks.none')} text={t('hooks.noneText')} />}
      {webhooks.length > 0 && (
        <div className={settings.rows}>
          {webhooks.map((webhook) => (
            <Row key={webhook.id} webhook={webhook} />
          ))}
        </div>
      )}
      <Dialog wide open={making} title={t('hooks.new')} onClose={() => setMaking(false)}>
        <WebhookForm
          webhook={null}
          onDone={(webhook) => {
            setMaking(false)
            setMade(webhook)
          }}
        />
      </Dialog>
      {made?.secret && <Secret secret={made.secret} onClose={() => void show(made.id)} />}
    </>
  )
}

function Row({ webhook }: { webhook: ApiWebhook }) {
  const { t } = useTranslation()
  const health = healthOf(webhook)
  return (
    <Link
      to="/settings/$page/$item"
      params={{ page: 'webhooks', item: webhook.id }}
      className={settings.row}
      aria-label={`${webhook.name} · ${t(`hooks.${health.key}`)}`}
    >
      <span className={`clip ${settings.grow} ${settings.strong}`}>{webhook.name}</span>
      <span className={`clip ${styles.url}`}>{webhook.url}</span>
      <Tag tone={health.tone}>{t(`hooks.${health.key}`)}</Tag>
      <IconChevronRight size={15} className={settings.faint} />
    </Link>
  )
}
