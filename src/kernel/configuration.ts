import type { Aggregate } from './fields/field.ts'
import type { FormulaResult } from './fields/formula.ts'
import type { Grade, ScoreRule } from './fields/score.ts'
import type { Option } from './fields/select.ts'
import type { Label } from './label.ts'
import type { Trait } from './object.ts'
import type { Where } from './where.ts'

/**
 * What an administrator has made of a workspace without code, as one document: objects, fields, words, choices, rules,
 * conditions, layouts and lists. It is plain data that reads and compares well; the engine makes a registry of it and of
 * the modules. Each section holds items by their key.
 */
export type Configuration = {
  /** By key of the object: `vehicle`. */
  readonly objects: Readonly<Record<string, CustomObject>>
  /** By object and field, whoever declared the object: `vehicle.plate`. */
  readonly fields: Readonly<Record<string, CustomField>>
  /** Other words for an object or a field of the modules: `vehicle`, `vehicle.plate`. */
  readonly labels: Readonly<Record<string, CustomLabel>>
  /** Choices added to a select or multiSelect of the modules, by its field. */
  readonly choices: Readonly<Record<string, CustomChoices>>
  /** What must hold of a record, by a key of their own. */
  readonly rules: Readonly<Record<string, CustomRule>>
  /** When a field is required or shown, by the field. */
  readonly conditions: Readonly<Record<string, CustomCondition>>
  /** What gives points in a score, by its field, whoever declared it: `lead.score`. */
  readonly scores: Readonly<Record<string, CustomScore>>
  /** How a record looks, for everybody or for some roles, by a key of their own. */
  readonly layouts: Readonly<Record<string, CustomLayout>>
  /** Lists that everybody or some roles find ready, by a key of their own. */
  readonly views: Readonly<Record<string, CustomView>>
}

export type Section = keyof Configuration

/** The sections, in the order in which they are read and written. */
export const sections: readonly Section[] = [
  'objects',
  'fields',
  'labels',
  'choices',
  'rules',
  'conditions',
  'scores',
  'layouts',
  'views',
]

/** Why an item is there and who answers for it. */
export type Kept = {
  /** E-mail address of the person who answers for it; who made it, where nobody is named. */
  readonly owner?: string
  readonly reason?: string
  /** Day on which somebody should ask whether it is still needed (ISO date). */
  readonly reviewAt?: string
  /** ISO instant; written by the engine. */
  readonly createdAt?: string
  /** E-mail address; written by the engine. */
  readonly createdBy?: string
}

/** An object of its own. Its fields stand in `fields`; the first one it needs is its title. */
export type CustomObject = Kept & {
  readonly label: Label
  /** The plural in English. */
  readonly plural: string
  readonly help?: Label
  /** Key of the field that names a record: a text or an automatic number. */
  readonly title: string
  readonly icon?: string
  readonly traits?: readonly Trait[]
  /** Not in the main navigation. */
  readonly nested?: boolean
}

/** The types that a custom field may have. */
export const customTypes = [
  'text',
  'longText',
  'email',
  'phone',
  'url',
  'number',
  'money',
  'percent',
  'boolean',
  'date',
  'datetime',
  'select',
  'multiSelect',
  'relation',
  'relations',
  'user',
  'team',
  'address',
  'files',
  'autonumber',
  'formula',
  'rollup',
  'score',
] as const
export type CustomType = (typeof customTypes)[number]

