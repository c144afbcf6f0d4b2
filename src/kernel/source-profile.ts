import type { Label } from './label.ts'
import type { Values } from './object.ts'

/** Another system whose exports are known, so that nobody has to say where their columns go. Pure data. */
export type SourceProfile = {
  readonly key: string
  /** What people call the system. */
  readonly label: Label
  readonly tables: readonly SourceTable[]
}

/** One kind of table that the system exports. */
export type SourceTable = {
  /** Key of the object that its rows become. */
  readonly object: string
  /** Headers that are all there, whatever else is; a list stands for one of its spellings. */
  readonly needs: readonly (string | readonly string[])[]
  /** What the source calls the file; decides between tables whose headers are alike. */
  readonly fileName?: RegExp
  /** By header; case, width, blanks and punctuation do not count. Null: known, and of no use here. */
  readonly columns: Readonly<Record<string, SourceColumn | null>>
  /** Columns whose number or names vary from company to company. `$1` is what the first brackets found. */
  readonly repeated?: readonly { readonly header: RegExp; readonly goes: SourceColumn | null }[]
  /** Rows that are not brought over. */
  readonly leaveOut?: readonly { readonly header: string; readonly is: readonly string[] }[]
  /** Values of every new record. */
  readonly constants?: Values
  /** Values where a rule asks for one and the file has none. */
  readonly ifRequired?: Values
  /** Fields that decide whether a record is there already. */
  readonly match?: readonly (readonly string[])[]
  /** The same record stands in several rows, one for each person who looks after it: the first owns it, the others may change it. */
  readonly shared?: boolean
  /** What a person should know before she starts. */
  readonly notes?: readonly Label[]
}

/** Where a column goes: the path of a field, or that and how its cells are read. */
export type SourceColumn =
  | string
  | {
      readonly to: string
      /** Words of the source → key of the choice, or null for none. */
      readonly values?: Readonly<Record<string, string | null>>
      /** Words of the source → the name here, for columns that name other records. */
      readonly names?: Readonly<Record<string, string>>
      /** Names that no record has. */
      readonly unknown?: 'refuse' | 'create' | 'empty'
      /** How the text is read first. */
      readonly as?: TextReading
      /** Of a long text: a line of its own under the name of the column. */
      readonly under?: true
      /**
       * In rows where that column says something else, the value goes to `otherwise`. With `begins` the words are
       * beginnings: of ids, the first letters tell what kind of record it is.
       */
      readonly only?: {
        readonly header: string
        readonly is: readonly string[]
        readonly begins?: true
        readonly otherwise: string
      }
    }

/** `caseSafeId`: an id of 15 characters that differ by case becomes one of 18 · `html`: marks are taken out. */
export type TextReading = 'caseSafeId' | 'html'
