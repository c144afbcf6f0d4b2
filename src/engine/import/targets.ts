import type { Field } from '#kernel/fields/field.ts'
import { columnsOf } from '#kernel/fields/index.ts'
import type { Label } from '#kernel/label.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import { namePartLabels, nameParts } from '#kernel/text/person-name.ts'
import type { Session } from '../context.ts'

/** Where a column may go: a field, a part of one, the record's id, or what is kept of its past. */
export type Target = {
  /** `name`, `address.city`, `id`, `createdAt`. */
  readonly path: string
  readonly key: string
  readonly part: string
  readonly field: Field
  readonly label: Label
  readonly is: 'field' | 'id' | 'given'
}

const unfit = new Set(['formula', 'rollup', 'deadline', 'score', 'files', 'autonumber'])
const given = ['createdAt', 'createdBy', 'updatedAt', 'updatedBy']

/** Everything of an object that the caller may fill from a file, in the order of its declaration. */
export function targetsOf({ principal }: Pick<Session, 'principal'>, object: RegisteredObject): Target[] {
  const { fields } = principal.rights(object.key)
  const targets: Target[] = [
    { path: 'id', key: 'id', part: '', field: idField, label: idField.label, is: 'id' },
    ...Object.entries(object.fields).flatMap(([key, field]) => {
      if (fields.get(key) !== 'write' || field.system || unfit.has(field.type)) return []
      const whole: Target = { path: key, key, part: '', field, label: field.label, is: 'field' }
      return [whole, ...partsOf(key, field)]
    }),
    ...given.flatMap((key): Target[] => {
      const field = object.fields[key]
      return field && fields.has(key) ? [{ path: key, key, part: '', field, label: field.label, is: 'given' }] : []
    }),
  ]
  return targets
}

const idField: Field = { type: 'text', label: { en: 'Record id', zh: '记录编号' } }

/** The city of an address, the currency of an amount, the family name of a person. */
export function partsOf(key: string, field: Field): Target[] {
  if ('nameOf' in field && field.nameOf === 'person')
    return nameParts.map((part) => ({
      path: `${key}.${part}`,
      key,
      part,
      field,
      label: {
        en: `${field.label.en} / ${namePartLabels[part].en}`,
        zh: `${field.label.zh} / ${namePartLabels[part].zh}`,
      },
      is: 'field',
    }))
  if (field.type !== 'address' && field.type !== 'money') return []
  return columnsOf(key, field)
    .filter((column) => column.part !== '' && column.label)
    .map(({ part, label }) => ({
      path: `${key}.${part}`,
      key,
      part,
      field,
      label: { en: `${field.label.en} / ${label!.en}`, zh: `${field.label.zh} / ${label!.zh}` },
      is: 'field',
    }))
}

/** The field in which a file's surplus is kept: the first long text that the caller may write. */
export function notesOf(targets: readonly Target[]): Target | null {
  return targets.find((t) => t.is === 'field' && t.field.type === 'longText') ?? null
}

/** Does the field point at other records? */
export function pointsAt(field: Field): string | null {
  return 'to' in field && typeof field.to === 'string' ? field.to : null
}
