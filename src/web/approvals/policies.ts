import type { Meta, MetaObject } from '#kernel/api.ts'
import type { ApprovalPolicy, ApprovalStep } from '#kernel/approval.ts'

export const policyObject = 'approvalPolicy'

export const firstStep: ApprovalStep = { by: [{ by: 'superior', levels: 1 }], mode: 'any', hours: 8 }

export const templates = ['discount', 'contract', 'samples', 'extension', 'empty'] as const
export type Template = (typeof templates)[number]

/** What a template begins with, on the objects that there are; null where there is nothing for it. */
export function begin(template: Template, meta: Meta): { about: string; definition: ApprovalPolicy } | null {
  const base = { hold: 'record' } as const
  const found = finders[template](objectsFor(meta))
  if (!found) return null
  const [about, of, where] = found
  const steps =
    template === 'contract' ? [firstStep, { ...firstStep, by: [{ by: 'superior', levels: 2 } as const] }] : [firstStep]
  return { about: about.key, definition: { ...base, of, ...(where && { where }), steps } }
}

/** Objects that may need approval: what people work with, not settings. */
export function objectsFor(meta: Meta): readonly MetaObject[] {
  return Object.values(meta.objects).filter(
    ({ key, nested, views }) => views && (!nested || moneyOf(meta.objects[key])),
  )
}

const asksForTime = /^(askForTime|extend|prolong)/i

type Start = readonly [about: MetaObject, of: ApprovalPolicy['of'], where?: ApprovalPolicy['where']]

const finders: Readonly<Record<Template, (objects: readonly MetaObject[]) => Start | null>> = {
  discount: (objects) => limitOn(objects, (key) => /discount/i.test(key), 20) ?? amountOn(objects),
  contract: (objects) => {
    const [about] = objects.filter(({ actions }) => actions.some(({ key }) => key === 'win'))
    const amount = moneyOf(about)
    return about ? [about, { do: 'action', action: 'win' }, amount ? { [amount]: { gte: 500_000 } } : undefined] : null
  },
  samples: (objects) =>
    amountOn(objects.filter(({ key }) => /sample|packet|expense|cost/i.test(key))) ?? amountOn(objects.toReversed()),
  extension: (objects) => {
    const [about] = objects.filter(({ actions }) => actions.some(({ key }) => asksForTime.test(key)))
    const action = about?.actions.find(({ key }) => asksForTime.test(key))?.key
    return about && action ? [about, { do: 'action', action }] : null
  },
  empty: ([about]) => (about ? [about, { do: 'delete' }] : null),
}

function limitOn(objects: readonly MetaObject[], fits: (key: string) => boolean, limit: number): Start | null {
  for (const object of objects)
    for (const [key, { type }] of Object.entries(object.fields))
      if (fits(key) && (type === 'percent' || type === 'number'))
        return [object, { do: 'update', fields: [key] }, { [key]: { gt: limit } }]
  return null
}

function amountOn(objects: readonly MetaObject[]): Start | null {
  const about = objects.find((object) => moneyOf(object))
  const key = moneyOf(about)
  return about && key ? [about, { do: 'update', fields: [key] }, { [key]: { gte: 10_000 } }] : null
}

function moneyOf(object: MetaObject | undefined): string | undefined {
  return Object.entries(object?.fields ?? {}).find(([, { type, system }]) => type === 'money' && !system)?.[0]
}
