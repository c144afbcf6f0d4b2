import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startEmbedded } from '#engine/db/embedded/embedded.ts'

/** Nothing in a test has to survive a power cut. */
const careless = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', shared_buffers: '128MB' }

/**
 * One PostgreSQL for a whole run: the one of `TEST_DATABASE_URL`, whose user may create databases, or an embedded one in
 * a temporary folder. Tests find it in `SAMPAN_TEST_DATABASE_URL`, which `freshDatabase` reads.
 */
export default async function setup(): Promise<() => Promise<void>> {
  const given = process.env.TEST_DATABASE_URL
  if (given) {
    process.env.SAMPAN_TEST_DATABASE_URL = given
    return async () => {}
  }
  const folder = mkdtempSync(join(tmpdir(), 'sampan-test-'))
  // As root, postgres runs as somebody else, who must be able to pass.
  chmodSync(folder, 0o711)
  const postgres = await startEmbedded({ dataFolder: folder, settings: careless })
  process.env.SAMPAN_TEST_DATABASE_URL = postgres.url
  return async () => {
    await postgres.stop()
    rmSync(folder, { recursive: true })
  }
}
