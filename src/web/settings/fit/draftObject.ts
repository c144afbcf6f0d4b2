import type { Meta, MetaObject } from '#kernel/api.ts'
import type { Configuration } from '#kernel/configuration.ts'
import type { Field } from '#kernel/fields/field.ts'

type DraftField = MetaObject['fields'][string]

/** An object as it would be once the draft is published: what is live, and on it what the draft adds and takes away. */
export function draftObject(meta: Meta, document: Configuration, key: string): MetaObject | null {
  const live = meta.objects[key]
  const own = document.objects[key]
  if (!live && !own) return null
  const words = document.labels[key]
  const base: MetaObject = live ?? blank(meta, key)
  const fields: Record<string, DraftField> = {}
  for (const [name, field] of Object.entries(base.fields)) {
    if ((field as { custom?: boolean }).custom && !document.fields[`${key}.${name}`]) continue
    const label = document.labels[`${key}.${name}`]?.label
    fields[name] = label ? { ...field, label } : field
  }
  for (const [path, field] of Object.entries(document.fields)) {
    const [object, name] = path.split('.')
    if (object === key && name)
      fields[name] = { ...(field as unknown as Field), access: 'write', custom: true } as DraftField
  }
  return {
    ...base,
    ...(own && {
      label: own.label,
      plural: own.plural,
      title: own.title,
      nested: own.nested ?? false,
      traits: own.traits ?? [],
      ...(own.icon && { icon: own.icon }),
    }),
    ...(words?.label && { label: words.label }),
    fields,
  }
}

/** Every object that there would be. */
export function draftObjects(meta: Meta, document: Configuration): readonly MetaObject[] {
  const keys = [
    ...Object.values(meta.objects)
      .filter((object) => !(object as { custom?: boolean }).custom)
      .map((object) => object.key),
    ...Object.keys(document.objects),
  ]
  return keys.flatMap((key) => draftObject(meta, document, key) ?? [])
}

/** Is this field one that an administrator made? */
export function isCustom(document: Configuration, object: string, field: string): boolean {
  return `${object}.${field}` in document.fields
}

/** What an object has before anybody gives it a field: what all of them carry. */
function blank(meta: Meta, key: string): MetaObject {
  const any = Object.values(meta.objects)[0]
  const carried = ['createdAt', 'createdBy', 'updatedAt', 'updatedBy']
  const fields = Object.fromEntries(Object.entries(any?.fields ?? {}).filter(([name]) => carried.includes(name)))
  return {
    key,
    module: 'custom',
    label: { en: key, zh: key },
    plural: key,
    title: '',
    nested: false,
    traits: [],
    fields,
    views: {},
    indexes: [],
    actions: [],
    inverse: [],
    rights: { create: true, update: true, delete: true, export: true, import: true, merge: false, whole: true },
  }
}
