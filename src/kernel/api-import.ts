import type { Reference } from './fields/relation.ts'
import type { Label } from './label.ts'
import type { Values } from './object.ts'
import type { TextReading } from './source-profile.ts'
import type { DateOrder } from './text/date-text.ts'

/** Where an import stands. `uploaded` is waiting for its plan; `running` and `undoing` are worked on in the background. */
export type ImportStatus = 'uploaded' | 'running' | 'done' | 'failed' | 'cancelled' | 'undoing' | 'undone'

/** How the file is written, as found or as the person corrected it. */
export type ImportSource = {
  readonly kind?: 'csv' | 'xlsx' | 'xls' | 'vcf'
  /** Rows and columns of a workbook that it does not show; they are read like the others. */
  readonly hidden?: { readonly rows: number; readonly columns: number }
  readonly encoding?: string
  readonly delimiter?: string
  readonly sheets?: readonly string[]
  readonly sheet?: string
  /** The line of the header; 0 for a file without one. */
  readonly headerRow?: number
}

/** Where a column of the file goes. */
export type ImportColumnPlan = {
  /** Index of the column in the file, from 0. */
  readonly column: number
  /**
   * `name`, a part such as `address.city` or `amount.currency`, `id` for the record's own id, or one of
   * `createdAt createdBy updatedAt updatedBy`, which are kept on new records.
   */
  readonly field: string
  /** Dates: what comes first in `03/05/26`. */
  readonly dateOrder?: DateOrder
  /** Numbers: the decimal sign, where the column uses a comma. */
  readonly decimal?: '.' | ','
  /** Money: ISO 4217, where the cells name none. */
  readonly currency?: string
  /** How the text is read first. */
  readonly as?: TextReading
  /** Of a long text: a line of its own under the name of the column. */
  readonly under?: true
  /** In rows where another column says something else, the value goes to the field `otherwise`. With `begins` the words are beginnings. */
  readonly only?: {
    readonly column: number
    readonly is: readonly string[]
    readonly begins?: true
    readonly otherwise: string
  }
}

/** What is done about names that no readable record has. */
export type ImportReferencePlan = {
  /** `refuse` the row, `create` the record, or leave the field `empty`. */
  readonly unknown: 'refuse' | 'create' | 'empty'
  /** Names as written in the file → the id of the record that is meant, or null to leave the field empty. */
  readonly names: Readonly<Record<string, string | null>>
  /** Further values of records that are created, such as the pipeline of a stage. */
  readonly with?: Values
}

/** Everything that was decided about one file. JSON; kept with the import and proposed again for the next file with the same header. */
export type ImportPlan = {
  /**
   * Columns that are used; what is not named is ignored. Several may go to one field: the first that is filled gives its
   * value and the others are kept in the notes of new records; of a long text each becomes a line under its own name.
   */
  readonly columns: readonly ImportColumnPlan[]
  /** Values of every new record whose row has none: `{ "source": "exhibition" }`. */
  readonly constants: Values
  /** Texts made of columns, by field: `{ "name": "{product} {account}" }`. Names in braces are columns of the file. */
  readonly templates: Readonly<Record<string, string>>
  /** Values used only where a row would be refused because the field is empty: `{ "lostReason": "other" }`. */
  readonly ifRequired: Values
  /** Choices as written in the file → key of the choice, or null to leave the field empty; by field. */
  readonly choices: Readonly<Record<string, Readonly<Record<string, string | null>>>>
  /** What happens to words that are neither a choice nor among `choices`, by field; `refuse` the row where it is not given. */
  readonly otherChoices?: Readonly<Record<string, 'refuse' | 'empty' | 'note'>>
  /** By relation field; people have a rule of their own below, `names` of a person field stand here. */
  readonly references: Readonly<Record<string, ImportReferencePlan>>
  /** Names of people whom nobody knows: refuse the row, add them as inactive people, give their records to `one`, or leave empty. */
  readonly people: { readonly unknown: 'refuse' | 'inactive' | 'one' | 'empty'; readonly one?: string }
  /** What happens to a row whose record is there already, or stood earlier in the file. */
  readonly duplicates: 'skip' | 'update' | 'create'
  /** Fields that decide whether a record is there already; the object's own identity rules where it is not given. */
  readonly match?: readonly (readonly string[])[]
  /** What an empty cell does to an existing record. A cell that says `[clear]` or `【清空】` always clears. */
  readonly empty: 'keep' | 'clear'
  /** Rows in which a column says one of these are skipped. */
  readonly leaveOut?: readonly { readonly column: number; readonly is: readonly string[] }[]
  /** Rows that repeat a record for another owner open it to that one; the first owner stays. */
  readonly shared?: boolean
  /** Tells webhooks of each record; they hear nothing of an import where it is not said. Rules and checks always apply. */
  readonly automations?: boolean
}

/** What was found in one column. */
export type ImportColumn = {
  readonly column: number
  readonly name: string
  readonly samples: readonly string[]
  readonly filled: number
  /** Different texts; exact up to 2,000, else 2,000. */
  readonly distinct: number
  /** Proposed; null to ignore the column. */
  readonly field: string | null
  /** `memory`: so it was the last time · `profile`: so the source writes it · `name`: by its header · `content`: by what stands in it. */
  readonly how: 'memory' | 'profile' | 'name' | 'content' | null
  /** 0 to 1. */
  readonly confidence: number
  readonly dateOrder?: { readonly order: DateOrder; readonly ambiguous: boolean }
  /** Number columns: the decimal sign; ambiguous where every number can be read both ways. */
  readonly decimal?: { readonly sign: '.' | ','; readonly ambiguous: boolean }
  /** Cells in which a spreadsheet has lost digits, or most likely the zero in front. */
  readonly lost?: { readonly digits: number; readonly zeros: number }
  /** Choice columns: texts that are none of the choices. */
  readonly unknownChoices?: readonly ImportUnknown[]
  /** Reference columns: names that no readable record has. */
  readonly unknownNames?: readonly ImportUnknown[]
}

