import type pg from 'pg'
import { Refusal } from '#kernel/problem.ts'
import { type SealedColumn, secretColumns } from '../secret-columns.ts'
import { openSecrets } from '../secrets.ts'
import type { Manifest } from './manifest.ts'
import { qualified, quoted } from './tables.ts'

/** Opens one secret of each kind with the key that came back; answers what could not be opened. */
export async function trySecrets(client: pg.ClientBase, dataFolder: string, manifest: Manifest): Promise<string[]> {
  // The key of the data folder, whatever the environment says: it is the one that was in the backup.
  const secrets = openSecrets(dataFolder, {})
  const wrong: string[] = []
  for (const { schema, kind, tables } of manifest.schemas)
    for (const column of secretColumns[kind] as readonly SealedColumn[]) {
      const [table, name] = column.split('.') as [string, string]
      if (!tables.find((one) => one.name === table)?.columns.includes(name)) continue
      const { rows } = await client.query<{ id: string; sealed: string }>(
        `select id::text as id, ${quoted(name)} as sealed from ${qualified(schema, table)} where ${quoted(name)} is not null limit 1`,
      )
      for (const { id, sealed } of rows)
        try {
          secrets.open(sealed, { column, id })
        } catch (error) {
          if (!(error instanceof Refusal)) throw error
          wrong.push(`${schema}.${column} of ${id}: ${error.message}`)
        }
    }
  return wrong
}
