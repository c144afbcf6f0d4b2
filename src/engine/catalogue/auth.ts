import { openPool } from '../db/pool.ts'
import type { Door, DoorOptions } from './sign-in.ts'
import type { SignedIn, SignInMethod } from './sign-in-methods.ts'

export type Auth = ReturnType<typeof openAuth>

/**
 * Signing in, by better-auth, on the catalogue. Passwords, codes and passkeys are its business alone; attempts are
 * throttled and counted in the database, so that a second process does not double them. Its program is read with the first
 * that comes in: a command or a worker that serves nobody begins without it.
 * @param options.secret signs the session cookies and encrypts the secrets of codes; kept in the data folder
 * @param options.origins where the screens may be served from, beside the address itself
 * @param options.mayBegin whether a login may begin a session in this way; asked before there is one
 */
export function openAuth(options: Omit<DoorOptions, 'pool' | 'passkeys'> & { readonly url: string }) {
  const pool = openPool(options.url, { max: 5, application_name: 'sampan-auth' })
  const passkeys = passkeyPlace(options.baseUrl, options.origins)
  let opened: Promise<Door> | undefined
  const door = () => {
    opened ??= import('./sign-in.ts').then(({ openDoor }) => openDoor({ ...options, pool, passkeys }))
    return opened
  }
  return {
    async handler(request: Request): Promise<Response> {
      return (await door()).handler(request)
    },
    /** The login behind a request's cookie, or null. */
    async login(headers: Headers): Promise<SignedIn | null> {
      return (await door()).login(headers)
    },
    /** Begins a session for who has been recognised elsewhere; answers the cookies that carry it. */
    async begin(loginId: string, method: SignInMethod, headers: Headers): Promise<string[]> {
      return (await door()).begin(loginId, method, headers)
    },
    /** Is this the password of the login? False where it has none. */
    async isPassword(loginId: string, password: string): Promise<boolean> {
      return (await door()).isPassword(loginId, password)
    },
    /** Where passkeys work: the name they belong to, and the addresses they are used at. */
    passkeys,
    /** Makes a login, with a password or for single sign-on alone; the caller has checked that there is none with this address. */
    async createLogin(values: { name: string; email: string; password?: string }): Promise<string> {
      return (await door()).createLogin(values)
    },
    /** Gives a login its password, also one whose making was cut short before it had any. */
    async setPassword(loginId: string, password: string): Promise<void> {
      await (await door()).setPassword(loginId, password)
    },
    close: () => pool.end(),
  }
}

/** Passkeys belong to a name, never to a number (WebAuthn, 5.1.3): on this machine alone it is `localhost`. */
function passkeyPlace(baseUrl: string, origins: readonly string[]) {
  const base = new URL(baseUrl)
  const here = ['127.0.0.1', '[::1]', 'localhost'].includes(base.hostname)
  const host = here ? 'localhost' : base.hostname
  const named = here ? [`${base.protocol}//localhost${base.port ? `:${base.port}` : ''}`] : []
  const fitting = [base.origin, ...origins].filter((origin) => new URL(origin).hostname === host)
  return { host, origins: [...new Set([...named, ...fitting])], works: !/^[\d.]+$|^\[/.test(host) }
}