/** A text that is not known, how often it occurs, and what may have been meant. Nothing is mended without consent. */
export type ImportUnknown = {
  readonly text: string
  readonly count: number
  /** `key` of a choice, or `id` of a record. */
  readonly proposal: { readonly key: string; readonly title: string; readonly score: number } | null
}

export type ImportAnalysis = {
  readonly source: ImportSource
  readonly headerRow: number
  readonly rows: number
  readonly columns: readonly ImportColumn[]
  /** Was a mapping remembered for this header? */
  readonly remembered: boolean
  /** Required fields that no column fills. */
  readonly missing: readonly string[]
  /** The system that the file comes from, where it is known, and the object of that table, where it is another one. */
  readonly profile?: {
    readonly key: string
    readonly label: Label
    readonly object: string
    readonly notes: readonly Label[]
  }
  /** Lines that are no records: titles and notes above the header, an example, totals and remarks. The first fifty. */
  readonly leftOut?: readonly ImportLeftOut[]
}

export type ImportLeftOut = {
  readonly line: number
  readonly text: string
  readonly why: 'above' | 'example' | 'total' | 'remark'
}

/** Counts of cells of one column: `read` is `stored` + `empty` + `refused`, plus `skipped` where the row was. */
export type ImportColumnCounts = {
  readonly column: number
  readonly field: string
  readonly read: number
  readonly stored: number
  readonly empty: number
  readonly refused: number
  readonly skipped: number
}

export type ImportReason = {
  readonly field: string | null
  readonly code: string
  readonly message: string
  readonly rows: number
  readonly lines: readonly number[]
}

/** What would happen, or has happened. `rows` = created + updated + unchanged + skipped + refused. */
export type ImportCounts = {
  readonly rows: number
  readonly created: number
  readonly updated: number
  readonly unchanged: number
  readonly skipped: number
  readonly refused: number
}

export type ImportPreview = ImportCounts & {
  /** Rows that were also tried against all rules; the rest by their cells and identity alone. */
  readonly tried: number
  readonly reasons: readonly ImportReason[]
  readonly columns: readonly ImportColumnCounts[]
  /** Records that would be made beside the rows: `{ "account": ["Isdom"] }`, at most 100 names each. */
  readonly alsoCreated: Readonly<Record<string, { readonly count: number; readonly names: readonly string[] }>>
  /** Values that say nothing, such as 13800000000, by field, most rows first; they come in all the same. */
  readonly placeholders: readonly ImportPlaceholders[]
  readonly examples: readonly {
    readonly line: number
    readonly does: 'create' | 'update' | 'skip' | 'refuse'
    readonly values: Values
  }[]
}

export type ImportPlaceholders = {
  readonly field: string
  readonly rows: number
  /** The commonest of them, at most three. */
  readonly values: readonly string[]
}

export type ImportReport = ImportCounts & {
  readonly reasons: readonly ImportReason[]
  readonly columns: readonly ImportColumnCounts[]
  readonly alsoCreated: Readonly<Record<string, { readonly count: number; readonly names: readonly string[] }>>
  readonly seconds: number
}

/** What an undo did. */
export type ImportUndo = {
  readonly removed: number
  readonly restored: number
  /** Left as they are: changed since and skipped, or needed elsewhere. */
  readonly kept: readonly ImportKept[]
}
export type ImportKept = {
  readonly object: string
  readonly id: string
  readonly title: string | null
  readonly reason: string
}

/** A refused row, to be mended: its cells in the order of the analysis' columns. */
export type ApiImportRow = {
  readonly line: number
  readonly cells: readonly string[]
  /** `column` is the place in the file, null where the row as a whole is at fault. */
  readonly problems: readonly { readonly column: number | null; readonly message: string; readonly code: string }[]
}

/** A mapping that is remembered. `header` is the fingerprint of the file's header. */
export type ApiImportMapping = {
  readonly object: string
  readonly header: string
  /** The last file that was brought in by it. */
  readonly fileName: string
  readonly columns: readonly { readonly name: string; readonly field: string }[]
  readonly used: number
  readonly usedAt: string
  readonly usedBy: Reference | null
}

/** `GET /api/v1/imports/{id}`. */
export type ApiImport = {
  readonly id: string
  /** The set that it came with, if any. */
  readonly setId: string | null
  readonly object: string
  readonly fileName: string
  readonly status: ImportStatus
  readonly createdAt: string
  readonly createdBy: Reference | null
  readonly finishedAt: string | null
  readonly undoneAt: string | null
  readonly analysis: ImportAnalysis
  readonly plan: ImportPlan
  readonly preview: ImportPreview | null
  /** While it runs: rows handled so far, and what came of them. */
  readonly progress: ImportCounts & { readonly of: number }
  /** When it has ended, well or not. */
  readonly report: ImportReport | null
  readonly undo: ImportUndo | null
  /** Why it failed. */
  readonly error: string | null
}
