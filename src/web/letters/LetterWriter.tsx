import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ApiRecord, MetaObject } from '#kernel/api.ts'
import type { Values } from '#kernel/object.ts'
import { api } from '../client/api.ts'
import { ask } from '../client/fetch.ts'
import { queries, refresh, useMeta } from '../client/queries.ts'
import { viewOf } from '../fields/index.ts'
import { placeOf } from '../mail/mail.ts'
import { type Wrong, wrongOf } from '../settings/wrong.ts'
import { Button } from '../ui/Button.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { Input, inputStyles, TextArea } from '../ui/Input.tsx'
import { Labelled } from '../ui/Labelled.tsx'
import { say } from '../ui/language.ts'
import { say as toast } from '../ui/toast.tsx'
import styles from './Letters.module.css'

type Props = { object: MetaObject; record: ApiRecord; onClose: () => void }

/** Writes a letter about a record, with a template, and puts it where the next print batch takes it. */
export function LetterWriter({ object, record, onClose }: Props) {
  const { t } = useTranslation()
  const letter = useMeta().objects['letter']!
  const [values, setValues] = useState<Values>({})
  const [made, setMade] = useState<ApiRecord | null>(null)
  const [missing, setMissing] = useState<readonly string[]>([])
  const [wrong, setWrong] = useState<Wrong>({})
  const [busy, setBusy] = useState(false)
  const set = (more: Values) => setValues((before) => ({ ...before, ...more }))
  const save = async (queue: boolean) => {
    setBusy(true)
    setWrong({})
    try {
      const given = { ...placeOf(letter, object, record), ...values }
      const kept = made ? await api.update('letter', made.id, given) : await api.create('letter', given)
      setMade(kept)
      set({ recipient: kept['recipient'], company: kept['company'], address: kept['address'] })
      if (queue) await api.act('letter', kept.id, 'queue', {})
      void queries.invalidateQueries({ queryKey: ['page', object.key, record.id] })
      refresh('letter')
      toast(t(queue ? 'letters.queued' : 'letters.drafted'))
      onClose()
    } catch (error) {
      setWrong(wrongOf(error))
      setBusy(false)
    }
  }
  const line = (key: 'subject' | 'recipient' | 'company') => (
    <Labelled label={say(letter.fields[key]!.label)} error={wrong[key]}>
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
  const address = letter.fields['address']!
  const Address = viewOf(address).Input
  return (
    <Dialog
      open
      wide
      title={t('letters.writeTo')}
      onClose={onClose}
      footer={
        <>
          <Button disabled={busy} onClick={() => void save(false)}>
            {t('letters.draft')}
          </Button>
          <Button look="primary" disabled={busy} onClick={() => void save(true)}>
            {t('letters.queue')}
          </Button>
        </>
      }
    >
      <div className={styles.fields}>
        <Templates
          about={object.key}
          record={record.id}
          onFill={(texts, open, template) => {
            set({ ...texts, template })
            setMissing(open)
          }}
        />
        {line('subject')}
        <Labelled label={say(letter.fields['body']!.label)} error={wrong['body']}>
          {({ id, describedBy, invalid }) => (
            <TextArea
              id={id}
              rows={12}
              aria-describedby={describedBy}
              aria-invalid={invalid}
              value={String(values['body'] ?? '')}
              onChange={({ target }) => set({ body: target.value })}
            />
          )}
        </Labelled>
        {missing.length > 0 && (
          <p role="status" className={styles.note}>
            {t('letters.missing', { what: missing.join(' ') })}
          </p>
        )}
        {/* Where it goes is taken from the record; it is asked for where that does not say. */}
        {made && (
          <>
            <div className={styles.pair}>
              {line('recipient')}
              {line('company')}
            </div>
            {Address && (
              <Labelled label={say(address.label)} error={wrong['address']}>
                {({ id, describedBy, invalid }) => (
                  <Address
                    id={id}
                    field={address}
                    value={values['address'] ?? null}
                    invalid={invalid}
                    describedBy={describedBy}
                    onChange={(next) => set({ address: next })}
                  />
                )}
              </Labelled>
            )}
          </>
        )}
        {wrong[''] && (
          <p role="alert" className={styles.wrong}>
            {wrong['']}
          </p>
        )}
      </div>
    </Dialog>
  )
}

type Fill = (texts: Values, missing: readonly string[], template: { id: string }) => void

function Templates({ about, record, onFill }: { about: string; record: string; onFill: Fill }) {
  const { t } = useTranslation()
  const { data = [] } = useQuery({
    queryKey: ['list', 'letterTemplate', about],
    queryFn: async ({ signal }) =>
      (await api.list('letterTemplate', { where: { about }, sort: ['name'], limit: 200 }, signal)).data,
  })
  if (data.length === 0) return null
  const fill = async (template: string) => {
    if (template === '') return
    const filled = await ask<{ texts: Values; missing: readonly string[] }>('POST', '/api/v1/templates/fill', {
      body: { object: 'letterTemplate', template, record },
    })
    onFill(filled.texts, filled.missing, { id: template })
  }
  return (
    <Labelled label={t('letters.template')}>
      {({ id }) => (
        <select
          id={id}
          className={inputStyles.input}
          defaultValue=""
          onChange={({ target }) => void fill(target.value)}
        >
          <option value="">{t('letters.noTemplate')}</option>
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
