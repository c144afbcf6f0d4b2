import type { TFunction } from 'i18next'
import type { Meta } from '#kernel/api.ts'
import type { FlowDefinition } from '#kernel/flow.ts'
import { emptyFlow } from './flows.ts'

/** What a new flow may begin with. */
type Beginning = {
  readonly key: 'blank' | 'lead' | 'closing' | 'won' | 'mail' | 'hook'
  /** What it is about; it is offered where the reader sees these objects and fields. */
  readonly needs: readonly string[]
  readonly definition: FlowDefinition
}

/** The beginnings that fit what the reader may see; they are flows like others from then on. */
export function beginningsFor(meta: Meta, t: TFunction): readonly Beginning[] {
  const there = (path: string) => {
    const [object = '', field] = path.split('.')
    const found = meta.objects[object]
    return found !== undefined && (field === undefined || Object.hasOwn(found.fields, field))
  }
  return all(t).filter(({ needs }) => needs.every(there))
}

function all(t: TFunction): readonly Beginning[] {
  return [
    { key: 'blank', needs: [], definition: emptyFlow },
    {
      key: 'lead',
      needs: ['lead.status', 'lead.company', 'activity'],
      definition: {
        trigger: { on: 'created', object: 'lead' },
        steps: [
          { id: 'call', kind: 'task', input: { subject: t('flows.begins.lead.call', merge), kind: 'call', days: 0 } },
          {
            id: 'wait',
            kind: 'until',
            where: { status: { notIn: ['new'] } },
            input: { amount: 1, unit: 'workingDay', missed: 'go' },
          },
          { id: 'only', kind: 'condition', where: { status: { in: ['new'] } } },
          { id: 'tell', kind: 'notify', input: { words: t('flows.begins.lead.late', merge), owner: true } },
        ],
      },
    },
    {
      key: 'closing',
      needs: ['opportunity.closeDate', 'opportunity.nextStep', 'activity'],
      definition: {
        trigger: {
          on: 'date',
          object: 'opportunity',
          field: 'closeDate',
          days: -7,
          at: '09:00',
          where: { status: { in: ['open'] } },
        },
        steps: [
          { id: 'tell', kind: 'notify', input: { words: t('flows.begins.closing.tell', merge), owner: true } },
          { id: 'only', kind: 'condition', where: { nextStep: { empty: true } } },
          {
            id: 'plan',
            kind: 'task',
            input: { subject: t('flows.begins.closing.plan', merge), kind: 'task', days: 1 },
          },
        ],
      },
    },
    {
      key: 'won',
      needs: ['opportunity.status', 'opportunity.account', 'activity'],
      definition: {
        trigger: { on: 'changed', object: 'opportunity', fields: ['status'], became: { in: ['won'] } },
        steps: [
          { id: 'start', kind: 'task', input: { subject: t('flows.begins.won.start', merge), kind: 'task', days: 2 } },
          { id: 'week', kind: 'wait', input: { amount: 7, unit: 'workingDay', at: '09:30', working: true } },
          { id: 'ask', kind: 'task', input: { subject: t('flows.begins.won.ask', merge), kind: 'call', days: 1 } },
        ],
      },
    },
    {
      key: 'mail',
      needs: ['contact.name', 'mailMessage.contacts', 'activity'],
      definition: {
        trigger: {
          on: 'event',
          object: 'contact',
          event: 'received',
          of: { object: 'mailMessage', field: 'contacts' },
        },
        steps: [
          { id: 'answer', kind: 'task', input: { subject: t('flows.begins.mail.task', merge), kind: 'task', days: 0 } },
          { id: 'tell', kind: 'notify', input: { words: t('flows.begins.mail.tell', merge), owner: true } },
        ],
      },
    },
    {
      key: 'hook',
      needs: ['lead.name', 'lead.company', 'lead.email'],
      definition: {
        trigger: {
          on: 'webhook',
          object: null,
          inputs: [
            { key: 'name', path: 'name', required: true },
            { key: 'company', path: 'company' },
            { key: 'email', path: 'email' },
          ],
        },
        steps: [
          {
            id: 'lead',
            kind: 'create',
            object: 'lead',
            input: { name: '{{data.name}}', company: '{{data.company}}', email: { from: 'data.email' } },
          },
          {
            id: 'tell',
            kind: 'notify',
            of: 'lead',
            input: { words: t('flows.begins.hook.tell', merge), owner: true },
          },
        ],
      },
    },
  ]
}

/** The braces of these words are for the flow to fill in: i18next leaves them as they are. */
const merge = { skipInterpolation: true } as const
