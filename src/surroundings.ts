import { accessSync, constants, existsSync, mkdirSync, statSync } from 'node:fs'
import { createServer } from 'node:net'
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

/** Throws one sentence, before anything is opened or made, where another program listens there already. */
export function refuseTakenPort({ host, port }: { readonly host: string; readonly port: number }): Promise<void> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', (error: NodeJS.ErrnoException) =>
      reject(new Error(whyNot(error.code ?? error.message, host, port))),
    )
    probe.listen(port, host, () => probe.close(() => resolve()))
  })
}

function whyNot(code: string, host: string, port: number): string {
  if (code === 'EADDRINUSE')
    return `Port ${port} is taken by another program. Choose another one: npm start -- --port ${port === 65_535 ? 7717 : port + 1}`
  if (code === 'EACCES')
    return `Port ${port} is for the administrator of this machine. Choose one from 1024 on: npm start -- --port 7717`
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return `HOST is '${host}', which is no address of this machine. Choose 127.0.0.1, or 0.0.0.0 for all of its networks.`
  return `Cannot listen on ${host}:${port}: ${code}.`
}
