import { spawn } from 'node:child_process'
import { join } from 'node:path'
import type { Step } from './step-child.ts'

/** Does a step in a process that is killed at a point. Answers how it ended: by which signal, or with its last words. */
export function killed(what: string, at: string, step: Step): Promise<string> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'step-child.ts'), what, JSON.stringify(step)], {
    env: { ...process.env, NODE_ENV: 'test', SAMPAN_CRASH_AT: at },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let words = ''
  child.stderr.on('data', (chunk: Buffer) => {
    words += chunk.toString('utf8')
  })
  return new Promise((resolve) => child.once('close', (code, signal) => resolve(signal ?? `${code}: ${words}`)))
}
