import type { Event } from '#kernel/behaviour.ts'
import type { Label } from '#kernel/label.ts'
import { mentioned } from '#kernel/mention.ts'
import type { Offer, Says } from '#kernel/notice.ts'
import type { RegisteredObject, Registry } from '#kernel/registry.ts'
import { securityObject, workspaceObject } from '../events/no-object.ts'

/** A kind of notification as the settings and the panel know it. */
export type Kind = {
  readonly kind: string
  readonly label: Label
  readonly says: Says
  readonly shows?: readonly string[]
  readonly offers?: readonly Offer[]
}

/** The kinds that every workspace has; modules declare more. */
const own: readonly Kind[] = [
  {
    kind: 'mentioned',
    label: { en: 'Somebody mentions you', zh: '有人 @ 你' },
    says: {
      one: { en: '{who} mentioned you in {record}', zh: '{who} 在 {record} 中提到了你' },
      many: { en: '{who} mentioned you {count} times in {record}', zh: '{who} 在 {record} 中 {count} 次提到你' },
    },
  },
  {
    kind: 'assigned',
    label: { en: 'A record becomes yours', zh: '记录分配给你' },
    says: {
      one: { en: '{who} made {record} yours', zh: '{who} 把 {record} 分配给你' },
      many: {
        en: '{who} made {record} and others yours, {count} in all',
        zh: '{who} 把 {record} 等 {count} 条分配给你',
      },
    },
  },
  {
    kind: 'commented',
    label: { en: 'A comment on a record that you own or follow', zh: '你负责或关注的记录有新评论' },
    says: {
      one: { en: '{who} commented on {record}', zh: '{who} 评论了 {record}' },
      many: { en: '{count} comments by {who} on {record}', zh: '{who} 在 {record} 发表了 {count} 条评论' },
    },
  },
  {
    kind: 'logged',
    label: { en: 'A note or other entry on a record that you own or follow', zh: '你负责或关注的记录有新跟进' },
    says: {
      one: { en: '{who} added to {record}', zh: '{who} 在 {record} 添加了跟进' },
      many: { en: '{count} new entries by {who} on {record}', zh: '{who} 在 {record} 添加了 {count} 条跟进' },
    },
  },
  {
    kind: 'shared',
    label: { en: 'A record is shared with you', zh: '有记录共享给你' },
    says: {
      one: { en: '{who} shared {record} with you', zh: '{who} 把 {record} 共享给你' },
      many: { en: '{who} shared {record} with you', zh: '{who} 把 {record} 共享给你' },
    },
  },
  {
    kind: 'importEnded',
    label: { en: 'An import of yours has ended', zh: '你的导入已结束' },
    says: { one: { en: 'The import of {record} has ended', zh: '{record} 导入已结束' } },
  },
  {
    kind: 'exportEnded',
    label: { en: 'A long export of yours has ended', zh: '你的导出已结束（用时较长的）' },
    says: { one: { en: 'The export of {record} has ended', zh: '{record} 导出已结束' } },
  },
]

/** Every kind of a workspace, in the order of the settings. */
export function kindsOf(registry: Registry): readonly Kind[] {
  return [...own, ...registry.notices]
}

/** Events of comments; they stand in the timeline as the comment itself. */
export const commentKinds = ['commented', 'commentEdited', 'commentDeleted', 'commentRestored'] as const

/** Might somebody have to be notified of this event? Asked in the transaction that writes it: looks at nothing else. */
export function isNoted({ registry }: { readonly registry: Registry }, event: Event): boolean {
  if (awaitedOf(registry).has(nameOf(event))) return true
  if (event.kind === 'exported') return event.object !== workspaceObject
  const object = registry.objects.get(event.object)
  if (!object) return false
  if (event.kind === 'created' || event.kind === 'updated')
    return (
      newOwner(object, event) !== null ||
      Object.keys(newMentions(object, event)).length > 0 ||
      (event.kind === 'created' && placesOf(object, event).length > 0)
    )
  return event.kind === 'shared' || event.kind === 'commented' || event.kind === 'commentEdited'
}

/** `account.won`; what is told of signing in and of readings is about a person, and called `user.…`. */
export function nameOf({ object, kind }: Pick<Event, 'object' | 'kind'>): string {
  return `${aboutOf(object)}.${kind}`
}

/** The object of the record that an event is about. */
export function aboutOf(object: string): string {
  return object === securityObject ? 'user' : object
}

const awaited = new WeakMap<Registry, ReadonlySet<string>>()

function awaitedOf(registry: Registry): ReadonlySet<string> {
  let names = awaited.get(registry)
  if (!names) {
    names = new Set(registry.notices.flatMap((notice) => ('events' in notice ? notice.events : [])))
    awaited.set(registry, names)
  }
  return names
}

/**
 * Whom a change gives a record to, where she has not taken it herself. What is made as hers alone, such as a mail that has
 * come in or her digest, was nobody else's before: its module says whether it is worth telling.
 */
export function newOwner(object: RegisteredObject, { changes, actorId, kind }: Event): string | null {
  if (kind === 'created' && object.private) return null
  const to = object.traits.includes('owned') ? changes['owner']?.[1] : null
  return typeof to === 'string' && to !== actorId ? to : null
}

/** Who is named in a text and was not before, by field. */
export function newMentions(object: RegisteredObject, { changes }: Event): Readonly<Record<string, readonly string[]>> {
  const found: Record<string, readonly string[]> = {}
  for (const [key, [from, to]] of Object.entries(changes)) {
    if (object.fields[key]?.type !== 'longText' || typeof to !== 'string' || !to.includes('@[')) continue
    const before = typeof from === 'string' ? mentioned(from) : []
    const fresh = mentioned(to).filter((id) => !before.includes(id))
    if (fresh.length > 0) found[key] = fresh
  }
  return found
}

/** The records in whose timelines a new one stands, the closest last: a deal before its customer. */
export function placesOf(
  object: RegisteredObject,
  { changes }: Event,
): readonly { readonly object: string; readonly id: string; readonly field: string }[] {
  return timelineFields(object).flatMap(({ field, to }) => {
    const ids = [changes[field]?.[1]].flat()
    return ids.flatMap((id) => (typeof id === 'string' ? [{ object: to, id, field }] : []))
  })
}

type TimelineField = { readonly field: string; readonly to: string }
const timelines = new WeakMap<RegisteredObject, readonly TimelineField[]>()

/** Fields that put a record into the timeline of another; asked at every write, so found out once. */
function timelineFields(object: RegisteredObject): readonly TimelineField[] {
  let fields = timelines.get(object)
  if (!fields) {
    fields = Object.entries(object.fields).flatMap(([field, declared]) =>
      'timeline' in declared && declared.timeline && 'to' in declared
        ? [{ field, to: String((declared as { to?: unknown }).to) }]
        : [],
    )
    timelines.set(object, fields)
  }
  return fields
}
