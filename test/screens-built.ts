import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'

/** Builds the screens as people get them into a folder of its own, and answers it; who asks removes it. */
export async function buildScreens(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'sampan-web-'))
  const configFile = fileURLToPath(new URL('../vite.config.ts', import.meta.url))
  // vitest says `test`, and libraries would come with their checks for developers, which do everything twice
  const { NODE_ENV } = process.env
  process.env.NODE_ENV = 'production'
  await build({ configFile, mode: 'production', logLevel: 'silent', build: { outDir: folder } })
  process.env.NODE_ENV = NODE_ENV
  return folder
}
