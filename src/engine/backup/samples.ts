import { Refusal } from '#kernel/problem.ts'
import { type SealedColumn, secretColumns } from '../secret-columns.ts'
import { openSecrets } from '../secrets.ts'
import type { Manifest } from './manifest.ts'

/** One sealed text of each kind, picked out of an archive while it is read, to be opened with the archive's own key. */
export type SealedSamples = {
  /** What has to see the rows of a table; null where it has no secrets. */
  watch(schema: string, table: string): ((chunk: Buffer) => void) | null
  /** What the keys do not open, a sentence each. */
  wrong(keys: string): string[]
}

export function sealedSamples(manifest: Manifest): SealedSamples {
  const found = new Map<string, { column: SealedColumn; id: string; sealed: string }>()
  return {
    watch(schema, name) {
      const described = manifest.schemas.find((one) => one.schema === schema)
      const table = described?.tables.find((one) => one.name === name)
      const columns = described ? (secretColumns[described.kind] as readonly SealedColumn[]) : []
      const own = columns.filter((column) => column.startsWith(`${name}.`))
      if (!table || own.length === 0) return null
      let rest = ''
      return (chunk) => {
        const lines = (rest + chunk.toString('utf8')).split('\n')
        rest = lines.pop() ?? ''
        for (const column of own) {
          const place = `${schema}.${column}`
          if (found.has(place)) continue
          // COPY escapes only backslashes and line ends, and a sealed text has neither.
          const cells = lines.map((line) => line.split('\t'))
          const at = table.columns.indexOf(column.slice(name.length + 1))
          const row = cells.find((cell) => cell[at]?.startsWith('sealed1.'))
          if (row) found.set(place, { column, id: row[table.columns.indexOf('id')]!, sealed: row[at]! })
        }
      }
    },
    wrong(keys) {
      const secrets = openSecrets('', { SAMPAN_KEY: keys })
      return [...found].flatMap(([place, { column, id, sealed }]) => {
        try {
          secrets.open(sealed, { column, id })
          return []
        } catch (error) {
          if (!(error instanceof Refusal)) throw error
          return [`${place} of ${id}: ${error.message}`]
        }
      })
    },
  }
}
