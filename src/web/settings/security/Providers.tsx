import { IconCopy, IconPlayerPause, IconPlayerPlay, IconPlugConnected, IconPlus, IconTrash } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ApiProvider } from '#kernel/api-security.ts'
import { ask } from '../../client/fetch.ts'
import { queries } from '../../client/queries.ts'
import { complain } from '../../client/writes.ts'
import { Button, IconButton } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { Tag } from '../../ui/Tag.tsx'
import { say as toast } from '../../ui/toast.tsx'
import { Section } from '../account/Section.tsx'
import { ProviderForm } from './ProviderForm.tsx'
import styles from './Security.module.css'

type Known = { readonly data: readonly ApiProvider[]; readonly callback: string }

/** The providers of single sign-on: added, tried, switched off, removed. */
export function Providers() {
  const { t } = useTranslation()
  const [doing, setDoing] = useState<{ do: 'edit' | 'remove'; provider: ApiProvider | null } | null>(null)
  const { data } = useQuery({
    queryKey: ['identity-providers'],
    queryFn: ({ signal }) => ask<Known>('GET', '/api/v1/identity-providers', { signal }),
  })
  const done = (words: string) => {
    setDoing(null)
    toast(words)
    void queries.invalidateQueries({ queryKey: ['identity-providers'] })
  }
  const at = (provider: ApiProvider | null) => `/api/v1/identity-providers/${provider?.id}`
  const flip = (one: ApiProvider) =>
    void ask('PATCH', at(one), { body: { active: !one.active } }).then(() => done(t('state.saved')), complain)
  const test = (one: ApiProvider) =>
    void ask('POST', `${at(one)}/test`, { body: {} }).then(() => toast(t('secure.tested', one)), complain)
  return (
    <Section
      title={t('secure.providers')}
      text={t('secure.providersText')}
      action={
        <Button icon={<IconPlus size={15} />} onClick={() => setDoing({ do: 'edit', provider: null })}>
          {t('secure.add')}
        </Button>
      }
    >
      {data?.data.length === 0 && <p className={styles.faint}>{t('secure.noProviders')}</p>}
      {data?.data.map((one) => (
        <div key={one.id} className={styles.row}>
          <span className={styles.grow}>
            <button type="button" className={styles.name} onClick={() => setDoing({ do: 'edit', provider: one })}>
              {one.name}
            </button>{' '}
            {!one.active && <Tag>{t('secure.inactive')}</Tag>} {!one.hasSecret && <Tag>{t('secure.noSecret')}</Tag>}
            <br />
            <span className={styles.faint}>
              {one.issuer} · {one.domains.join(' ')}
            </span>
          </span>
          <IconButton small label={`${t('secure.test')} ${one.name}`} onClick={() => test(one)}>
            <IconPlugConnected size={15} />
          </IconButton>
          <IconButton
            small
            label={`${t(one.active ? 'secure.turnOff' : 'secure.turnOn')} ${one.name}`}
            onClick={() => flip(one)}
          >
            {one.active ? <IconPlayerPause size={15} /> : <IconPlayerPlay size={15} />}
          </IconButton>
          <IconButton
            small
            label={`${t('secure.remove')} ${one.name}`}
            onClick={() => setDoing({ do: 'remove', provider: one })}
          >
            <IconTrash size={15} />
          </IconButton>
        </div>
      ))}
      {data && (
        <p className={styles.callback}>
          <span>{t('secure.callback')}</span>
          <code>{data.callback}</code>
          <IconButton
            small
            label={t('do.copy')}
            onClick={() =>
              void navigator.clipboard?.writeText(data.callback).then(() => toast(t('state.copied')), complain)
            }
          >
            <IconCopy size={15} />
          </IconButton>
        </p>
      )}
      <Dialog
        open={doing?.do === 'edit'}
        title={t(doing?.provider ? 'secure.edit' : 'secure.add')}
        onClose={() => setDoing(null)}
      >
        {doing && (
          <ProviderForm provider={doing.provider} callback={data?.callback} onDone={() => done(t('state.saved'))} />
        )}
      </Dialog>
      <Dialog
        open={doing?.do === 'remove'}
        title={`${t('secure.remove')} · ${doing?.provider?.name ?? ''}`}
        onClose={() => setDoing(null)}
        footer={
          <Button
            look="danger"
            onClick={() => doing && void ask('DELETE', at(doing.provider)).then(() => done(t('state.saved')), complain)}
          >
            {t('do.remove')}
          </Button>
        }
      >
        <p>{t('secure.removeText')}</p>
      </Dialog>
    </Section>
  )
}
