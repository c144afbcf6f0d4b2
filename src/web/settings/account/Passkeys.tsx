import { IconFingerprint, IconPencil, IconPlus, IconTrash } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ApiSecurity } from '#kernel/api-security.ts'
import { sentenceOf } from '../../app/arrive.ts'
import { whyNoPasskeys } from '../../client/passkeys.ts'
import { own, refreshSecurity } from '../../client/security.ts'
import { complain } from '../../client/writes.ts'
import { Button, IconButton } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { formatInstant } from '../../ui/format.ts'
import { Input } from '../../ui/Input.tsx'
import { Labelled } from '../../ui/Labelled.tsx'
import { say as toast } from '../../ui/toast.tsx'
import styles from './Account.module.css'
import { AddPasskey } from './AddPasskey.tsx'
import { Section } from './Section.tsx'

type Passkey = ApiSecurity['passkeys'][number]

/** Passkeys: added on this device, renamed, removed. */
export function Passkeys({ security: { passkeys, passkeyHost, passkeyUrl } }: { security: ApiSecurity }) {
  const { t } = useTranslation()
  const [doing, setDoing] = useState<'add' | { do: 'rename' | 'remove'; passkey: Passkey } | null>(null)
  const why = whyNoPasskeys(passkeyHost)
  const close = () => setDoing(null)
  const done = (words: string) => {
    close()
    toast(words)
    void refreshSecurity()
  }
  const one = typeof doing === 'object' ? doing : null
  const name = one?.passkey.name || t('account.unnamed')
  return (
    <Section
      title={t('account.passkeys')}
      text={t('account.passkeysText')}
      action={
        why === null && (
          <Button icon={<IconPlus size={15} />} onClick={() => setDoing('add')}>
            {t('account.addPasskey')}
          </Button>
        )
      }
    >
      {why !== null && (
        <p className={styles.note}>
          {why === 'elsewhere' && passkeyUrl
            ? t('account.passkeyElsewhere', { url: passkeyUrl })
            : t(why === 'oldBrowser' ? 'account.oldBrowser' : 'account.noPasskeyHere')}
        </p>
      )}
      {passkeys.length === 0 && why === null && <p className={styles.text}>{t('account.noPasskeys')}</p>}
      {passkeys.map((passkey) => (
        <div key={passkey.id} className={styles.row}>
          <IconFingerprint size={18} stroke={1.6} />
          <span className={`clip ${styles.grow} ${styles.strong}`}>{passkey.name || t('account.unnamed')}</span>
          {passkey.createdAt && (
            <span className={styles.faint}>{t('page.created', { when: formatInstant(passkey.createdAt) })}</span>
          )}
          <IconButton
            small
            label={t('account.renamePasskey', { what: passkey.name || t('account.unnamed') })}
            onClick={() => setDoing({ do: 'rename', passkey })}
          >
            <IconPencil size={15} />
          </IconButton>
          <IconButton
            small
            label={t('account.removePasskey', { what: passkey.name || t('account.unnamed') })}
            onClick={() => setDoing({ do: 'remove', passkey })}
          >
            <IconTrash size={15} />
          </IconButton>
        </div>
      ))}
      <Dialog open={doing === 'add'} title={t('account.addPasskey')} onClose={close}>
        <AddPasskey onDone={() => done(t('account.passkeyAdded'))} />
      </Dialog>
      <Dialog open={one?.do === 'rename'} title={t('account.renamePasskey', { what: name })} onClose={close}>
        {one && <Rename passkey={one.passkey} onDone={() => done(t('state.saved'))} />}
      </Dialog>
      <Dialog
        open={one?.do === 'remove'}
        title={t('account.removePasskey', { what: name })}
        onClose={close}
        footer={
          <Button
            look="danger"
            onClick={() =>
              one && void own.removePasskey(one.passkey.id).then(() => done(t('account.passkeyRemoved')), complain)
            }
          >
            {t('do.remove')}
          </Button>
        }
      >
        <p>{t('account.removePasskeyText')}</p>
      </Dialog>
    </Section>
  )
}

function Rename({ passkey, onDone }: { passkey: Passkey; onDone: () => void }) {
  const { t } = useTranslation()
  const [wrong, setWrong] = useState<string>()
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault()
        const name = String(new FormData(event.currentTarget).get('name')).trim()
        own.renamePasskey(passkey.id, name).then(onDone, (error: unknown) => setWrong(sentenceOf(error)))
      }}
    >
      <Labelled label={t('account.passkeyName')} error={wrong}>
        {({ id }) => (
          <Input id={id} name="name" defaultValue={passkey.name ?? ''} required maxLength={60} data-autofocus />
        )}
      </Labelled>
      <Button type="submit" look="primary">
        {t('do.save')}
      </Button>
    </form>
  )
}
