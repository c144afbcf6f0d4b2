import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask } from '../client/fetch.ts'
import { Secret } from '../settings/webhooks/Secret.tsx'
import type { NewWebhook } from '../settings/webhooks/WebhookForm.tsx'
import { readAgain, useWebhooks } from '../settings/webhooks/webhooks.ts'
import { Choice } from './Choice.tsx'
import { MakeDialog } from './MakeDialog.tsx'
import styles from './Panel.module.css'

type Props = { chosen: string; error: string | undefined; onPick: (name: string) => void }

/** The webhook to which a step sends: one of the settings, or another address, which becomes one with a secret of its own. */
export function WebhookPick({ chosen, error, onPick }: Props) {
  const { t } = useTranslation()
  const [making, setMaking] = useState(false)
  const [made, setMade] = useState<NewWebhook | null>(null)
  const webhooks = useWebhooks().data?.filter(({ active }) => active)
  const same = (name: string) => name.toLowerCase() === chosen.toLowerCase()
  const found = webhooks?.find(({ name }) => same(name))
  return (
    <>
      <Choice
        label={t('flows.webhook')}
        value={found?.name ?? chosen}
        error={error}
        onChange={(name) => (name === '+' ? setMaking(true) : onPick(name))}
      >
        <option value="" />
        {!found && chosen && <option value={chosen}>{chosen}</option>}
        {webhooks?.map(({ id, name, url }) => (
          <option key={id} value={name}>
            {`${name} · ${hostOf(url)}`}
          </option>
        ))}
        <option value="+">{t('flows.webhookNew')}</option>
      </Choice>
      {webhooks && chosen && !found && <p className={styles.wrong}>{t('flows.webhookNone')}</p>}
      {found && <p className={styles.help}>{t('flows.webhookSigned')}</p>}
      {making && (
        <NewAddress
          onClose={() => setMaking(false)}
          onDone={(webhook) => {
            setMaking(false)
            setMade(webhook)
            onPick(webhook.name)
            void readAgain()
          }}
        />
      )}
      {made?.secret && <Secret secret={made.secret} onClose={() => setMade(null)} />}
    </>
  )
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url
}

/** A webhook to which flows alone send. */
function NewAddress({ onClose, onDone }: { onClose: () => void; onDone: (webhook: NewWebhook) => void }) {
  const { t } = useTranslation()
  const [values, setValues] = useState({ name: '', url: '' })
  return (
    <MakeDialog
      title={t('flows.webhookMake')}
      texts={[
        { key: 'name', label: t('hooks.name') },
        { key: 'url', label: t('hooks.url'), help: t('hooks.urlHelp'), placeholder: 'https://', url: true },
      ]}
      values={values}
      onChange={setValues}
      make={() => ask<NewWebhook>('POST', '/api/v1/webhooks', { body: values })}
      onMade={onDone}
      onClose={onClose}
    />
  )
}
