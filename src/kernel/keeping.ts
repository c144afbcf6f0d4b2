import type { Pointing } from './deadline.ts'
import type { Keeping } from './object.ts'
import type { RegisteredObject } from './registry.ts'

/** A keeping with the object that declares it. */
export type RegisteredKeeping = Keeping & Pointing

/** What keeps records of that object with their owner, in the order in which the objects are declared. */
export function keepingsOf(
  { objects }: { readonly objects: ReadonlyMap<string, RegisteredObject> },
  objectKey: string,
): readonly RegisteredKeeping[] {
  return [...objects.values()].flatMap((object) =>
    (object.keeps ?? []).flatMap((keeping) => {
      const field = object.fields[keeping.through]
      return field && 'to' in field && field.to === objectKey ? [{ ...keeping, over: object.key }] : []
    }),
  )
}
