import type { MetaObject } from '#kernel/api.ts'
import { useMeta } from '../client/queries.ts'
import { say } from '../ui/language.ts'
import { Tag, toneOf } from '../ui/Tag.tsx'

/** A choice of a record as the soft-coloured word that it is everywhere. */
export function StateTag({ object, field, value }: { object: string; field: string; value: unknown }) {
  const declared = (useMeta().objects[object] as MetaObject).fields[field] as
    | { options?: readonly { key: string; label: { en: string; zh: string }; color?: string }[] }
    | undefined
  const option = declared?.options?.find(({ key }) => key === value)
  return option ? <Tag tone={toneOf(option.color)}>{say(option.label)}</Tag> : null
}