/** A field. Beside what every field may say, each type takes its own options; what does not fit the type is refused. */
export type CustomField = Kept & {
  readonly type: CustomType
  readonly label: Label
  readonly help?: Label
  /** Asked for when a record is made, and never emptied again. Records from before may stay without. */
  readonly required?: boolean
  readonly unique?: boolean
  /** Has an index, so that lists filter and sort by it at any size. */
  readonly index?: boolean
  readonly search?: 'name' | 'text' | 'code'
  readonly default?: unknown
  /** Shown to roles that name it, and to nobody else. */
  readonly sensitive?: boolean
  /** Says something about a natural person: given to her, or erased, when she asks. */
  readonly personal?: boolean
  /** Set when the record is made, then fixed. */
  readonly fixed?: boolean
  /** text: most characters. number, percent: largest value. files: most files. */
  readonly max?: number
  /** number, percent, money: smallest value. */
  readonly min?: number
  /** number: whole numbers only. */
  readonly integer?: boolean
  /** number: digits after the point. */
  readonly scale?: number
  /** money: ISO 4217 code where none is given. */
  readonly currency?: string
  /** select, multiSelect. */
  readonly options?: readonly Option[]
  /** relation, relations: key of the other object. */
  readonly to?: string
  /** relation, relations, user: the name under which the other object lists these records. */
  readonly inverse?: string
  /** relation: these records stand in the timeline of the other. */
  readonly timeline?: boolean
  /** relation, relations: only records that match may be chosen. rollup: only records that match count. */
  readonly where?: Where
  /** autonumber: what stands before the digits. */
  readonly prefix?: string
  /** autonumber: fewest digits. */
  readonly digits?: number
  /** formula: the expression. Fields by key, or by label in braces: `{金额} * {可能性} / 100`. Kept with keys. */
  readonly is?: string
  /** formula: what it gives. */
  readonly result?: FormulaResult
  /** rollup: key of the object whose records are counted. */
  readonly over?: string
  /** rollup: its relation that points here. */
  readonly through?: string
  /** rollup */
  readonly compute?: 'count' | Aggregate
  /** rollup: the field that is added up or compared; none for a count. */
  readonly of?: string
  /** The columns it has in the table; given out by the engine when it is first published, and no part of a file. */
  readonly column?: string
}

export type CustomLabel = Kept & { readonly label?: Label; readonly plural?: string; readonly help?: Label }

export type CustomChoices = Kept & { readonly options: readonly Option[] }

/**
 * A rule that every record of an object keeps. It judges what a write touches: a new record, and a change of a field that
 * the rule reads. Records that broke it before it came may be changed elsewhere.
 */
export type CustomRule = Kept & {
  readonly object: string
  /** One sentence, for administrators. */
  readonly label: Label
  /** Asked only of records that match. */
  readonly when?: Where
  /** What must hold: a filter … */
  readonly must?: Where
  /** … or a formula that gives yes or no. An empty answer refuses nothing. */
  readonly is?: string
  /** What the person reads. */
  readonly message: Label
  /** The field at which the message stands. */
  readonly field?: string
}

/** Asked of the record itself, by filters that need no other record. */
export type CustomCondition = Kept & {
  /** Required of records that match. */
  readonly requiredWhen?: Where
  /** Shown, and required, for records that match alone. */
  readonly visibleWhen?: Where
}

/** Takes the place of the rules that a module has declared for the score. */
export type CustomScore = Kept & {
  /** Records that have a score; every record where nothing is said. */
  readonly where?: Where
  readonly rules: readonly ScoreRule[]
  /** The least and the most points; 0 and 100 where nothing is said. */
  readonly floor?: number
  readonly cap?: number
  readonly grades?: readonly Grade[]
  /** Learnt from how records went instead of ruled; then it has no rules. */
  readonly learns?: CustomLearning
}

export type CustomLearning = {
  readonly won: Where
  readonly lost: Where
  /** The field that says when a record was won or lost. */
  readonly closedAt: string
  /** How old a record is when it is judged, in days. */
  readonly horizonDays: number
  /** Fields, and fields of what a relation leads to: `amount`, `account.level`. */
  readonly features: readonly string[]
}

/** What is named replaces what the object declares; the rest stays. The first layout that fits the person's roles holds. */
export type CustomLayout = Kept & {
  readonly object: string
  readonly label: Label
  /** Keys of roles; everybody where there is none. */
  readonly roles?: readonly string[]
  /** Layouts with a smaller number come first. 0 where nothing is said. */
  readonly order?: number
  readonly list?: readonly string[]
  readonly sort?: readonly string[]
  readonly create?: readonly string[]
  readonly header?: readonly string[]
  readonly page?: readonly { readonly label: Label; readonly fields: readonly string[] }[]
}

export type CustomView = Kept & {
  readonly object: string
  readonly label: Label
  readonly roles?: readonly string[]
  readonly order?: number
  readonly where?: Where
  readonly columns?: readonly string[]
  readonly sort?: readonly string[]
}

/** Nothing made yet. */
export const noConfiguration: Configuration = {
  objects: {},
  fields: {},
  labels: {},
  choices: {},
  rules: {},
  conditions: {},
  scores: {},
  layouts: {},
  views: {},
}

/** How large a configuration may be. */
export const configurationLimits = {
  objects: 200,
  /** Of one object; PostgreSQL holds 1,600 columns in a table, dropped ones included. */
  fieldsOfObject: 400,
  fields: 2_000,
  /** Of every other section. */
  items: 2_000,
  options: 500,
  label: 80,
  words: 2_000,
} as const
