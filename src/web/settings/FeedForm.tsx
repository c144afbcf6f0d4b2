import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ApiFeed, FeedSource } from '#kernel/api-feeds.ts'
import { nounsOf } from '../app/navigation.ts'
import { ApiError, ask } from '../client/fetch.ts'
import { useMeta } from '../client/queries.ts'
import { complain } from '../client/writes.ts'
import { Button } from '../ui/Button.tsx'
import { Input, inputStyles, TextArea } from '../ui/Input.tsx'
import { Labelled } from '../ui/Labelled.tsx'
import styles from './Settings.module.css'

type Kind = FeedSource['kind']
const often = [15, 60, 360, 1440, 10080] as const

/** Makes or changes a feed; what is wrong stands below its place. */
export function FeedForm({ feed, onDone }: { feed: ApiFeed | null; onDone: () => void }) {
  const { t } = useTranslation()
  const objects = Object.values(useMeta().objects).filter((object) => object.rights.import)
  const [kind, setKind] = useState<Kind>(feed?.source.kind ?? 'folder')
  const [errors, setErrors] = useState<Readonly<Record<string, string>>>({})
  const [busy, setBusy] = useState(false)
  const was = feed?.source.kind === kind ? (feed.source as Readonly<Record<string, unknown>>) : {}
  const save = async (form: FormData) => {
    const text = (name: string) => String(form.get(name) ?? '').trim()
    const places = { folder: ['path', 'pattern'], sftp: ['host', 'user', 'path', 'pattern'], url: ['url', 'user'] }[
      kind
    ]
    const source = {
      kind,
      ...Object.fromEntries(places.map((name) => [name, text(name)]).filter(([, value]) => value !== '')),
      ...(kind === 'sftp' && { port: Number(text('port') || 22) }),
    }
    const body = {
      name: text('name'),
      object: text('object'),
      source,
      everyMinutes: Number(text('every')),
      plan: { ...feed?.plan, duplicates: text('duplicates') },
      ...(text('secret') !== '' && { secret: text('secret') }),
    }
    setBusy(true)
    try {
      await (feed ? ask('PATCH', `/api/v1/feeds/${feed.id}`, { body }) : ask('POST', '/api/v1/feeds', { body }))
      onDone()
    } catch (error) {
      setBusy(false)
      const wrong = error instanceof ApiError ? (error.problem?.errors ?? []) : []
      setErrors(Object.fromEntries(wrong.map((one) => [one.field?.replace('source.', '') ?? '', one.detail])))
      if (wrong.length === 0) complain(error)
    }
  }
  const line = (
    name: string,
    label: string,
    more: { help?: string; required?: boolean; placeholder?: string } = {},
  ) => (
    <Labelled label={label} error={errors[name]} help={more.help} required={more.required ?? false}>
      {({ id, describedBy, invalid }) => (
        <Input
          key={`${kind}${name}`}
          id={id}
          name={name}
          aria-describedby={describedBy}
          aria-invalid={invalid}
          defaultValue={String(was[name] ?? '')}
          placeholder={more.placeholder}
          autoComplete="off"
        />
      )}
    </Labelled>
  )
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault()
        void save(new FormData(event.currentTarget))
      }}
    >
      <Labelled label={t('feeds.name')} error={errors['name']} required>
        {({ id }) => (
          <Input id={id} name="name" defaultValue={feed?.name} maxLength={100} data-autofocus autoComplete="off" />
        )}
      </Labelled>
      <Choice label={t('feeds.object')} name="object" value={feed?.object}>
        {objects.map((object) => (
          <option key={object.key} value={object.key}>
            {nounsOf(object)}
          </option>
        ))}
      </Choice>
      <Choice label={t('feeds.kind')} name="kind" value={kind} onChange={(value) => setKind(value as Kind)}>
        {(['folder', 'sftp', 'url'] as const).map((one) => (
          <option key={one} value={one}>
            {t(`feeds.${one}`)}
          </option>
        ))}
      </Choice>
      {kind === 'url' && line('url', t('feeds.address'), { required: true, placeholder: 'https://' })}
      {kind === 'sftp' && (
        <>
          {line('host', t('feeds.host'), { required: true })}
          {line('port', t('feeds.port'), { placeholder: '22' })}
        </>
      )}
      {kind !== 'folder' && line('user', t('feeds.user'), { required: kind === 'sftp' })}
      {kind !== 'folder' && (
        <Labelled
          label={t(kind === 'sftp' ? 'feeds.password' : 'feeds.token')}
          help={t('feeds.keep')}
          error={errors['secret']}
        >
          {({ id }) => <TextArea id={id} name="secret" rows={1} autoComplete="off" spellCheck={false} />}
        </Labelled>
      )}
      {kind !== 'url' && (
        <>
          {line('path', t('feeds.path'), { required: true, ...(kind === 'folder' && { help: t('feeds.pathHelp') }) })}
          {line('pattern', t('feeds.pattern'), { help: t('feeds.patternHelp') })}
        </>
      )}
      <Choice label={t('feeds.every')} name="every" value={String(feed?.everyMinutes ?? 1440)}>
        {often.map((minutes) => (
          <option key={minutes} value={minutes}>
            {t(`feeds.everyMinutes.m${minutes}`)}
          </option>
        ))}
      </Choice>
      <Choice label={t('feeds.existing')} name="duplicates" value={feed?.plan.duplicates ?? 'update'}>
        <option value="update">{t('import.dupUpdate')}</option>
        <option value="skip">{t('import.dupSkip')}</option>
      </Choice>
      <Button look="primary" type="submit" disabled={busy}>
        {t('do.save')}
      </Button>
    </form>
  )
}

type ChoiceProps = {
  label: string
  name: string
  value?: string | undefined
  onChange?: (value: string) => void
  children: ReactNode
}

function Choice({ label, name, value, onChange, children }: ChoiceProps) {
  return (
    <Labelled label={label}>
      {({ id }) => (
        <select
          id={id}
          name={name}
          className={inputStyles.input}
          defaultValue={value}
          onChange={(event) => onChange?.(event.target.value)}
        >
          {children}
        </select>
      )}
    </Labelled>
  )
}
