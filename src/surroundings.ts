import { accessSync, constants, existsSync, mkdirSync, statSync } from 'node:fs'
import { networkInterfaces } from 'node:os'
import { dirname } from 'node:path'

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
