import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ApiRecord } from '#kernel/api.ts'
import type { ApiMailConnection, MailServer } from '#kernel/mail.ts'
import type { Values } from '#kernel/object.ts'
import { api } from '../../client/api.ts'
import { ask } from '../../client/fetch.ts'
import { useMeta } from '../../client/queries.ts'
import { FormFields } from '../../records/FormFields.tsx'
import { Button } from '../../ui/Button.tsx'
import { Check } from '../../ui/Check.tsx'
import { Input, inputStyles, TextArea } from '../../ui/Input.tsx'
import { Labelled } from '../../ui/Labelled.tsx'
import { say as toast } from '../../ui/toast.tsx'
import { type Wrong, wrongOf } from '../wrong.ts'
import styles from './Mail.module.css'
import { mailboxObject, readMailboxes } from './mail.ts'
import { presetOf } from './presets.ts'

type Props = { box: ApiRecord | null; connection: ApiMailConnection | null; onDone: () => void }

const about = ['address', 'displayName', 'signature']

/** A mailbox and its servers in one form. It is saved, then tried: what is wrong with a server stands at it. */
export function MailboxForm({ box, connection, onDone }: Props) {
  const { t } = useTranslation()
  const { objects, user } = useMeta()
  const object = objects[mailboxObject]!
  const [made, setMade] = useState(box)
  const [values, setValues] = useState<Values>(box ?? {})
  const guess = presetOf(String(values['address'] ?? ''))
  const [smtp, setSmtp] = useState<Partial<MailServer>>(connection?.smtp ?? {})
  const [imap, setImap] = useState<Partial<NonNullable<ApiMailConnection['imap']>>>(connection?.imap ?? {})
  const [dkim, setDkim] = useState(connection?.dkim ?? null)
  const [receives, setReceives] = useState(connection ? connection.imap !== null : true)
  const [secrets, setSecrets] = useState<Record<string, string>>({})
  const [wrong, setWrong] = useState<Wrong>({})
  const [busy, setBusy] = useState(false)
  const fields = [
    ...about,
    ...(user.admin ? ['shared'] : []),
    ...(user.admin && values['shared'] ? ['intake', 'notices'] : []),
    ...(user.admin || !values['shared'] ? ['tracks'] : []),
  ]
  const address = String(values['address'] ?? '')
  const usual = {
    smtp: { ...guess.smtp, user: address, ...smtp },
    imap: { ...guess.imap, user: smtp.user ?? address, since: monthsAgo(3), ...imap },
  }
  const save = async () => {
    setBusy(true)
    setWrong({})
    try {
      const patch = Object.fromEntries(fields.map((key) => [key, values[key] ?? null]))
      const record = await (made ? api.update(mailboxObject, made.id, patch) : api.create(mailboxObject, patch))
      setMade(record)
      const at = `/api/v1/mail/connections/${record.id}`
      const body = { smtp: usual.smtp, imap: receives ? usual.imap : null, dkim, ...secrets }
      await ask('POST', `${at}/test`, { body })
      await ask('PATCH', at, { body })
      await readMailboxes()
      toast(t('mail.works'))
      onDone()
    } catch (error) {
      setWrong(wrongOf(error))
      setBusy(false)
      void readMailboxes()
    }
  }
  const secret = (key: string, label: string, kept: boolean | undefined, help?: string) => (
    <Labelled label={label} error={wrong[key]} help={help}>
      {({ id, describedBy, invalid }) => (
        <Input
          id={id}
          type="password"
          autoComplete="new-password"
          aria-describedby={describedBy}
          aria-invalid={invalid}
          placeholder={kept ? t('mail.keep') : ''}
          value={secrets[key] ?? ''}
          onChange={({ target }) => setSecrets({ ...secrets, [key]: target.value })}
        />
      )}
    </Labelled>
  )
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault()
        void save()
      }}
    >
      <FormFields
        fields={object.fields}
        keys={fields}
        values={values}
        errors={wrong}
        focusFirst={!box}
        onChange={(key, value) => setValues({ ...values, [key]: value })}
      />
      <Part title={t('mail.smtp')} error={wrong['smtp']}>
        <Server at="smtp" server={usual.smtp} wrong={wrong} onChange={(more) => setSmtp({ ...smtp, ...more })} />
        {secret('password', t('mail.password'), connection?.hasPassword, t('mail.passwordHelp'))}
      </Part>
      <Part title={t('mail.imap')} error={wrong['imap']}>
        <Check checked={receives} onChange={({ target }) => setReceives(target.checked)}>
          {t('mail.receive')}
        </Check>
        {receives && (
          <>
            <Server at="imap" server={usual.imap} wrong={wrong} onChange={(more) => setImap({ ...imap, ...more })} />
            <div className={styles.pair}>
              {secret('imapPassword', t('mail.imapPassword'), connection?.hasImapPassword)}
              <Labelled label={t('mail.since')} error={wrong['imap.since']}>
                {({ id, invalid }) => (
                  <Input
                    id={id}
                    type="date"
                    aria-invalid={invalid}
                    value={usual.imap.since}
                    onChange={({ target }) => setImap({ ...imap, since: target.value })}
                  />
                )}
              </Labelled>
            </div>
            <Check
              checked={usual.imap.keepsSent}
              onChange={({ target }) => setImap({ ...imap, keepsSent: target.checked })}
            >
              {t('mail.keepsSent')}
            </Check>
            <p className={styles.faint}>{t('mail.keepsSentHelp')}</p>
          </>
        )}
      </Part>
      <details className={styles.part} open={dkim !== null}>
        <summary>{t('mail.dkim')}</summary>
        <p className={styles.faint}>{t('mail.dkimHelp')}</p>
        <div className={styles.pair}>
          {(['domain', 'selector'] as const).map((key) => (
            <Labelled key={key} label={t(`mail.${key}`)} error={wrong[`dkim.${key}`]}>
              {({ id, invalid }) => (
                <Input
                  id={id}
                  aria-invalid={invalid}
                  value={dkim?.[key] ?? ''}
                  onChange={({ target }) => {
                    const next = { domain: '', selector: '', ...dkim, [key]: target.value }
                    setDkim(next.domain || next.selector ? next : null)
                  }}
                />
              )}
            </Labelled>
          ))}
        </div>
        <Labelled label={t('mail.dkimKey')} error={wrong['dkimKey']}>
          {({ id }) => (
            <TextArea
              id={id}
              rows={2}
              spellCheck={false}
              placeholder={connection?.hasDkimKey ? t('mail.keep') : ''}
              value={secrets['dkimKey'] ?? ''}
              onChange={({ target }) => setSecrets({ ...secrets, dkimKey: target.value })}
            />
          )}
        </Labelled>
      </details>
      {wrong[''] && (
        <p role="alert" className={styles.wrong}>
          {wrong['']}
        </p>
      )}
      <Button look="primary" type="submit" disabled={busy}>
        {t('mail.save')}
      </Button>
    </form>
  )
}

