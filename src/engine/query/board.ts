import type { ApiBoard, ApiBoardColumn, ApiRecord, BoardQuery } from '#kernel/api.ts'
import type { SelectField } from '#kernel/fields/select.ts'
import { refuse } from '#kernel/problem.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import { type Track, targetOf, trackOf } from '#kernel/track.ts'
import type { Where } from '#kernel/where.ts'
import { canRead } from '../access/principal.ts'
import { groupRecords } from './group.ts'
import { listRecords, presentRecords } from './list.ts'
import type { Query } from './query.ts'
import { visibleField } from './select.ts'

/** Columns of a declared kind, columns by a person or another record that many may be named by, and ways. */
const most = { steps: 60, named: 30, tracks: 20 }
const fit = ['select', 'relation', 'user', 'team']

/**
 * A board in one answer: its columns in their order, with the first records of each. A column for every choice or step;
 * by people and by other objects one for each that records name, the largest ones. Refuses what columns cannot be made by.
 */
export async function readBoard(query: Query, object: RegisteredObject, ask: BoardQuery): Promise<ApiBoard> {
  const field = visibleField(query, object, ask.by, 'by')
  if (!fit.includes(field.type))
    throw refuse('invalid', 'by', { en: `'${ask.by}' makes no columns.`, zh: `不能按「${ask.by}」分列。` })
  const { track, tracks, on } = await readTracks(query, object, ask)
  const where: Where = both(ask.where, track && on ? { [track.field]: on } : undefined)
  const { steps, more } =
    field.type === 'select'
      ? { steps: (field as unknown as SelectField).options.map(({ key }): Step => ({ key })), more: 0 }
      : await readSteps(query, object, ask.by, track && on ? { [track.stepField]: on } : {}, where)
  const column = async (step: Step): Promise<ApiBoardColumn> => {
    const here: Where = { [ask.by]: step.key ?? { empty: true } }
    const page = await listRecords(query, object, {
      where: both(where, here),
      limit: Math.min(ask.limit ?? 50, 100),
      ...(ask.select ? { select: ask.select } : {}),
      ...(ask.sort ? { sort: ask.sort } : {}),
    })
    return { ...step, data: page.data as ApiRecord[], next: page.next }
  }
  const [without, ...columns] = await Promise.all([
    field.required ? null : column({ key: null }),
    ...steps.map((step) => column(step)),
  ])
  return {
    tracks,
    track: on,
    columns: [...(without && without.data.length > 0 ? [without] : []), ...(columns as ApiBoardColumn[])],
    more,
  }
}

type Step = Pick<ApiBoardColumn, 'key' | 'record'>

/** The ways that the steps may be of, and the one that is asked for: what is out of use is left out, the main one comes first. */
async function readTracks(query: Query, object: RegisteredObject, { by, track: asked }: BoardQuery) {
  const { registry } = query.workspace
  const track: Track | null = trackOf(object, by, (key) => registry.objects.get(key))
  const known = track && canRead(query.principal, object.key, track.field) ? registry.object(track.to) : null
  if (!track || !known) return { track: null, tracks: [], on: null }
  const { data } = await listRecords(query, known, { limit: most.tracks })
  const tracks = (data as ApiRecord[]).filter((one) => one['active'] !== false)
  const on = tracks.find(({ id }) => id === asked) ?? tracks.find((one) => one['main'] === true) ?? tracks[0]
  return { track, tracks, on: on?.id ?? null }
}

/** The records that columns are of: all of a small object in its order, else those that most records name. */
async function readSteps(
  query: Query,
  object: RegisteredObject,
  by: string,
  which: Where,
  where: Where,
): Promise<{ steps: readonly Step[]; more: number }> {
  const target = query.workspace.registry.object(targetOf(object.fields[by])!)
  if (target.key !== 'user' && (target.nested || target.open)) {
    const { data } = await listRecords(query, target, { where: which, limit: most.steps })
    return { steps: (data as ApiRecord[]).map((record) => ({ key: record.id, record })), more: 0 }
  }
  const groups = await groupRecords(query, object, { by: [by], measures: ['count'], where })
  const named = groups.data
    .flatMap(({ by: [value], measures: [count] }) => {
      const id = typeof value === 'object' && value !== null && 'id' in value ? String(value.id) : null
      return id ? [{ id, count: Number(count) }] : []
    })
    .sort((a, b) => b.count - a.count)
  const me = target.key === 'user' && query.principal.id ? [query.principal.id] : []
  const ids = [...new Set([...me, ...named.slice(0, most.named).map(({ id }) => id)])]
  const records = await presentRecords(query, target, ids, [target.title])
  const title = (one: Record<string, unknown>) => String(one[target.title] ?? '')
  const place = (one: Record<string, unknown>) => (me.includes(String(one['id'])) ? 0 : 1)
  const steps = records
    .sort((a, b) => place(a) - place(b) || title(a).localeCompare(title(b), 'zh'))
    .map((record) => ({ key: String(record['id']), record: record as ApiRecord }))
  return { steps, more: Math.max(named.length - most.named, 0) }
}

function both(...filters: readonly (Where | undefined)[]): Where {
  const real = filters.filter((where): where is Where => where !== undefined && Object.keys(where).length > 0)
  return real.length > 1 ? { and: real } : (real[0] ?? {})
}
