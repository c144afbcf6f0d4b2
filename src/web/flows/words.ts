import { useQuery } from '@tanstack/react-query'
import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import type { Meta } from '#kernel/api.ts'
import type { ApiSignalEvent } from '#kernel/api-signals.ts'
import type { FlowStep, FlowTrigger } from '#kernel/flow.ts'
import { nounOf } from '../app/navigation.ts'
import { useMeta } from '../client/queries.ts'
import { fieldAt } from '../records/filters.ts'
import { eventsQuery } from '../signals/signals.ts'
import { say } from '../ui/language.ts'

/** Says in one line what sets a flow off; the triggers that it is to be asked about are told to it at first. */
export function useTriggerText(triggers: readonly (FlowTrigger | null)[]): (trigger: FlowTrigger | null) => string {
  const { t } = useTranslation()
  const meta = useMeta()
  const told = useQuery({ ...eventsQuery, enabled: triggers.some((one) => one?.on === 'event') }).data ?? []
  return (trigger) => triggerText(trigger, meta, t, told)
}

function triggerText(trigger: FlowTrigger | null, meta: Meta, t: TFunction, told: readonly ApiSignalEvent[]): string {
  if (!trigger) return t('flows.noTrigger')
  const object = 'object' in trigger && trigger.object ? meta.objects[trigger.object] : undefined
  const what = object ? nounOf(object) : ''
  const field = (key: string | undefined) => (key && object?.fields[key] ? say(object.fields[key].label) : (key ?? ''))
  switch (trigger.on) {
    case 'created':
      return t('flows.when.created', { what })
    case 'changed':
      return t('flows.when.changed', { what, field: (trigger.fields ?? []).map(field).join('、') })
    case 'event': {
      const teller = trigger.of?.object ?? trigger.object
      const event = told.find(({ object: key, kind }) => key === teller && kind === trigger.event)?.label ?? ''
      const by = trigger.of && meta.objects[teller]
      return by ? t('flows.when.eventOf', { by: nounOf(by), event, what }) : t('flows.when.event', { event, what })
    }
    case 'date': {
      const days = Math.abs(trigger.days)
      const way = trigger.days < 0 ? 'before' : trigger.days > 0 ? 'after' : 'on'
      return t(`flows.when.${way}`, { what, field: field(trigger.field), count: days })
    }
    case 'schedule':
      return t(`flows.every.${trigger.every}`, { at: trigger.at })
    case 'decided':
      return t('flows.when.decided', { what, outcome: t(`approvals.status.${trigger.outcome}`) })
    case 'button':
      return t('flows.when.button', { what, label: trigger.label })
    case 'call':
      return t('flows.when.call')
    case 'webhook':
      return t('flows.when.webhook')
    case 'signal':
      return t('flows.when.signal', { what })
  }
}

/** What a step does, in a few words below its name. */
export function stepText(step: FlowStep, object: string | null, meta: Meta, t: TFunction): string {
  const input = step.input ?? {}
  const of = meta.objects[step.object ?? object ?? '']
  const label = (key: string) => (of?.fields[key] ? say(of.fields[key].label) : key)
  switch (step.kind) {
    case 'update':
      return Object.keys(input).map(label).join('、')
    case 'create':
      return of && step.object ? nounOf(of) : ''
    case 'each':
      return of && step.object ? nounOf(of) : ''
    case 'action': {
      const action = meta.objects[object ?? '']?.actions.find(({ key }) => key === step.action)
      return action ? say(action.label) : ''
    }
    case 'condition':
    case 'until': {
      const [path] = Object.keys(step.where ?? {})
      const found = path && of ? fieldAt(meta.objects, of, path) : null
      return found ? found.labels.map(say).join(' › ') : ''
    }
    case 'wait': {
      if (input['until']) return t('flows.untilTime')
      const amount = Number(input['amount'] ?? 1)
      const unit = t(`flows.unit.${String(input['unit'] ?? 'day') as 'day'}`)
      const at = input['at'] ? ` · ${String(input['at'])}` : ''
      return `${amount} ${unit}${at}${input['working'] === true ? ` · ${t('flows.workingDay')}` : ''}`
    }
    default: {
      const text = input['subject'] ?? input['words'] ?? input['webhook']
      return typeof text === 'string' ? text : ''
    }
  }
}
