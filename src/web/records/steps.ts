import { useQuery } from '@tanstack/react-query'
import type { ApiRecord, MetaObject } from '#kernel/api.ts'
import type { Field } from '#kernel/fields/field.ts'
import type { Reference } from '#kernel/fields/relation.ts'
import type { SelectField } from '#kernel/fields/select.ts'
import { type Track, trackOf as trackIn } from '#kernel/track.ts'
import type { Where } from '#kernel/where.ts'
import { api } from '../client/api.ts'
import { useMeta } from '../client/queries.ts'
import { say } from '../ui/language.ts'

/** The key of a step that is none: of records without a value. */
export const without = '-'

/** One column of a board, one step of a path: a choice, or a record of the other object. */
export type Step = {
  /** The key of the choice or the id of the record; what a filter compares with. */
  readonly key: string
  readonly label: string
  readonly color?: string
  /** What is written; null where the field is emptied. */
  readonly value: string | (Reference & { id: string }) | null
  /** `won`, `lost` where the other object says so by a field `kind`. */
  readonly kind?: string
}

/** The way that a record and its steps belong to, such as a pipeline; null where steps are all there are. */
export function trackOf(object: MetaObject, by: string, objects: Readonly<Record<string, MetaObject>>): Track | null {
  return trackIn(object, by, (key) => objects[key])
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
  const steps = (data ?? []).map((row) => stepOfRecord(row, other))
  return { steps, pending: isPending }
}

/** A record as a step: its colour is its own, else that of its kind. */
export function stepOfRecord(row: ApiRecord, object: MetaObject | undefined): Step {
  const kinds = object?.fields.kind as (Field & { options?: SelectField['options'] }) | undefined
  const kind = typeof row.kind === 'string' ? row.kind : undefined
  const color =
    typeof row.color === 'string' && row.color ? row.color : kinds?.options?.find((o) => o.key === kind)?.color
  const title = String(row[object?.title ?? 'name'] ?? '')
  return { key: row.id, label: title, value: { id: row.id, title }, ...(color && { color }), ...(kind && { kind }) }
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
