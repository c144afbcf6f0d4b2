import { accessSync, constants, existsSync, mkdirSync, statSync } from 'node:fs'
import { createServer } from 'node:net'
import { networkInterfaces } from 'node:os'
import { dirname } from 'node:path'
import { holderOf } from './port-holder.ts'

/** Makes the folder for the data where there is none. Throws one sentence, with what to do, where it cannot be written. */
export function makeDataFolder(path: string): void {
  try {
    makeAll(path)
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK)
  } catch (error) {
    const { code } = error as { code?: string }
    const me = process.getuid?.()
    const why =
      code === 'EROFS'
        ? 'it lies on a disk that can only be read'
        : code === 'ENOTDIR' || code === 'EEXIST'
          ? 'there is a file of that name'
          : code === 'ENOSPC'
            ? 'the disk is full'
            : `it belongs to user ${ownerOf(path)}${me === undefined ? '' : `, and this program runs as user ${me}`}`
    throw new Error(
      `Cannot write to the data folder ${path}: ${why}. Choose another one with SAMPAN_DATA=/path npm start${
        code === 'EACCES' && me !== undefined ? `, or run: chown -R ${me} ${path}` : ''
      }`,
    )
  }
}

/** Step by step: in a place where nothing can be made, as /proc, Node's recursive way never ends. */
function makeAll(path: string): void {
  if (existsSync(path)) return
  if (dirname(path) !== path) makeAll(dirname(path))
  try {
    mkdirSync(path)
  } catch (error) {
    if ((error as { code?: string }).code !== 'EEXIST') throw error
  }
}

/** Who owns the folder, or the nearest one above it that there is. */
function ownerOf(path: string): number | string {
  for (let at = path; ; at = dirname(at)) {
    const found = statSync(at, { throwIfNoEntry: false })
    if (found) return found.uid
    if (at === dirname(at)) return 'unknown'
  }
}

/** Does a server on this host listen on every network of the machine? */
export function listensEverywhere(host: string): boolean {
  return host === '0.0.0.0' || host === '::'
}

/**
 * Where colleagues in the same network reach a server that listens everywhere: the machine's own addresses, asked of the
 * machine, never of a request. Nothing for one that only listens on this machine.
 */
export function networkAddresses({ host, port }: { readonly host: string; readonly port: number }): string[] {
  if (!listensEverywhere(host)) return []
  return Object.values(networkInterfaces())
    .flatMap((list) => list ?? [])
    .filter(({ internal, family }) => !internal && family === 'IPv4')
    .map(({ address }) => `http://${address}:${port}`)
}

/** Throws one sentence, before anything is opened or made, where another program listens there already. */
export async function refuseTakenPort(at: Place): Promise<void> {
  const code = await tryOut(at)
  if (code) throw new Error(await whyNot(code, at))
}

/** What listening ended with, as the sentence that `refuseTakenPort` would have said; every other error as it is. */
export async function portProblem(error: unknown, at: Place): Promise<unknown> {
  const { code, syscall } = error as NodeJS.ErrnoException
  return code && syscall === 'listen' ? new Error(await whyNot(code, at)) : error
}

type Place = { readonly host: string; readonly port: number }

/** Listens for a moment. Answers why it cannot, or null. */
function tryOut({ host, port }: Place): Promise<string | null> {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
    probe.listen(port, host, () => probe.close(() => resolve(null)))
  })
}

async function whyNot(code: string, { host, port }: Place): Promise<string> {
  if (code === 'EADDRINUSE') {
    const holder = await holderOf(port)
    const who = holder ? `${holder.name} (process ${holder.pid})` : 'another program'
    return `Port ${port} is taken by ${who}. Stop it, or choose another port: PORT=${await freePort(host, port)} npm start`
  }
  if (code === 'EACCES')
    return `Port ${port} is for the administrator of this machine. Choose one from 1024 on: PORT=7717 npm start`
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return `HOST is '${host}', which is no address of this machine. Choose 127.0.0.1, or 0.0.0.0 for all of its networks.`
  return `Cannot listen on ${host}:${port}: ${code}.`
}

/** The next port that nobody listens on; the one after where the next twenty are taken too. */
async function freePort(host: string, taken: number): Promise<number> {
  const after = Array.from({ length: 20 }, (_, i) => 1_024 + ((taken + 1 + i - 1_024) % (65_536 - 1_024)))
  for (const port of after) if ((await tryOut({ host, port })) === null) return port
  return after[0]!
}
