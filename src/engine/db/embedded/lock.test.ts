import { spawn, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { findServer, ownerSetting } from './lock.ts'

const folder = mkdtempSync(join(tmpdir(), 'sampan-lock-'))
const cluster = join(folder, 'cluster')
mkdirSync(cluster)
const starting = spawn('sh', ['-c', 'sleep 60', 'postgres', '-D', cluster, '-c', `${ownerSetting}=7`])
afterAll(() => {
  starting.kill()
  rmSync(folder, { recursive: true })
})
const says = (pid: number, status: string) =>
  writeFileSync(join(cluster, 'postmaster.pid'), `${pid}\n${cluster}\n1\n5432\n${folder}\n\n 1 1\n${status}\n`)

/* A postgres that was killed leaves its file, which says that it is ready; the next one exchanges it while somebody waits. */
test.runIf(process.platform === 'linux')(
  'what one look at the file tells is all of one postgres: its process, its owner, whether it is ready',
  () => {
    const dead = spawnSync('true').pid
    says(dead, 'ready   ')
    expect(findServer(folder)).toBeUndefined()
    says(starting.pid!, 'starting')
    expect(findServer(folder)).toMatchObject({ pid: starting.pid, owner: 7, ready: false })
    says(starting.pid!, 'ready   ')
    expect(findServer(folder)).toMatchObject({ pid: starting.pid, owner: 7, ready: true })
  },
)
