import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { openSampan } from '../src/server.ts'
import { settingsFrom } from '../src/settings.ts'

/**
 * Makes the fixture of this release: `node bin/fixture.ts` fills an empty Sampan with a small demo company and keeps its
 * backup as test/upgrade/VERSION.tar.gz, with what the test must know beside it. Run it once for each release, on its own
 * checkout, and commit both files: every later version is tested on being upgraded from there.
 */
const root = new URL('../', import.meta.url).pathname
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
const target = join(root, 'test/upgrade', version)
const data = mkdtempSync(join(tmpdir(), 'sampan-fixture-'))
const person = { email: 'captain@example.com', password: 'fixture-1234' }
const settings = settingsFrom({ SAMPAN_DATA: data })

try {
  const { runtime, close } = await openSampan(settings)
  await runtime.setUp({
    company: '同舟示例',
    name: '船长',
    ...person,
    language: 'zh-CN',
    timeZone: 'Asia/Shanghai',
    sample: false,
  })
  await runtime.files.put(Readable.from([Buffer.from('合同正文，第一版。')]))
  await close()
  sampan('demo', '--scale', '0.02', '--password', person.password)
  const { key } = JSON.parse(sampan('api-key', 'create', '--json', person.email)) as { key: string }
  rmSync(`${target}.tar.gz`, { force: true })
  const { rows } = JSON.parse(sampan('backup', '--json', `${target}.tar.gz`)) as { rows: number }
  writeFileSync(`${target}.json`, `${JSON.stringify({ version, ...person, key, rows }, null, 2)}\n`)
  console.log(`${target}.tar.gz: ${rows} rows, ${Math.ceil(statSync(`${target}.tar.gz`).size / 1024)} KB`)
} finally {
  rmSync(data, { recursive: true, force: true })
}

function sampan(...args: string[]): string {
  return execFileSync(process.execPath, [join(root, 'bin/sampan.ts'), ...args, '--data', data], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  })
}
