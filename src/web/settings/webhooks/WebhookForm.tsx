import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ApiWebhook } from '#kernel/api-webhooks.ts'
import type { Where } from '#kernel/where.ts'
import { ApiError, ask } from '../../client/fetch.ts'
import { useMeta } from '../../client/queries.ts'
import { complain } from '../../client/writes.ts'
import { showable } from '../../records/columnsOf.ts'
import { FilterBar } from '../../records/FilterBar.tsx'
import { Button } from '../../ui/Button.tsx'
import { Input } from '../../ui/Input.tsx'
import { Labelled } from '../../ui/Labelled.tsx'
import { say } from '../../ui/language.ts'
import { Pick } from '../../ui/Pick.tsx'
import settings from '../Settings.module.css'
import { EventPick } from './EventPick.tsx'
import styles from './Webhooks.module.css'

type Props = {
  webhook: ApiWebhook | null
  onDone: (webhook: NewWebhook) => void
}

/** A webhook with its secret, where it is new. */
export type NewWebhook = ApiWebhook & { readonly secret?: string }

/** Makes or changes a webhook; what is wrong stands below its place. */
export function WebhookForm({ webhook, onDone }: Props) {
  const { t } = useTranslation()
  const meta = useMeta()
  const [events, setEvents] = useState<readonly string[]>(webhook?.events ?? [])
  const [where, setWhere] = useState<Where>(webhook?.where ?? {})
  const [fields, setFields] = useState<readonly string[]>(webhook?.fields ?? [])
  const [errors, setErrors] = useState<Readonly<Record<string, string>>>({})
  const [busy, setBusy] = useState(false)
  const trigger = useRef<HTMLButtonElement>(null)
  const [only, ...others] = new Set(events.map((name) => name.split('.')[0]!))
  const object = others.length === 0 && only ? meta.objects[only] : undefined
  const save = async (form: FormData) => {
    const body = {
      name: String(form.get('name')),
      url: String(form.get('url')),
      // One to which flows alone send stays so until it gets events.
      events: webhook?.events.length === 0 && events.length === 0 ? undefined : events,
      where: object && Object.keys(where).length > 0 ? where : null,
      fields: object && fields.length > 0 ? fields : null,
    }
    setBusy(true)
    try {
      const [method, path] = webhook
        ? (['PATCH', `/api/v1/webhooks/${webhook.id}`] as const)
        : (['POST', '/api/v1/webhooks'] as const)
      onDone(await ask<NewWebhook>(method, path, { body }))
    } catch (error) {
      setBusy(false)
      setErrors(error instanceof ApiError ? error.fields : {})
      if (!(error instanceof ApiError) || error.fields[''] || !error.problem) complain(error)
    }
  }
  const whereError = Object.entries(errors).find(([path]) => path === 'where' || path.startsWith('where.'))?.[1]
  return (
    <form
      className={settings.form}
      onSubmit={(event) => {
        event.preventDefault()
        void save(new FormData(event.currentTarget))
      }}
    >
      <Labelled label={t('hooks.name')} error={errors['name']} required>
        {({ id, describedBy, invalid }) => (
          <Input
            id={id}
            name="name"
            defaultValue={webhook?.name}
            maxLength={80}
            aria-describedby={describedBy}
            aria-invalid={invalid}
            data-autofocus
            autoComplete="off"
          />
        )}
      </Labelled>
      <Labelled label={t('hooks.url')} help={t('hooks.urlHelp')} error={errors['url']} required>
        {({ id, describedBy, invalid }) => (
          <Input
            id={id}
            name="url"
            defaultValue={webhook?.url}
            placeholder="https://"
            inputMode="url"
            aria-describedby={describedBy}
            aria-invalid={invalid}
            autoComplete="off"
          />
        )}
      </Labelled>
      <EventPick chosen={events} onChange={setEvents} error={errors['events']} />
      {events.length > 0 && !object && <p className={styles.faint}>{t('hooks.oneObject')}</p>}
      {object && (
        <>
          <Labelled label={t('hooks.where')} error={whereError}>
            {({ id }) => (
              <div className={styles.filter} id={id}>
                <FilterBar object={object} where={where} onChange={setWhere} trigger={trigger} />
              </div>
            )}
          </Labelled>
          <Labelled label={t('hooks.fields')} error={errors['fields']}>
            {({ id, describedBy, invalid }) => (
              <Pick
                id={id}
                several
                label={t('hooks.fields')}
                describedBy={describedBy}
                invalid={invalid}
                choices={[...new Set([...showable(object), ...fields])].map((key) => ({
                  key,
                  text: object.fields[key] ? say(object.fields[key].label) : key,
                }))}
                chosen={fields}
                placeholder={t('hooks.allFields')}
                onClear={() => setFields([])}
                onPick={(key) =>
                  setFields(fields.includes(key) ? fields.filter((one) => one !== key) : [...fields, key])
                }
              >
                {fields.length > 0 &&
                  fields.map((key) => (object.fields[key] ? say(object.fields[key].label) : key)).join(', ')}
              </Pick>
            )}
          </Labelled>
        </>
      )}
      <Button look="primary" type="submit" disabled={busy}>
        {webhook ? t('do.save') : t('do.create')}
      </Button>
    </form>
  )
}
