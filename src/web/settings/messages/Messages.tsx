import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ApiRecord } from '#kernel/api.ts'
import type { ApiMessageGateway } from '#kernel/messages.ts'
import { api } from '../../client/api.ts'
import { ask } from '../../client/fetch.ts'
import { useMeta } from '../../client/queries.ts'
import { gatewayObject, messageObject, readGateways, useGateway, useGateways } from '../../messages/messages.ts'
import { Bone } from '../../ui/Bone.tsx'
import { Button } from '../../ui/Button.tsx'
import { Copy } from '../../ui/Code.tsx'
import { Input } from '../../ui/Input.tsx'
import { Labelled } from '../../ui/Labelled.tsx'
import { say } from '../../ui/language.ts'
import { Tag } from '../../ui/Tag.tsx'
import { say as toast } from '../../ui/toast.tsx'
import { Head } from '../Head.tsx'
import { Secret } from '../webhooks/Secret.tsx'
import { type Wrong, wrongOf } from '../wrong.ts'
import styles from './Messages.module.css'

type Channel = { readonly key: string; readonly label: { readonly en: string; readonly zh: string } }

/** The gateways by which short messages go out, one for each channel. */
export function Messages() {
  const { t } = useTranslation()
  const gateways = useGateways()
  const field = useMeta().objects[gatewayObject]!.fields['channel'] as unknown as { options: readonly Channel[] }
  return (
    <>
      <Head title={t('messages.title')} text={t('messages.text')} />
      {gateways.isPending && <Bone width="60%" />}
      <div className={styles.channels}>
        {gateways.data &&
          field.options.map((channel) => (
            <Gateway
              key={channel.key}
              channel={channel}
              record={gateways.data.find((one) => one['channel'] === channel.key) ?? null}
            />
          ))}
      </div>
      <p className={styles.links}>
        <Link to="/$object" params={{ object: messageObject }} search={{}}>
          {t('messages.all')}
        </Link>
        <Link to="/$object" params={{ object: 'messageOptOut' }} search={{}}>
          {t('messages.declined')}
        </Link>
      </p>
    </>
  )
}

function Gateway({ channel, record }: { channel: Channel; record: ApiRecord | null }) {
  const { data } = useGateway(record?.id ?? null)
  const label = say(channel.label)
  return (
    <section className={styles.channel} aria-label={label}>
      <h3 className={styles.name}>
        {label}
        <State gateway={data ?? null} />
      </h3>
      {data?.problem && (
        <p role="alert" className={styles.wrong}>
          {data.problem}
        </p>
      )}
      {(record === null || data) && (
        <Form key={`${record?.id} ${data?.url}`} channel={channel} record={record} gateway={data ?? null} />
      )}
    </section>
  )
}

function State({ gateway }: { gateway: ApiMessageGateway | null }) {
  const { t } = useTranslation()
  if (!gateway?.url) return <Tag tone="yellow">{t('messages.notYet')}</Tag>
  if (gateway.problem) return <Tag tone="red">{t('messages.trouble')}</Tag>
  return <Tag tone="green">{t('messages.sends')}</Tag>
}

type FormProps = { channel: Channel; record: ApiRecord | null; gateway: ApiMessageGateway | null }

function Form({ channel, record, gateway }: FormProps) {
  const { t } = useTranslation()
  const [made, setMade] = useState(record)
  const [signature, setSignature] = useState(String(record?.['signature'] ?? ''))
  const [url, setUrl] = useState(gateway?.url ?? '')
  const [wrong, setWrong] = useState<Wrong>({})
  const [secret, setSecret] = useState<string | null>(null)
  const signs = channel.key === 'sms'
  const trying = async (work: () => Promise<void>) => {
    setWrong({})
    try {
      await work()
    } catch (error) {
      setWrong(wrongOf(error))
    }
  }
  const change = async (id: string, body: object) => {
    const next = await ask<ApiMessageGateway>('PATCH', `/api/v1/messages/gateways/${id}`, { body })
    if (next.secret) setSecret(next.secret)
    else await readGateways()
  }
  const save = async () => {
    const values = { channel: channel.key, ...(signs ? { signature } : {}) }
    const one = await (made ? api.update(gatewayObject, made.id, values) : api.create(gatewayObject, values))
    setMade(one)
    await change(one.id, { url: url || null })
    toast(t('messages.saved'))
  }
  const test = async () => {
    await ask('POST', `/api/v1/messages/gateways/${made!.id}/test`)
    toast(t('messages.works'))
    await readGateways()
  }
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault()
        void trying(save)
      }}
    >
      {signs && (
        <Labelled
          label={t('messages.signature')}
          required
          help={t('messages.signatureHelp')}
          error={wrong['signature']}
        >
          {({ id, describedBy, invalid }) => (
            <Input
              id={id}
              maxLength={20}
              aria-describedby={describedBy}
              aria-invalid={invalid}
              value={signature}
              onChange={({ target }) => setSignature(target.value)}
            />
          )}
        </Labelled>
      )}
      <Labelled label={t('messages.url')} help={t('messages.urlHelp')} error={wrong['url'] ?? wrong['']}>
        {({ id, describedBy, invalid }) => (
          <Input
            id={id}
            type="url"
            placeholder="https://"
            spellCheck={false}
            aria-describedby={describedBy}
            aria-invalid={invalid}
            value={url}
            onChange={({ target }) => setUrl(target.value)}
          />
        )}
      </Labelled>
      {gateway?.url && (
        <div className={styles.news}>
          <span className={styles.faint}>{t('messages.news')}</span>
          <code>{gateway.newsUrl}</code>
          <Copy text={gateway.newsUrl} what={t('messages.news')} />
        </div>
      )}
      <span className={styles.acts}>
        <Button look="primary" type="submit">
          {t('do.save')}
        </Button>
        {gateway?.url && (
          <>
            <Button onClick={() => void trying(test)}>{t('messages.test')}</Button>
            <Button onClick={() => void trying(() => change(made!.id, { renew: true }))}>{t('messages.renew')}</Button>
          </>
        )}
      </span>
      {secret && (
        <Secret
          secret={secret}
          onClose={() => {
            setSecret(null)
            void readGateways()
          }}
        />
      )}
    </form>
  )
}