function Part({ title, error, children }: { title: string; error: string | undefined; children: ReactNode }) {
  return (
    <fieldset className={styles.part}>
      <legend>{title}</legend>
      {children}
      {error && (
        <p role="alert" className={styles.wrong}>
          {error}
        </p>
      )}
    </fieldset>
  )
}

type ServerProps = {
  at: 'smtp' | 'imap'
  server: MailServer
  wrong: Wrong
  onChange: (more: Partial<MailServer>) => void
}

function Server({ at, server, wrong, onChange }: ServerProps) {
  const { t } = useTranslation()
  const line = (key: 'host' | 'user') => (
    <Labelled label={t(`mail.${key}`)} error={wrong[`${at}.${key}`]}>
      {({ id, invalid }) => (
        <Input
          id={id}
          aria-invalid={invalid}
          autoComplete="off"
          spellCheck={false}
          value={server[key]}
          onChange={({ target }) => onChange({ [key]: target.value })}
        />
      )}
    </Labelled>
  )
  return (
    <>
      <div className={styles.server}>
        {line('host')}
        <Labelled label={t('mail.port')} error={wrong[`${at}.port`]}>
          {({ id, invalid }) => (
            <Input
              id={id}
              inputMode="numeric"
              aria-invalid={invalid}
              value={server.port || ''}
              onChange={({ target }) => onChange({ port: Number(target.value) || 0 })}
            />
          )}
        </Labelled>
        <Labelled label={t('mail.security')} error={wrong[`${at}.security`]}>
          {({ id }) => (
            <select
              id={id}
              className={inputStyles.input}
              value={server.security}
              onChange={({ target }) => onChange({ security: target.value as MailServer['security'] })}
            >
              <option value="tls">{t('mail.tls')}</option>
              <option value="starttls">{t('mail.starttls')}</option>
              <option value="none">{t('mail.plain')}</option>
            </select>
          )}
        </Labelled>
      </div>
      {line('user')}
    </>
  )
}

function monthsAgo(months: number): string {
  const day = new Date()
  day.setMonth(day.getMonth() - months)
  return day.toISOString().slice(0, 10)
}
