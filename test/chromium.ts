import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import chromium, { inflate } from '@sparticuz/chromium'

/** A browser program and what its environment needs. */
export type Chromium = { path: string; env: Record<string, string> }

/**
 * The browser of the tests: `CHROMIUM` if set, else the one from npm, unpacked once per version (200 MB) into the caches
 * of node_modules. It needs nothing of the system but glibc: its libraries come along where the system has none, and it
 * sees no font of the system, so that pages look the same everywhere and Chinese must come from the page's own font.
 */
export async function findChromium(): Promise<Chromium> {
  if (process.env.CHROMIUM) return { path: process.env.CHROMIUM, env: {} }
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error('npm has no browser for this machine: set CHROMIUM to the path of a Chrome or Chromium.')
  }
  const folder = join(packageFolder, '..', '..', '.cache', `chromium-${version()}`)
  if (!existsSync(folder)) await unpack(folder)
  const path = join(folder, 'chromium')
  const env = { FONTCONFIG_FILE: join(folder, 'fonts.conf') }
  if (missingLibraries({ path, env }).length === 0) return { path, env }
  const complete = { path, env: { ...env, LD_LIBRARY_PATH: join(folder, 'al2023', 'lib') } }
  const missing = missingLibraries(complete)
  if (missing.length === 0) return complete
  throw new Error(
    `The browser of the tests needs ${missing.join(', ')}: install it, or set CHROMIUM to another browser.`,
  )
}

const packageFolder = dirname(dirname(createRequire(import.meta.url).resolve('@sparticuz/chromium')))

function version(): string {
  return (JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8')) as { version: string }).version
}

/** Unpacks under another name first: two test files may want it at once, and a half-written program must not be found. */
async function unpack(folder: string): Promise<void> {
  const unfinished = `${folder}.${process.pid}`
  mkdirSync(unfinished, { recursive: true })
  // The package unpacks to wherever TMPDIR points when it is called, and believes any file it finds there.
  const { TMPDIR } = process.env
  process.env.TMPDIR = unfinished
  const unpacking = [chromium.executablePath(), inflate(join(packageFolder, 'bin', 'al2023.tar.br'))]
  if (TMPDIR === undefined) delete process.env.TMPDIR
  else process.env.TMPDIR = TMPDIR
  await Promise.all(unpacking)
  writeFileSync(join(unfinished, 'fonts.conf'), fontsConfiguration(folder))
  if (existsSync(folder)) rmSync(unfinished, { recursive: true })
  else renameSync(unfinished, folder)
}

function fontsConfiguration(folder: string): string {
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>${folder}/fonts/fonts</dir><cachedir>${folder}/fonts-cache</cachedir></fontconfig>
`
}

/** The shared libraries a program wants and this machine has not, such as `libnss3.so`. */
function missingLibraries({ path, env }: Chromium): string[] {
  const { stdout } = spawnSync('ldd', [path], { encoding: 'utf8', env: { ...process.env, ...env } })
  return [...(stdout ?? '').matchAll(/(\S+) => not found/g)].map(([, name]) => String(name))
}

// `npm test` unpacks the browser before the first test runs against its time limit.
if (import.meta.main) {
  await findChromium().catch((error: Error) => console.log(`${error.message} Journeys in the browser will fail.`))
}
