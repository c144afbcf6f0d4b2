import { connectAlone } from './pool.ts'

/**
 * Whether a pooler stands between this program and the database. A server tells a new connection the number of the
 * process that serves it (protocol-message-formats, BackendKeyData); a pooler tells one of its own making.
 */
export async function throughPooler(url: string): Promise<boolean> {
  const client = await connectAlone(url, 'sampan-look')
  try {
    const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid')
    return rows[0]!.pid !== (client as unknown as { processID: number }).processID
  } finally {
    await client.end()
  }
}

/**
 * Whether statements may be prepared under a name. Behind a pooler not, unless it is said to know them (pgbouncer 1.21
 * and later with `max_prepared_statements`): an older one answers with another client's rows (growth.md, rule 16).
 * @param wanted `SAMPAN_PREPARE`: `on` or `off` where somebody decides it
 */
export async function mayPrepare(url: string, wanted: string | undefined): Promise<boolean> {
  return wanted === 'on' || (wanted !== 'off' && !(await throughPooler(url)))
}
