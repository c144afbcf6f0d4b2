import { datetime } from '#kernel/fields/datetime.ts'
import { number } from '#kernel/fields/number.ts'
import { user } from '#kernel/fields/relation.ts'
import { defineObject, type ObjectDef } from '#kernel/object.ts'
import { pooledFields } from '#modules/pools/pooledFields.ts'

/** What a record knows of the clock of its first response. */
export const responseFields = {
  respondBy: datetime({
    label: { en: 'First response due', zh: '首次响应截止' },
    system: true,
    countdown: true,
    help: { en: 'Until then its owner should have spoken with them.', zh: '负责人应在此之前完成首次沟通。' },
  }),
  respondedAt: datetime({ label: { en: 'First response', zh: '首次响应时间' }, system: true }),
  responsesMissed: number({ label: { en: 'Responses missed', zh: '响应超时次数' }, system: true, integer: true }),
}

/** An object whose records rules give away: for the types of rules. */
export type Assigned = ReturnType<typeof asAssigned>

/** The object with the fields that assignment needs; the object itself stands in the registry. */
export function asAssigned(object: Pick<ObjectDef, 'key' | 'label' | 'plural' | 'title'>) {
  const { key, label, plural, title } = object
  const owner = user({ label: { en: 'Owner', zh: '负责人' } })
  return defineObject(key, {
    label,
    plural,
    title: title as 'owner',
    fields: { owner, ...pooledFields, ...responseFields },
  })
}
