import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { careless, type OwnServer, startOwn } from './own.ts'

/**
 * Starts a streaming replica of a server, which is stopped for a moment to be copied: needs no `pg_basebackup`, which the
 * embedded PostgreSQL does not bring.
 */
export async function follow(primary: OwnServer, native?: string): Promise<OwnServer> {
  await primary.stop()
  const { host, port, user } = primary.connection
  const replica = await startOwn({
    native,
    settings: { ...careless, primary_conninfo: `host=${host} port=${port} user=${user}`, hot_standby: 'on' },
    cluster(home, cluster) {
      execFileSync('cp', ['-a', primary.cluster, cluster], { ...home.runAs, cwd: '/' })
      writeFileSync(join(cluster, 'standby.signal'), '')
    },
  })
  await primary.start()
  return replica
}
