import type { Field, ValueOf } from './fields/field.ts'
import type { Label } from './label.ts'
import type { Matching } from './match/matching.ts'
import type { Where } from './where.ts'

/** A capability that an object takes on; each is one file in `kernel/traits`, and what it needs stands in the engine. */
export type Trait = 'owned' | 'shared' | 'timeline' | 'importable' | 'tagged'

export type Fields = Readonly<Record<string, Field>>

/** A column order with an index behind it: `['stage', 'closeDate']`. */
export type Index = readonly string[]

export type Views = {
  /** Columns of the first list view. */
  readonly list?: readonly string[]
  /** First order of the list; `-` before a field for descending. */
  readonly sort?: readonly string[]
  /** Columns of a board: one choice or relation field, and the money summed in each column. */
  readonly board?: { readonly by: string; readonly sum?: string; readonly card?: readonly string[] }
  /** Where records stand in a calendar. */
  readonly calendar?: CalendarView
  /** How its records stand in a map of people. */
  readonly map?: MapView
  /** Fields of the quick create form. */
  readonly create?: readonly string[]
  /** Groups of facts on the page and in the full form. */
  readonly page?: readonly { readonly label: Label; readonly fields: readonly string[] }[]
  /** Facts in the head of the page. */
  readonly header?: readonly string[]
}

/** A calendar: `at` says when a record begins, a date or an instant; the rest may be left out. */
export type CalendarView = {
  readonly at: string
  readonly until?: string
  /** A choice whose colour the record bears. */
  readonly tone?: string
  /**
   * What is written when a record is dragged: each of these that has a value moves by as much. The first one is filled in
   * when something is made in the calendar. `at` itself where nothing is said.
   */
  readonly moves?: readonly string[]
}

/**
 * A map of people on the page of what they belong to. Of people, `above` is the relation to the one whom each reports to.
 * Of the parts that people play there, `of` is the relation to the person; they stand on the pages of what they point at
 * beside that.
 */
export type MapView = {
  readonly above?: string
  readonly of?: string
  /** A choice whose colour is borne. */
  readonly tone: string
  /** What else is said of each. */
  readonly show: readonly string[]
}

/** How two records are recognised as the same thing: each rule is a set of fields that must all be equal. */
export type Identity = readonly (readonly string[])[]

/**
 * Kinds of event that are emitted, such as `won`. What comes along with one is shown to people as far as `tells` says
 * which field of the record it is: it reads as that field does, and is as hidden. Subscribers get all of it.
 */
export type Emits<K extends string = string> = Readonly<
  Record<
    string,
    {
      readonly label: Label
      readonly tells?: Readonly<Record<string, K>>
      /** Something went wrong with it: where a flow has made the record, its owner hears of it. */
      readonly mishap?: true
    }
  >
>

/**
 * Its records gather those of other objects, which point at one of them by a relation: whoever belongs to it reads what
 * stands there, and some fields are covered from everybody but those who lead it, until the record stands there no more.
 */
export type Gathering<K extends string = string> = {
  /** The field that holds the key of the gathered object. */
  readonly of: K
  /** Relations to people, teams and roles. A team stands for the teams below it. */
  readonly members: readonly K[]
  /** A relation to people, who also change what stands there. */
  readonly leaders: K
  /** JSON lists of keys of fields. */
  readonly covers: readonly K[]
  /** A JSON filter of what may stand there; all where it is empty. */
  readonly fits?: K
  /** A number: how many records that stand there a member may open on a day; any where it is empty. */
  readonly opens?: K
}

/**
 * Its records say that somebody is away: from the first day to the last, in her time zone, others act with her rights on
 * what she owns. Such an object is a `standing` one.
 */
export type StandIn<K extends string = string> = {
  /** A person field. */
  readonly person: K
  /** A relation to people. */
  readonly by: K
  /** Days, both of them within. */
  readonly from: K
  readonly until: K
}

/**
 * A state of a record in which what it points at stays with whoever has it, such as an open deal and its customer. Rules
 * that take records from their owners offer each as a switch.
 */
export type Keeping<K extends string = string> = {
  /** By which rules name it: one of each for what is pointed at. */
  readonly key: string
  /** Said of what is pointed at: `Has an open opportunity`. */
  readonly label: Label
  /** The relation by which it points. */
  readonly through: K
  readonly where: Where
}

