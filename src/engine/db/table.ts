/** What a table of a workspace is made of, as text that stands in DDL. */
export type TableColumn = {
  readonly name: string
  readonly sql: string
  readonly notNull?: boolean
  readonly default?: string
}
export type TableIndex = { readonly name: string; readonly unique?: boolean; readonly on: string }
export type TableConstraint = { readonly name: string; readonly is: string }
export type Table = {
  readonly name: string
  /** Holds only what can be made again; a crash of the server empties it. */
  readonly unlogged?: boolean
  readonly columns: readonly TableColumn[]
  readonly constraints: readonly TableConstraint[]
  readonly indexes: readonly TableIndex[]
}
