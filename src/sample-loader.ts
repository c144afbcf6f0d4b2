import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { constants, setPriority } from 'node:os'
import { fileURLToPath } from 'node:url'

// Half the memory for a few seconds more: beside a server nobody waits for it.
const frugal = ['--max-old-space-size=400']

type Where = { readonly dataFolder: string; readonly databaseUrl?: string; readonly directUrl?: string }

/**
 * Loads the demo company behind a set-up that has been answered already: `sampan demo` in a process of its own, with low
 * priority, so that whoever signs in meanwhile does not wait for it.
 */
export function sampleLoader(where: Where, log: (message: string, detail?: object) => void) {
  const running = new Set<ChildProcess>()
  return {
    async load(workspaceId: string): Promise<void> {
      const program = fileURLToPath(new URL('../bin/sampan.ts', import.meta.url))
      const child = spawn(process.execPath, [...frugal, program, 'demo', '--workspace', workspaceId], {
        env: {
          ...process.env,
          SAMPAN_DATA: where.dataFolder,
          ...(where.databaseUrl ? { DATABASE_URL: where.databaseUrl } : {}),
          ...(where.directUrl ? { DATABASE_URL_DIRECT: where.directUrl } : {}),
        },
        stdio: ['ignore', 'ignore', 'pipe'],
      })
      running.add(child)
      let words = ''
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        words += text
      })
      child.once('spawn', () => setPriority(child.pid!, constants.priority.PRIORITY_BELOW_NORMAL))
      child.once('error', (error) => log('the demo company could not be loaded', { error: error.message }))
      child.once('close', (code) => {
        running.delete(child)
        if (code !== 0) log('the demo company could not be loaded', { error: words.trim() })
      })
    },
    async stop(): Promise<void> {
      await Promise.all(
        [...running].map((child) => {
          child.kill('SIGTERM')
          return once(child, 'close')
        }),
      )
    },
  }
}
