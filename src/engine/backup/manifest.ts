import type { Shape } from '../db/shape.ts'

/** First in the archive: what it is, and what it will hold. */
export type Manifest = {
  readonly format: 1
  /** The program that made it, and the PostgreSQL it read from. */
  readonly sampan: string
  readonly postgres: string
  /** The instant whose data it holds. */
  readonly at: string
  readonly schemas: readonly BackupSchema[]
  readonly files: { readonly count: number; readonly bytes: number }
  /** Bytes that records name but the store does not have. */
  readonly missingFiles: readonly string[]
  /** Events that had left the outbox but not reached every subscriber; told again after a restore. */
  readonly waiting: readonly { readonly schema: string; readonly eventId: string }[]
  /** The id of the one workspace that this is a backup of; of everything where it is missing. */
  readonly only?: string
}

export type BackupSchema = {
  readonly schema: string
  readonly kind: 'catalogue' | 'workspace'
  /** What people call it. */
  readonly name: string
  readonly migrations: readonly { readonly name: string; readonly hash: string }[]
  readonly tables: readonly BackupTable[]
  /** The statements that make it: beside the migrations, what administrators have added. None in older backups. */
  readonly shape?: Shape
}

export type BackupTable = {
  readonly name: string
  readonly columns: readonly string[]
  /** What its rows are ordered by: its primary key. */
  readonly key: readonly string[]
  readonly rows: number
}

/** Last in the archive: what it does hold. An archive without it was cut short. */
export type Seal = {
  /** By `schema.table`: rows, and the SHA-256 of them as COPY writes them. */
  readonly tables: Readonly<Record<string, { readonly rows: number; readonly sha256: string }>>
  readonly files: readonly string[]
  readonly secret: string
  /** The hash of the keys; none in a backup from before secrets were sealed. */
  readonly key?: string
}

/** Names of the archive's entries. */
export const entry = {
  manifest: 'manifest.json',
  seal: 'seal.json',
  secret: 'secret',
  key: 'key',
  /** A table comes in pieces, in order. */
  data: (schema: string, table: string, piece: number) => `data/${schema}/${table}/${String(piece).padStart(6, '0')}`,
  file: (sha256: string) => `files/${sha256}`,
}

/** Columns by which records name bytes of the file store. */
export const fileColumns = ['sha256', 'file_hash'] as const

export function totalRows(manifest: Manifest): number {
  return manifest.schemas.flatMap((s) => s.tables).reduce((sum, table) => sum + table.rows, 0)
}
