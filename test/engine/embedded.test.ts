import { existsSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { describe, expect, it } from 'vitest'
import { findEmbedded, startEmbedded } from '#engine/db/embedded/embedded.ts'
import { freshDatabase } from '../postgres-client.ts'
import { anotherSampan, ask, cleanUp, folder, usedFolder } from './embedded-stage.ts'

const settings = { fsync: 'off' }

describe('the built-in database', () => {
  cleanUp()

  it('refuses a second Sampan on the same data, and names the first', async () => {
    const dataFolder = await usedFolder()
    const first = await startEmbedded({ dataFolder, settings })
    await expect(startEmbedded({ dataFolder, settings })).rejects.toThrow(
      `Another Sampan (process ${process.pid}) already uses ${dataFolder}/database`,
    )
    expect(await ask(first.url, 'select 1')).toBe(1)
    await first.stop()
  })

  it('lets one of two in that start for the first time in the same moment', async () => {
    const dataFolder = folder()
    const both = await Promise.all([anotherSampan(dataFolder), anotherSampan(dataFolder)])
    const refused = both.filter(({ told }) => told.refusal)
    const running = both.filter(({ told }) => told.url)
    expect(refused).toHaveLength(1)
    expect(refused[0]?.told.refusal?.en).toContain(`process ${running[0]?.process.pid}`)
    expect(readdirSync(join(dataFolder, 'database'))).not.toContainEqual(expect.stringContaining('unfinished'))
  })

  it('refuses a cluster that another version of PostgreSQL made', async () => {
    const dataFolder = await usedFolder()
    writeFileSync(join(dataFolder, 'database/cluster/PG_VERSION'), '15\n')
    await expect(startEmbedded({ dataFolder, settings })).rejects.toThrow('was made by PostgreSQL 15')
  })

  it('starts again after a first start that was interrupted', async () => {
    const dataFolder = await usedFolder()
    const half = join(dataFolder, 'database/cluster.unfinished-2147483646')
    renameSync(join(dataFolder, 'database/cluster'), half)
    const again = await startEmbedded({ dataFolder, settings })
    expect(existsSync(half)).toBe(false)
    expect(await ask(again.url, 'select current_database()')).toBe('sampan')
    await again.stop()
  })

  it('keeps what was committed when it stops, and rolls back what was not', async () => {
    const dataFolder = await usedFolder()
    const first = await startEmbedded({ dataFolder })
    await ask(first.url, 'create table public.moon as select 1 as number')
    const open = new pg.Client({ connectionString: first.url })
    open.on('error', () => {})
    await open.connect()
    await open.query('begin')
    await open.query('insert into public.moon values (2)')
    await Promise.all([first.stop(), first.stop()])
    const second = await startEmbedded({ dataFolder })
    expect(await ask(second.url, 'select count(*)::int from public.moon')).toBe(1)
    await second.stop()
  })

  it('survives a power cut by default, and runs in UTC without JIT', async () => {
    const { url, stop } = await startEmbedded({ dataFolder: await usedFolder() })
    const set = (name: string) => ask(url, `show ${name}`)
    expect([await set('fsync'), await set('timezone'), await set('jit'), await set('max_connections')]).toEqual([
      'on',
      'UTC',
      'off',
      '100',
    ])
    await stop()
  })

  it('is found by a command that runs beside it, and not after it has stopped', async () => {
    const dataFolder = await usedFolder()
    const { url, pid, stop } = await startEmbedded({ dataFolder, settings })
    expect(findEmbedded(dataFolder)).toMatchObject({ url, pid })
    await stop()
    expect(findEmbedded(dataFolder)).toBeUndefined()
  })

  it('knows Chinese letters, in the same order on every machine', async () => {
    const { url, stop } = await startEmbedded({ dataFolder: await usedFolder(), settings })
    await ask(url, 'create extension pg_trgm')
    expect(await ask(url, "select array_length(show_trgm('有限公司'), 1)")).toBe(5)
    expect(
      await ask(url, "select datlocprovider::text || ' ' || datlocale from pg_database where datname = 'sampan'"),
    ).toBe('b C.UTF-8')
    expect(
      await ask(
        url,
        "select upper('café') || (select string_agg(x, '' order by x) from unnest(array['b','中','A']) x)",
      ),
    ).toBe('CAFÉAb中')
    await stop()
  })

  it('opens no port, only a socket in a closed folder', async () => {
    const { url, connection, stop } = await startEmbedded({ dataFolder: await usedFolder(), settings })
    expect(await ask(url, 'show listen_addresses')).toBe('')
    expect(statSync(connection.host).mode & 0o777).toBe(0o700)
    await stop()
  })

  it('finds a short name for the socket when the data folder has a long one', async () => {
    const dataFolder = await usedFolder(join(folder(), '很长的文件夹名称'.repeat(5), 'x'.repeat(90)))
    const { url, connection, stop } = await startEmbedded({ dataFolder, settings })
    expect(await ask(url, 'select 1')).toBe(1)
    expect(connection.host).toMatch(/^\/tmp\/sampan-/)
    await stop()
    expect(existsSync(connection.host)).toBe(false)
  })

  it('says in its log why postgres does not start', async () => {
    const dataFolder = await usedFolder()
    const wrong = startEmbedded({ dataFolder, settings: { shared_buffers: 'plenty' } })
    await expect(wrong).rejects.toThrow(/did not start[\s\S]*shared_buffers/)
    expect(readFileSync(join(dataFolder, 'database/postgres.log'), 'utf8')).toContain('plenty')
  })
})

describe('the PostgreSQL of a test run', () => {
  it('gives each file an empty database of its own, and takes it back', async () => {
    const [mine, other] = [await freshDatabase(), await freshDatabase()]
    const client = new pg.Client({ connectionString: mine.url })
    await client.connect()
    await client.query('create table public.moon (name text)')
    await expect(ask(other.url, 'select name from public.moon')).rejects.toMatchObject({ code: '42P01' })
    const farewells: unknown[] = []
    client.on('error', (error) => farewells.push(error))
    await mine.drop()
    await expect(client.query('select 1')).rejects.toThrow()
    expect(farewells[0]).toMatchObject({ code: '57P01' })
    await other.drop()
  })
})
