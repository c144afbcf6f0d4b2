import { useQuery } from '@tanstack/react-query'
import type { MetaObject } from '#kernel/api.ts'
import type { Field } from '#kernel/fields/field.ts'
import type { Reference } from '#kernel/fields/relation.ts'
import type { SelectField } from '#kernel/fields/select.ts'
import type { Where } from '#kernel/where.ts'
import { api } from '../client/api.ts'
import { useMeta } from '../client/queries.ts'
import { say } from '../ui/language.ts'

/** One column of a board, one step of a path: a choice, or a record of the other object. */
export type Step = {
  /** The key of the choice or the id of the record; what a filter compares with. */
  readonly key: string
  readonly label: string
  readonly color?: string
  /** What is written. */
  readonly value: string | (Reference & { id: string })
  /** `won`, `lost` where the other object says so by a field `kind`. */
  readonly kind?: string
}

/** What the steps hang on: a stage belongs to a pipeline, and the record names its pipeline too. */
export type Track = { readonly field: string; readonly stepField: string; readonly to: string }

/** The relation by which both a record and its steps belong to the same thing; null where steps are all there are. */
export function trackOf(object: MetaObject, by: string, objects: Readonly<Record<string, MetaObject>>): Track | null {
  const field = object.fields[by]
  const other = field && 'to' in field ? objects[String(field.to)] : undefined
  if (!other) return null
  for (const [stepField, theirs] of Object.entries(other.fields)) {
    if (theirs.type !== 'relation' || !('to' in theirs)) continue
    const mine = Object.entries(object.fields).find(([, f]) => f.type === 'relation' && 'to' in f && f.to === theirs.to)
    if (mine && theirs.required) return { field: mine[0], stepField, to: String(theirs.to) }
  }
  return null
}

/** The steps of a field, in their order; of one track where there are several. */
export function useSteps(
  object: MetaObject,
  by: string,
  track?: string | null,
): { steps: readonly Step[]; pending: boolean } {
  const meta = useMeta()
  const field = object.fields[by]
  const to = field && 'to' in field ? String(field.to) : null
  const other = to ? meta.objects[to] : undefined
  const on = to ? trackOf(object, by, meta.objects) : null
  const { data, isPending } = useQuery({
    queryKey: ['steps', to, on ? track : null],
    queryFn: async ({ signal }) => {
      const where: Where = on && track ? { [on.stepField]: track } : {}
      const { data } = await api.list(to!, { where, sort: other?.views.sort ?? [], limit: 50 }, signal)
      return data
    },
    enabled: Boolean(to && other) && (!on || Boolean(track)),
    staleTime: 300_000,
  })
  if (!to || !other) return { steps: stepsOfOptions(field), pending: false }
  const kinds = other.fields.kind as Field & { options?: SelectField['options'] }
  const steps = (data ?? []).map((row): Step => {
    const kind = typeof row.kind === 'string' ? row.kind : undefined
    const color =
      typeof row.color === 'string' && row.color ? row.color : kinds?.options?.find((o) => o.key === kind)?.color
    const title = String(row[other.title] ?? '')
    return { key: row.id, label: title, value: { id: row.id, title }, ...(color && { color }), ...(kind && { kind }) }
  })
  return { steps, pending: isPending }
}

function stepsOfOptions(field: Field | undefined): readonly Step[] {
  if (!field || !('options' in field)) return []
  return (field as unknown as SelectField).options.map((option) => ({
    key: option.key,
    label: say(option.label),
    value: option.key,
    ...(option.color && { color: option.color }),
    ...(option.key === 'lost' && { kind: 'lost' }),
  }))
}

/** Is it a way that records go, rather than a mere division? Stages are; grades and kinds are not. */
export function isWay(object: MetaObject, by: string): boolean {
  return object.fields[by]?.type === 'relation' || /status|stage/i.test(by)
}

/** Which step a record is at. */
export function stepKey(value: unknown): string | null {
  if (typeof value === 'string') return value
  return typeof value === 'object' && value !== null && 'id' in value ? String(value.id) : null
}
