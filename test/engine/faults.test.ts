import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { backUp } from '#engine/backup/backup.ts'
import { keepBackup } from '#engine/backup/kept.ts'
import { verifyWorkspace } from '#engine/doctor/verify.ts'
import { openSealer } from '#engine/events/chain/seal.ts'
import { verifyChain } from '#engine/events/chain/verify.ts'
import { check } from '../../src/bench/crash/check.ts'
import { makeVictim } from '../../src/bench/crash/child.ts'
import { openLedger, startLoad } from '../../src/bench/crash/load.ts'
import { startSampan, type TestSampan } from '../harness.ts'
import { sky } from '../planets.ts'
import { freshDatabase } from '../postgres-client.ts'
import { smallDisk } from '../servers/small-disk.ts'

/* What goes wrong around the program: it says so in words, stores nothing by halves, and goes on when it is over. */

const whole = { lost: 0, doubled: 0, eventless: 0, effectsLost: 0, effectsDoubled: 0, gaps: 0, jobsLeft: 0 }
/** Only root may make a disk; elsewhere these stories are skipped. */
const disks = smallDisk(1)
disks?.close()

describe.runIf(disks)('a full disk', () => {
  test('under the files refuses uploads, imports and backups in words, leaves no half of them, and reading goes on', async () => {
    const disk = smallDisk(12)!
    const dataFolder = join(disk.folder, 'data')
    mkdirSync(dataFolder)
    const sampan = await startSampan({ dataFolder, language: 'en' })
    writeFileSync(join(dataFolder, 'secret'), 'a secret that only tests know, and long enough')
    const upload = (path: string, bytes: Buffer, words = 'en') => {
      const edge = 'edge'
      const body = Buffer.concat([
        Buffer.from(
          `--${edge}\r\ncontent-disposition: form-data; name="file"; filename="a.csv"\r\ncontent-type: text/csv\r\n\r\n`,
        ),
        bytes,
        Buffer.from(`\r\n--${edge}--\r\n`),
      ])
      return sampan.call(sampan.admin, 'POST', path, body, {
        'content-type': `multipart/form-data; boundary=${edge}`,
        'accept-language': words,
      })
    }
    const kept = await upload('/api/v1/files', Buffer.from('kept'))
    expect(kept.status).toBe(201)
    const table = Buffer.from(`名称\n${Array.from({ length: 9_000 }, (_, i) => `客户 ${i}`).join('\n')}`)

    const large = await upload('/api/v1/files', randomBytes(20_000_000))
    expect([large.status, large.body.detail]).toEqual([503, expect.stringContaining('disk of the server is full')])
    disk.fill()
    const chinese = await upload('/api/v1/files', randomBytes(100_000), 'zh-CN')
    expect([chinese.status, chinese.body.detail]).toEqual([503, expect.stringContaining('磁盘已满')])
    expect((await upload('/api/v1/imports?object=account', table)).status).toBe(503)
    expect((await sampan.call(sampan.admin, 'GET', '/api/v1/imports')).body.data).toEqual([])
    const backup = { databaseUrl: sampan.databaseUrl, dataFolder, version: '0', now: '2026-11-22T12:00:00.000Z' }
    await expect(backUp({ ...backup, path: join(disk.folder, 'whole.tar.gz') })).rejects.toThrow('ENOSPC')
    const folder = join(disk.folder, 'backups')
    await expect(keepBackup({ ...backup, folder, kind: 'daily' })).rejects.toThrow('MB free')
    expect(readdirSync(disk.folder).filter((name) => name.includes('whole'))).toEqual([])
    expect(readdirSync(join(dataFolder, 'files', 'incoming'))).toEqual([])
    expect((await sampan.call(sampan.admin, 'GET', `/api/v1/files/${kept.body.id}`)).body).toBe('kept')

    disk.free()
    expect((await upload('/api/v1/files', randomBytes(100_000))).status).toBe(201)
    expect((await upload('/api/v1/imports?object=account', table)).status).toBe(201)
    await backUp({ ...backup, path: join(disk.folder, 'whole.tar.gz') })
    expect(existsSync(join(disk.folder, 'whole.tar.gz'))).toBe(true)
    await sampan.close()
    disk.close()
  })

  test('under the database loses nothing that was acknowledged; when there is room again, writing goes on by itself', async () => {
    const disk = smallDisk(400)!
    const victim = await makeVictim({ on: disk.folder })
    const ledger = openLedger()
    const load = startLoad(victim, ledger, 6)
    await pause(1_000)
    disk.fill()
    const refused = ledger.unavailable
    await expect.poll(() => ledger.unavailable - refused, { timeout: 60_000 }).toBeGreaterThan(20)
    expect(victim.isRunning()).toBe(true)
    disk.free()
    const { acknowledged } = ledger
    await expect.poll(() => ledger.acknowledged - acknowledged, { timeout: 60_000 }).toBeGreaterThan(100)
    await load.stop()
    expect(ledger.strange).toEqual([])
    expect(await check(victim, ledger)).toEqual(whole)
    await victim.close()
    disk.close()
  }, 300_000)
})

