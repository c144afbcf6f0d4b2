import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'

/** Builds the screens once for all journeys of a run. */
export async function setup(): Promise<() => void> {
  const web = mkdtempSync(join(tmpdir(), 'sampan-web-'))
  await build({
    configFile: fileURLToPath(new URL('../../vite.config.ts', import.meta.url)),
    logLevel: 'silent',
    build: { outDir: web },
  })
  process.env.SAMPAN_TEST_WEB = web
  return () => rmSync(web, { recursive: true, force: true })
}
