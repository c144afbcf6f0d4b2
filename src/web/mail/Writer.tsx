import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ApiRecord, MetaObject } from '#kernel/api.ts'
import type { Reference } from '#kernel/fields/relation.ts'
import type { Values } from '#kernel/object.ts'
import { api } from '../client/api.ts'
import { ask } from '../client/fetch.ts'
import { queries, refresh, useMeta } from '../client/queries.ts'
import { viewOf } from '../fields/index.ts'
import { useMailboxes } from '../settings/mail/mail.ts'
import { type Wrong, wrongOf } from '../settings/wrong.ts'
import { Button } from '../ui/Button.tsx'
import { Check } from '../ui/Check.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { Input, inputStyles, TextArea } from '../ui/Input.tsx'
import { Keys } from '../ui/Keys.tsx'
import { Labelled } from '../ui/Labelled.tsx'
import { say as toast } from '../ui/toast.tsx'
import styles from './Mail.module.css'
import { addressOf, mailObject, placeOf, usePeople } from './mail.ts'

type Props = { object: MetaObject; record: ApiRecord; answers?: ApiRecord | undefined; onClose: () => void }

/** Writes a mail about a record, with a template or in answer to another, and sends it. What is wrong stands at its field. */
export function Writer({ object, record, answers, onClose }: Props) {
  const { t } = useTranslation()
  const meta = useMeta()
  const mail = meta.objects[mailObject]!
  const boxes = useMailboxes()
  const people = usePeople(object, record)
  const [values, setValues] = useState<Values>(() => begun(object, record, answers))
  const [draft, setDraft] = useState<ApiRecord | null>(null)
  const [missing, setMissing] = useState<readonly string[]>([])
  const [wrong, setWrong] = useState<Wrong>({})
  const [busy, setBusy] = useState(false)
  const [all, setAll] = useState(false)
  const set = (more: Values) => setValues((before) => ({ ...before, ...more }))
  const box = boxes.data?.find(({ id }) => id === values['mailbox']) ?? boxes.data?.[0]
  const send = async () => {
    if (busy) return
    setBusy(true)
    setWrong({})
    try {
      const given = { ...placeOf(mail, object, record), ...values, mailbox: box?.id ?? null }
      const made = draft ? await api.update(mailObject, draft.id, given) : await api.create(mailObject, given)
      setDraft(made)
      await api.act(mailObject, made.id, 'send', {})
      void queries.invalidateQueries({ queryKey: ['page', object.key, record.id] })
      refresh(mailObject)
      toast(t(box ? 'mail.sent' : 'mail.held'))
      onClose()
    } catch (error) {
      setWrong(wrongOf(error))
      setBusy(false)
    }
  }
  const line = (key: 'to' | 'cc' | 'bcc' | 'subject') => (
    <Labelled label={t(`mail.${key}`)} error={wrong[key]}>
      {({ id, describedBy, invalid }) => (
        <Input
          id={id}
          aria-describedby={describedBy}
          aria-invalid={invalid}
          autoComplete="off"
          value={String(values[key] ?? '')}
          onChange={({ target }) => set({ [key]: target.value })}
        />
      )}
    </Labelled>
  )
  const Files = viewOf(mail.fields['attachments']!).Input
  const unlisted = people.filter((one) => !String(values['to'] ?? '').includes(String(one['email'])))
  return (
    <Dialog
      open
      wide
      title={t(answers ? 'mail.reply' : 'mail.writeTo')}
      onClose={onClose}
      footer={
        <Button look="primary" disabled={busy} onClick={() => void send()}>
          {t('mail.send')} <Keys of="mod+enter" />
        </Button>
      }
    >
      {/* biome-ignore lint/a11y/noStaticElementInteractions: a shortcut for the button below, wherever one types */}
      <div
        className={styles.writer}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.metaKey || event.ctrlKey)) void send()
        }}
      >
        {boxes.isSuccess && boxes.data.length === 0 && (
          <p className={styles.note}>
            {t('mail.noMailbox')} <a href="/settings/mail">{t('mail.connect')}</a>
          </p>
        )}
        <Templates
          about={object.key}
          record={record.id}
          onFill={({ texts, missing: open, template, marketing }) => {
            set({ ...texts, template, marketing })
            setMissing(open)
          }}
        />
        {(boxes.data?.length ?? 0) > 1 && (
          <Labelled label={t('mail.from')} error={wrong['mailbox']}>
            {({ id }) => (
              <select
                id={id}
                className={inputStyles.input}
                value={box?.id}
                onChange={({ target }) => set({ mailbox: target.value })}
              >
                {boxes.data!.map((one) => (
                  <option key={one.id} value={one.id}>
                    {String(one['address'])}
                  </option>
                ))}
              </select>
            )}
          </Labelled>
        )}
        {line('to')}
        {unlisted.length > 0 && (
          <div className={styles.people}>
            {unlisted.slice(0, 6).map((one) => (
              <button
                key={one.id}
                type="button"
                onClick={() => set({ to: [values['to'], addressOf(one)].filter(Boolean).join(', ') })}
              >
                + {String(one['name'])}
              </button>
            ))}
          </div>
        )}
        {all ? (
          <div className={styles.pair}>
            {line('cc')}
            {line('bcc')}
          </div>
        ) : (
          <button type="button" className={styles.more} onClick={() => setAll(true)}>
            {t('mail.more')}
          </button>
        )}
        {line('subject')}
        <Labelled label={t('mail.body')} error={wrong['body']}>
          {({ id, describedBy, invalid }) => (
            <TextArea
              id={id}
              rows={10}
              className={styles.text}
              aria-describedby={describedBy}
              aria-invalid={invalid}
              value={String(values['body'] ?? '')}
              onChange={({ target }) => set({ body: target.value })}
            />
          )}
        </Labelled>
        {box?.['signature'] ? (
          <p className={styles.signature} title={t('mail.preview')}>
            {String(box['signature'])}
          </p>
        ) : null}
        {missing.length > 0 && (
          <p role="status" className={styles.note}>
            {t('mail.missingValues', { what: missing.join(' ') })}
          </p>
        )}
        <div className={styles.foot}>
          {Files && (
            <Files
              id="mail-files"
              field={mail.fields['attachments']!}
              value={values['attachments'] ?? null}
              onChange={(attachments) => set({ attachments })}
            />
          )}
          <Check checked={values['marketing'] === true} onChange={({ target }) => set({ marketing: target.checked })}>
            {t('mail.marketing')}
          </Check>
        </div>
        {wrong[''] && (
          <p role="alert" className={styles.wrong}>
            {wrong['']}
          </p>
        )}
      </div>
    </Dialog>
  )
}