test('connections cut in the middle, and a database that restarts, cost nobody anything but time', async () => {
  const victim = await makeVictim()
  const ledger = openLedger()
  const load = startLoad(victim, ledger, 8)
  const more = async () => {
    const { acknowledged } = ledger
    await expect.poll(() => ledger.acknowledged - acknowledged, { timeout: 60_000 }).toBeGreaterThan(60)
  }
  await more()
  for (let cut = 0; cut < 10; cut++) {
    const client = new pg.Client({ connectionString: victim.findPostgres()!.url })
    await client.connect()
    await client.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'sampan%' and pid <> pg_backend_pid()`,
    )
    await client.end()
    await pause(100)
  }
  await more()
  for (let restart = 0; restart < 2; restart++) {
    process.kill(victim.findPostgres()!.pid, 'SIGINT') // as `pg_ctl restart` would
    await more()
  }
  await load.stop()
  expect(ledger.strange).toEqual([])
  expect(victim.isRunning()).toBe(true)
  expect(await check(victim, ledger)).toEqual(whole)
  await victim.close()
}, 300_000)

describe('a statement that takes too long', () => {
  let sampan: TestSampan
  let holder: pg.Client
  let drop: () => Promise<void>
  beforeAll(async () => {
    const database = await freshDatabase()
    drop = database.drop
    const url = new URL(database.url)
    url.searchParams.set('options', '-c statement_timeout=400')
    sampan = await startSampan({ modules: sky(), on: { url: url.href } })
    holder = new pg.Client({ connectionString: database.url })
    await holder.connect()
  })
  afterAll(async () => {
    await holder.end()
    await sampan.close()
    await drop()
  })

  test('is stopped, told as such, and leaves nothing; what was asked may be asked again', async () => {
    const { body: made } = await sampan.call(sampan.admin, 'POST', '/api/v1/planet', { name: 'Held' })
    await holder.query('begin')
    await holder.query(`select 1 from "${sampan.workspace.schema}".planet where id = $1 for update`, [made.id])
    const change = () => sampan.call(sampan.admin, 'PATCH', `/api/v1/planet/${made.id}`, { name: 'Changed' })
    const late = await change()
    expect([late.status, late.body.detail]).toEqual([429, expect.stringContaining('took too long')])
    await holder.query('rollback')
    expect((await sampan.call(sampan.admin, 'GET', `/api/v1/planet/${made.id}`)).body).toMatchObject({
      name: 'Held',
      version: 1,
    })
    expect((await change()).body).toMatchObject({ name: 'Changed', version: 2 })
  })
})

test('a clock that is set back, and forward, changes no order, loses no event and locks nobody out', async () => {
  let now = new Date()
  const day = 86_400_000
  const sampan = await startSampan({ modules: sky(), clock: { now: () => now }, worker: true })
  const call = (method: 'GET' | 'POST' | 'PATCH' | 'DELETE', url: string, body?: object) =>
    sampan.call(sampan.admin, method, url, body)
  const { body: made } = await call('POST', '/api/v1/planet', { name: 'Zero' })
  let version = 1
  for (const days of [1, -1, -40, 0, 400, 0]) {
    now = new Date(Date.now() + days * day)
    const answer = await call('PATCH', `/api/v1/planet/${made.id}`, { name: `After ${days} days` })
    expect([answer.status, answer.body.version], `${days} days: ${JSON.stringify(answer.body)}`).toEqual([
      200,
      ++version,
    ])
    expect((await call('POST', '/api/v1/planet', { name: `Made ${days}` })).status).toBe(201)
    expect((await call('GET', `/api/v1/planet?q=${days}`)).status).toBe(200)
  }
  await call('DELETE', `/api/v1/planet/${made.id}`)
  expect((await call('POST', `/api/v1/planet/${made.id}/restore`)).status).toBe(200)
  await sampan.runtime.settle()
  const { body: page } = await call('GET', `/api/v1/planet/${made.id}/timeline`)
  expect(page.data.map((event: { kind: string }) => event.kind).toSorted()).toEqual(
    ['created', 'deleted', 'restored', ...Array.from({ length: version - 1 }, () => 'updated')].toSorted(),
  )
  await openSealer().round(sampan.workspace, { all: true })
  expect((await verifyChain(sampan.workspace.db, sampan.workspace, [])).wrong).toEqual([])
  const { findings } = await verifyWorkspace(sampan.workspace, [])
  expect(findings.filter(({ state }) => state === 'wrong')).toEqual([])
  await sampan.close()
})

test('a data folder that can only be read is told before anything starts', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sampan-closed-'))
  writeFileSync(join(folder, 'file'), '')
  const { makeDataFolder } = await import('../../src/surroundings.ts')
  expect(() => makeDataFolder(join(folder, 'file'))).toThrow('Cannot write to the data folder')
  rmSync(folder, { recursive: true })
})
