import { useQuery } from '@tanstack/react-query'
import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import type { Meta, MetaObject } from '#kernel/api.ts'
import type { ApiSignalEvent } from '#kernel/api-signals.ts'
import type { SignalEvent } from '#kernel/signal.ts'
import { nounOf } from '../app/navigation.ts'
import { useMeta } from '../client/queries.ts'
import { relatedTo } from '../flows/flows.ts'
import { say } from '../ui/language.ts'
import { ChoiceBlank } from './Sentence.tsx'
import { eventsQuery } from './signals.ts'

type Props = {
  label: string
  about: MetaObject | undefined
  value: SignalEvent | undefined
  error?: string | undefined
  /** The word for nothing at all, where that may be. */
  none?: string
  onChange: (event: SignalEvent | undefined) => void
}

/** Something that happens to a record or to one that points at it, and to which value. */
export function EventBlank({ label, about, value, error, none, onChange }: Props) {
  const { t } = useTranslation()
  const meta = useMeta()
  const told = useQuery(eventsQuery).data ?? []
  const choices = eventsAround(meta, about, told)
  const chosen = value ? keyOf(value) : ''
  const field = value?.field ? meta.objects[value.object]?.fields[value.field] : undefined
  const options = field && 'options' in field ? (field.options as readonly Option[]) : []
  return (
    <>
      <ChoiceBlank
        label={label}
        value={chosen}
        error={error}
        onChange={(key) => onChange(choices.find((one) => keyOf(one) === key))}
      >
        {none !== undefined ? <option value="">{none}</option> : !value && <option value="" />}
        {value && !choices.some((one) => keyOf(one) === chosen) && (
          <option value={chosen}>{eventText(value, meta, told, t)}</option>
        )}
        {choices.map((one) => (
          <option key={keyOf(one)} value={keyOf(one)}>
            {eventText(one, meta, told, t)}
          </option>
        ))}
      </ChoiceBlank>
      {value && options.length > 0 && (
        <ChoiceBlank
          label={`${label}: ${t('signals.part.value')}`}
          value={String(value.became?.[0] ?? '')}
          onChange={(key) => {
            const { became: _, ...rest } = value
            onChange(key ? { ...rest, became: [key] } : rest)
          }}
        >
          <option value="">{t('signals.anyValue')}</option>
          {options.map((option) => (
            <option key={option.key} value={option.key}>
              {say(option.label)}
            </option>
          ))}
        </ChoiceBlank>
      )}
    </>
  )
}

type Option = { readonly key: string; readonly label: Parameters<typeof say>[0] }

function keyOf({ object, via = '', kind, field = '' }: SignalEvent): string {
  return [object, via, kind, field].join('|')
}

function eventsAround(
  meta: Meta,
  about: MetaObject | undefined,
  told: readonly ApiSignalEvent[],
): readonly SignalEvent[] {
  if (!about) return []
  const places = [{ object: about, via: undefined }, ...relatedTo(meta, about.key)]
  return places.flatMap(({ object, via }) => {
    const at = { object: object.key, ...(via ? { via } : {}) }
    const choices = Object.entries(object.fields).filter(
      ([, field]) =>
        field.type === 'select' || field.type === 'boolean' || (!via && ['number', 'money'].includes(field.type)),
    )
    return [
      { ...at, kind: 'created' },
      ...told.filter((one) => one.object === object.key).map(({ kind }) => ({ ...at, kind })),
      ...choices.map(([field]) => ({ ...at, kind: 'updated', field })),
    ]
  })
}

/** What happens, in words. */
export function eventText(event: SignalEvent, meta: Meta, told: readonly ApiSignalEvent[], t: TFunction): string {
  const object = meta.objects[event.object]
  if (!object) return event.object
  const what = nounOf(object)
  const field = event.field ? object.fields[event.field] : undefined
  if (event.field) {
    const label = field ? say(field.label) : event.field
    const options = field && 'options' in field ? (field.options as readonly Option[]) : []
    const values = event.became?.map((key) => {
      const option = options.find((one) => one.key === String(key))
      return option ? say(option.label) : String(key)
    })
    return values
      ? t('signals.event.changedTo', { what, field: label, value: values.join(t('bulkLog.comma')) })
      : t('signals.event.changed', { what, field: label })
  }
  if (event.kind !== 'created') {
    const label = told.find(({ object: key, kind }) => key === event.object && kind === event.kind)?.label ?? event.kind
    return t('signals.event.emitted', { what, label })
  }
  const several =
    event.via && relatedTo(meta, viaTarget(object, event.via)).filter((one) => one.object === object).length > 1
  return several
    ? t('signals.event.createdBy', { what, via: say(object.fields[event.via as string]!.label) })
    : t('signals.event.created', { what })
}

function viaTarget(object: MetaObject, via: string): string {
  const field = object.fields[via]
  return field && 'to' in field ? String(field.to) : ''
}
