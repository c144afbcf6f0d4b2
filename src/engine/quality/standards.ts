import { createHash } from 'node:crypto'
import { type Measure, measuresOf } from '#kernel/quality/measures.ts'
import type { Placeholder, PlaceholderKind, Standard } from '#kernel/quality/records.ts'
import { defaultStandard, isJudged } from '#kernel/quality/standard.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import { dayOf, startOfDay } from '#kernel/time.ts'
import type { Where } from '#kernel/where.ts'
import type { Workspace } from '../context.ts'

/** The objects whose records are judged; none where no module keeps standards. */
export function judgedObjects({ registry }: Pick<Workspace, 'registry'>): readonly RegisteredObject[] {
  return registry.quality ? [...registry.objects.values()].filter(isJudged) : []
}

/** Values that stand where people have nothing to say, as the company knows them. */
export function placeholdersOf({ registry, directory }: Workspace): readonly Placeholder[] {
  const at = registry.quality?.placeholders
  const records = at ? (directory.standing().get(at.object) ?? []) : []
  return records.map((record) => ({
    value: String(record[at!.value]),
    kind: String(record[at!.kind]) as PlaceholderKind,
  }))
}

/** What is asked of the records of an object: what somebody has said, else what its declaration says. */
export function standardOf({ registry, directory }: Workspace, object: RegisteredObject): Standard {
  const at = registry.quality?.standards
  const said = at && (directory.standing().get(at.object) ?? []).find((record) => record[at.of] === object.key)
  const usual = defaultStandard(object, registry)
  if (!said) return usual
  const fields = said[at.fields]
  return {
    fields: Array.isArray(fields) && fields.length > 0 ? (fields as string[]) : usual.fields,
    freshDays: Number(said[at.freshDays] ?? usual.freshDays),
    ...(isPlain(said[at.ages]) ? { ages: said[at.ages] as Where } : {}),
  }
}

function isPlain(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length > 0
}

/** Everything that is counted of an object today, and the mark by which it is known whether that has changed since. */
export function measuring(workspace: Workspace, object: RegisteredObject) {
  const { timeZone } = workspace.calendar
  const day = dayOf(workspace.clock.now().toISOString(), timeZone)
  const doubles = workspace.registry.doubles?.members[object.key] !== undefined
  const standard = standardOf(workspace, object)
  const measures: readonly Measure[] = measuresOf(object, standard, {
    placeholders: placeholdersOf(workspace),
    monthStart: startOfDay(`${day.slice(0, 8)}01`, timeZone),
    doubles,
  })
  const madeBy = createHash('sha256').update(JSON.stringify(measures)).digest('base64url')
  return { day, standard, measures, doubles, madeBy }
}