/** What stands in a mail before anybody types. */
function begun(object: MetaObject, record: ApiRecord, answers: ApiRecord | undefined): Values {
  if (!answers) return { to: addressOf(record, object) }
  const subject = String(answers['subject'] ?? '')
  const mine = answers['status'] !== 'received'
  return {
    to: answers[mine ? 'to' : 'from'] ?? '',
    subject: /^(re|回复|答复)\s*[:：]/i.test(subject) ? subject : `Re: ${subject}`,
    replyTo: { id: answers.id },
  }
}

type Filled = {
  readonly texts: Values
  readonly missing: readonly string[]
  readonly template: Reference | null
  readonly marketing: boolean
}

/** Fills subject and text from a template, as far as the record has values. */
function Templates({ about, record, onFill }: { about: string; record: string; onFill: (filled: Filled) => void }) {
  const { t } = useTranslation()
  const { data = [] } = useQuery({
    queryKey: ['list', 'mailTemplate', about],
    queryFn: async ({ signal }) =>
      (await api.list('mailTemplate', { where: { about }, sort: ['name'], limit: 200 }, signal)).data,
  })
  if (data.length === 0) return null
  const fill = async (id: string) => {
    const found = data.find((one) => one.id === id)
    if (!found) return
    const filled = await ask<Pick<Filled, 'texts' | 'missing'>>('POST', '/api/v1/templates/fill', {
      body: { object: 'mailTemplate', template: id, record },
    })
    onFill({ ...filled, template: { id, title: String(found['name']) }, marketing: found['marketing'] === true })
  }
  return (
    <Labelled label={t('mail.template')}>
      {({ id }) => (
        <select
          id={id}
          className={inputStyles.input}
          defaultValue=""
          onChange={({ target }) => void fill(target.value)}
        >
          <option value="">{t('mail.noTemplate')}</option>
          {data.map((one) => (
            <option key={one.id} value={one.id}>
              {String(one['name'])}
            </option>
          ))}
        </select>
      )}
    </Labelled>
  )
}
