import type { ApiTodayList } from '#kernel/api-today.ts'
import { typeOf } from '#kernel/fields/index.ts'
import { type Label, say } from '#kernel/label.ts'
import type { Digest } from '#kernel/mail.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import { dayOf, localOf } from '#kernel/time.ts'
import { listApprovals } from '../approvals/read.ts'
import { engineTable, type Session } from '../context.ts'
import { sql } from '../db/sql.ts'
import { presentRecords } from '../query/list.ts'
import { queryOf } from '../query/query.ts'
import { readLists } from '../today/lists.ts'

/** So many lines stand under a heading. */
const most = 10

type Part = { readonly title: string; readonly lines: readonly string[]; readonly total: number }

/**
 * What a digest says to somebody, under her rights: the sections of *Today* that the modules put into one, what waits for
 * her consent, and what became hers since that day. Null where there is nothing to say.
 */
export async function digestOf(
  session: Session,
  every: 'daily' | 'weekly',
  since: string,
  baseUrl: string,
): Promise<Digest | null> {
  const { language, principal, workspace } = session
  const query = queryOf(session)
  const wanted = new Set(
    workspace.registry.today.flatMap((one) =>
      'digest' in one && (one.digest === 'daily' || one.digest === every) ? [one.key] : [],
    ),
  )
  const [lists, approvals, given] = await Promise.all([
    readLists(query, 'self'),
    listApprovals(session, { box: 'waiting', limit: most }),
    becameHers(session, since),
  ])
  const parts: Part[] = [
    ...lists.filter(({ key }) => wanted.has(key)).map((list) => partOf(session, list)),
    {
      title: say(words.approvals, language),
      lines: approvals.data.map(({ title, action, asker }) => [title, action, asker.name].filter(Boolean).join(' · ')),
      total: approvals.waiting,
    },
    { title: say(words.given, language), lines: given, total: given.length },
  ].filter(({ total }) => total > 0)
  if (parts.length === 0) return null
  const day = dayOf(query.now, principal.timeZone)
  const at = (path: string) => new URL(path, baseUrl).href
  const written = parts.map(({ title, lines, total }) => {
    const more = total - Math.min(lines.length, most)
    const rest = more > 0 ? [fill(say(words.more, language), { n: String(more) })] : []
    return [`${title} (${total})`, ...lines.slice(0, most).map((line) => `· ${line}`), ...rest].join('\n')
  })
  const ends = [
    `${say(words.open, language)}${at('/')}`,
    `${say(words.stop, language)}${at('/settings/notifications')}`,
  ]
  const subject = fill(say(every === 'daily' ? words.daily : words.weekly, language), {
    day,
    n: String(parts.reduce((sum, { total }) => sum + total, 0)),
  })
  return { subject, text: [...written, ends.join('\n')].join('\n\n') }
}

function partOf(session: Session, list: ApiTodayList): Part {
  const object = session.workspace.registry.object(list.object)
  const lines = list.data.map((record) => {
    const facts = list.show.map((key) => wordsOf(session, object, key, record[key]))
    return [String(record[object.title] ?? '—'), ...facts].filter((one) => one !== '').join(' · ')
  })
  return { title: say(list.label, session.language), lines, total: list.total.value }
}

function wordsOf({ language, principal }: Session, object: RegisteredObject, key: string, value: unknown): string {
  const field = object.fields[key]
  if (!field || value === null || value === undefined) return ''
  if (field.type === 'datetime') return localOf(String(value), principal.timeZone).slice(5, 16).replace('T', ' ')
  if (typeof value === 'object') {
    const titles = [value].flat().flatMap((one) => (one as { title?: unknown } | null)?.title ?? [])
    return titles.join(', ')
  }
  return typeOf(field)
    .toText(value as never, field as never, language)
    .slice(0, 80)
}

/** Titles of records that somebody else made hers since then, as far as she may see them. */
async function becameHers(session: Session, since: string): Promise<string[]> {
  const { workspace, principal } = session
  const rows = await workspace.db.rows(
    sql`select object, record_id from ${engineTable(workspace, 'notification')}
      where user_id = ${principal.id}::uuid and kind = 'assigned' and at >= ${since}::date order by at desc limit 200`,
  )
  const query = queryOf(session)
  const lists = await Promise.all(
    [...Map.groupBy(rows, ([object]) => String(object))].map(async ([key, list]) => {
      const object = workspace.registry.objects.get(key)
      if (!object || principal.rights(key).scopes.read.length === 0) return []
      const ids = [...new Set(list.map(([, id]) => String(id)))]
      const found = await presentRecords(query, object, ids, [object.title])
      return found.map((one) => `${say(object.label, session.language)} · ${String(one[object.title] ?? '—')}`)
    }),
  )
  return lists.flat()
}

function fill(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\{(\w+)\}/g, (whole, key: string) => values[key] ?? whole)
}

const words = {
  daily: { en: 'Your day, {day}: {n} to see to', zh: '今日待办 {day}：共 {n} 项' },
  weekly: { en: 'Your week from {day}: {n} to see to', zh: '本周待办 {day} 起：共 {n} 项' },
  approvals: { en: 'Wait for your approval', zh: '待你审批' },
  given: { en: 'New for you', zh: '新分配给你' },
  more: { en: '… and {n} more', zh: '… 还有 {n} 项' },
  open: { en: 'Open Today: ', zh: '打开今日：' },
  stop: { en: 'Fewer of these, or none: ', zh: '调整或停止接收：' },
} as const satisfies Record<string, Label>