export type ObjectOptions<F extends Fields = Fields> = {
  readonly label: Label
  /** The plural in English; the Chinese one is the same word. */
  readonly plural: string
  readonly help?: Label
  /** The field that names a record. */
  readonly title: keyof F & string
  readonly icon?: string
  readonly traits?: readonly Trait[]
  /** What its owner is called where she does not answer for it: who entered it, say. */
  readonly ownerLabel?: Label
  readonly fields: F
  readonly views?: Views
  readonly identity?: Identity
  /** By which of its fields a record is recognised as about the same company or person as another, of any object. */
  readonly matching?: Matching
  readonly indexes?: readonly Index[]
  /** Fields that mean something together only: a merge takes all of them from one record. The first one leads. */
  readonly together?: readonly (readonly string[])[]
  /**
   * Which of its records still want somebody to see to them. The others stay with whoever answered for them when her work
   * goes to somebody else; where nothing is said, all of them go.
   */
  readonly pending?: Where
  /** In which state its records keep what they point at with its owner. */
  readonly keeps?: readonly Keeping<keyof F & string>[]
  /**
   * Its records are their owner's alone, whatever a role grants and whoever administers, but for those that are shared one by
   * one or match `unless`. What acts in her name without her, such as a flow or a stand-in, reaches those that match alone.
   */
  readonly private?: { readonly unless?: Where }
  /** Everyone signed in may read it, whatever the role: people, teams, stages. */
  readonly open?: boolean
  /** Not in the main navigation: a part of something else or a setting. */
  readonly nested?: boolean
  /** Made by rules and actions alone, such as what is kept of a case: nobody creates or imports one by hand. */
  readonly byRules?: boolean
  /** Why the law has its records kept as they are, also when somebody whom they name asks to be forgotten: invoices, contracts. */
  readonly retained?: Label
  /** For a `timeline` relation: the field that says when it happened. */
  readonly happensAt?: keyof F & string
  /** What its actions and rules tell of a record beside its changes. */
  readonly emits?: Emits<keyof F & string>
  /** Few and seldom changed: every process keeps them at hand, as it does people and roles. */
  readonly standing?: boolean
  readonly gathers?: Gathering<keyof F & string>
  readonly standsIn?: StandIn<keyof F & string>
  /** Made by an administrator, not by a module. */
  readonly custom?: boolean
  /** The name of its table, where it is not that of its key. */
  readonly table?: string
}

/** A kind of thing the company knows: what `defineObject` makes. */
export type ObjectDef<K extends string = string, F extends Fields = Fields> = ObjectOptions<F> & { readonly key: K }

/** Declares an object. Data only: nothing happens until a module that names it is registered. */
export function defineObject<const K extends string, const F extends Fields>(
  key: K,
  options: ObjectOptions<F>,
): ObjectDef<K, F> {
  return { key, ...options }
}

/** More fields and views for an object of another module. */
export type Extension = {
  readonly object: string
  readonly fields: Fields
  readonly indexes?: readonly Index[]
  readonly together?: readonly (readonly string[])[]
  /** Added to the columns of the list, the facts in the head and the groups of the page. */
  readonly views?: Pick<Views, 'list' | 'header' | 'page'>
}

/** Adds fields to an object that another module declares. */
export function extendObject(object: { readonly key: string }, more: Omit<Extension, 'object'>): Extension {
  return { object: object.key, ...more }
}

/** What every record carries. */
export type SystemValues = {
  readonly id: string
  readonly version: number
  readonly createdAt: string
  readonly createdBy: string | null
  readonly updatedAt: string
  readonly updatedBy: string | null
}

type Required<F extends Fields> = { [K in keyof F]: F[K] extends { readonly required: true } ? K : never }[keyof F]

/** The values of a record, as rules and actions see them. */
export type RecordOf<O extends ObjectDef> = SystemValues & {
  readonly [K in keyof O['fields']]: K extends Required<O['fields']>
    ? ValueOf<O['fields'][K]>
    : ValueOf<O['fields'][K]> | null
} & { readonly owner?: string | null }

/** What may be given when a record is made or changed; the id may be chosen by the caller. */
export type Patch<O extends ObjectDef> = { -readonly [K in keyof O['fields']]?: ValueOf<O['fields'][K]> | null } & {
  owner?: string | null
}
export type Draft<O extends ObjectDef> = Patch<O> & { id?: string }

/** Values of a record of whatever object. */
export type Values = Readonly<Record<string, unknown>>

export type { Where }
