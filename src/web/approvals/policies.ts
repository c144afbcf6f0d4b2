import type { Meta, MetaObject } from '#kernel/api.ts'
import type { ApprovalPolicy, ApprovalStep } from '#kernel/approval.ts'

export const policyObject = 'approvalPolicy'

export const firstStep: ApprovalStep = { by: [{ by: 'superior', levels: 1 }], mode: 'any', hours: 8 }

export const templates = ['discount', 'contract', 'samples', 'extension', 'empty'] as const
export type Template = (typeof templates)[number]

type Start = { readonly about: string; readonly definition: ApprovalPolicy }

/** What a template begins with; null where the company has no such records. */
export function begin(template: Template, meta: Pick<Meta, 'objects'>): Start | null {
  const start = template === 'empty' ? emptyOn(objectsFor(meta).find(({ nested }) => !nested)) : starts[template]
  const object = start && meta.objects[start.about]
  const { of } = start?.definition ?? {}
  if (!object || !of) return null
  if (of.do === 'update' && !of.fields.every((key) => object.fields[key])) return null
  return of.do === 'action' && !object.actions.some(({ key }) => key === of.action) ? null : start
}

/** Objects that may need approval: what people work with, not settings. */
export function objectsFor(meta: Pick<Meta, 'objects'>): readonly MetaObject[] {
  return Object.values(meta.objects).filter(
    ({ views, nested, actions, fields, traits }) =>
      views &&
      (!nested ||
        (traits.includes('owned') && actions.length > 0) ||
        Object.values(fields).some(({ type }) => type === 'money')),
  )
}

const starts: Readonly<Record<Exclude<Template, 'empty'>, Start>> = {
  discount: {
    about: 'opportunityLine',
    definition: {
      of: { do: 'update', fields: ['discount'] },
      where: { discount: { gt: 20 } },
      steps: [firstStep],
      hold: 'record',
    },
  },
  contract: {
    about: 'opportunity',
    definition: {
      of: { do: 'action', action: 'win' },
      where: { amount: { gte: 500_000 } },
      steps: [firstStep, { ...firstStep, by: [{ by: 'superior', levels: 2 }] }],
      hold: 'record',
    },
  },
  // Before anything is taken from stock: what is in the packet, and so its value, is known then.
  samples: {
    about: 'packet',
    definition: {
      of: { do: 'action', action: 'pick' },
      where: { value: { gte: 500 } },
      steps: [firstStep],
      hold: 'record',
    },
  },
  // Asking for more time asks her manager already: what he grants, his own superior signs too.
  extension: {
    about: 'extensionRequest',
    definition: { of: { do: 'action', action: 'approve' }, steps: [firstStep], hold: 'record' },
  },
}

function emptyOn(object: MetaObject | undefined): Start | null {
  return object ? { about: object.key, definition: { of: { do: 'delete' }, steps: [firstStep], hold: 'record' } } : null
}
