import type { Label } from '../label.ts'
import type { Where } from '../where.ts'
import { type Field, type FieldOptions, type FieldType, unwritten } from './field.ts'

/** How much a record is worth the work, and the grade that this comes to, where there are grades. */
export type Score = { readonly points: number; readonly grade: string | null }

/** Points that fade with the days since a date of the record: halved every so many, or gone after so many. */
export type Decay = { readonly since: string; readonly by: 'half' | 'linear'; readonly days: number }

/** Points, above or below nothing, for records that match; for all of them where it has no filter. */
export type ScoreRule = {
  readonly label: Label
  readonly where?: Where
  readonly points: number
  readonly decay?: Decay
}

/** A grade and the least points for it. */
export type Grade = { readonly key: string; readonly from: number; readonly color?: string }

export type ScoreOptions = FieldOptions & {
  /** Learnt from how records of the past went, by what a module declares; then it has no rules. */
  readonly learnt?: boolean
  /** What gives points; without any, no record has a score. */
  readonly rules?: readonly ScoreRule[] | undefined
  /** Records that have a score at all; every record where nothing is said. */
  readonly where?: Where | undefined
  /** The least and the most points; 0 and 100 where nothing is said. */
  readonly floor?: number | undefined
  readonly cap?: number | undefined
  readonly grades?: readonly Grade[] | undefined
}
export type ScoreField = ScoreOptions & { readonly type: 'score' }

/** What rules make of a record. The engine writes it whenever something that they read has changed, and day by day as it fades. */
export function score<const O extends ScoreOptions>(
  options: O,
): O & Field<Score> & { readonly type: 'score'; readonly system: true } {
  return { ...options, type: 'score', system: true }
}

/** The least and the most points of a score. */
export function boundsOf({ floor = 0, cap = 100 }: ScoreOptions): { readonly floor: number; readonly cap: number } {
  return { floor, cap }
}

/** Grades of a score, the highest first. */
export function gradesOf({ grades = [] }: ScoreOptions): readonly Grade[] {
  return [...grades].sort((a, b) => b.from - a.from)
}

export const scoreType: FieldType<ScoreField, Score> = {
  label: { en: 'Score', zh: '评分' },
  columns: () => [
    { part: '', kind: 'number', sql: 'bigint' },
    { part: 'grade', kind: 'text', sql: 'text' },
  ],
  parse: unwritten,
  toRow: ({ points, grade }) => [points, grade],
  fromRow: ([points, grade]) => (points === null ? null : ({ points, grade } as Score)),
  toText: ({ points, grade }) => `${points} ${grade ?? ''}`.trim(),
  aggregates: ['avg', 'min', 'max'],
}
