import type { ImportCounts, ImportStatus, ImportUndo } from './api-import.ts'
import type { Reference } from './fields/relation.ts'

/** Something of a file that a person had better decide: a required field that nothing fills, or a column. */
export type ImportQuestion = {
  readonly about: 'required' | 'dates' | 'numbers' | 'words' | 'names'
  /** The field, or the column, in words. */
  readonly what: string
}

/** A file of a set: an import of its own, with its place among the others. */
export type ImportSetFile = {
  /** The path in the archive, or the name of the file. */
  readonly path: string
  /** Key of the object that its rows become; null while nobody has said. */
  readonly object: string | null
  /** The import, whose plan may be changed like that of any other; null without an object. */
  readonly importId: string | null
  /** Left out at the person's wish, or because it is not known what it is. */
  readonly skip: boolean
  /** The system that the table comes from, in words, where it is known. */
  readonly system: string | null
  readonly rows: number
  readonly columns: { readonly used: number; readonly of: number }
  /** Columns whose ids name records of other files of the set, or of earlier imports. */
  readonly relations: readonly { readonly column: string; readonly field: string; readonly object: string }[]
  readonly questions: readonly ImportQuestion[]
  /** What would happen, once it has been asked for by `POST /api/v1/imports/{importId}/preview`. */
  readonly preview: ImportCounts | null
  readonly status: ImportStatus
  readonly progress: ImportCounts | null
  readonly undo: ImportUndo | null
  readonly error: string | null
}

/** `GET /api/v1/import-sets/{id}`: files that came together, in the order in which they run. */
export type ApiImportSet = {
  readonly id: string
  readonly fileName: string
  readonly status: ImportStatus
  readonly createdAt: string
  readonly createdBy: Reference | null
  readonly finishedAt: string | null
  readonly undoneAt: string | null
  readonly files: readonly ImportSetFile[]
  /** What is in the archive and no table, and why it stays there; at most 200. */
  readonly leftOut: readonly { readonly path: string; readonly reason: string }[]
  readonly counts: ImportCounts
  readonly error: string | null
}
