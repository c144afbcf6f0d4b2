import { user } from '#kernel/fields/relation.ts'
import type { ObjectDef } from '#kernel/object.ts'
import { defineObject } from '#kernel/object.ts'
import { pooledFields } from './pooledFields.ts'

/** An owned object whose records may stand in a pool, as rules see it. */
export type Pooled = ReturnType<typeof asPooled>

/** The object with the fields that a pool needs: for the types of rules; the object itself stands in the registry. */
export function asPooled(object: Pick<ObjectDef, 'key' | 'label' | 'plural' | 'title' | 'fields'>) {
  const { key, label, plural, title } = object
  const owner = user({ label: { en: 'Owner', zh: '负责人' } })
  return defineObject(key, { label, plural, title: title as 'owner', fields: { owner, ...pooledFields } })
}
