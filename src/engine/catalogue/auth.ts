import { passkey } from '@better-auth/passkey'
import { betterAuth } from 'better-auth'
import { APIError, createAuthEndpoint } from 'better-auth/api'
import { setSessionCookie } from 'better-auth/cookies'
import { twoFactor } from 'better-auth/plugins/two-factor'
import { Kysely, PostgresDialect } from 'kysely'
import { crashPoint } from '../crash.ts'
import { openPool } from '../db/pool.ts'
import { catalogueSchema } from './catalogue.ts'

export type Auth = ReturnType<typeof openAuth>

/** How a session began. By single sign-on it leads to the workspace of that provider alone. */
export type SignInMethod = 'password' | 'totp' | 'recoveryCode' | 'passkey' | `sso ${string}`

/** The login behind a cookie, and how it came in. */
export type SignedIn = {
  readonly id: string
  readonly sessionId: string
  readonly email: string
  readonly expiresAt: Date
  readonly method: SignInMethod
  /** A password alone has let it in, and nothing beside it. */
  readonly weak: boolean
}

/**
 * Signing in, by better-auth, on the catalogue. Passwords, codes and passkeys are its business alone; attempts are
 * throttled and counted in the database, so that a second process does not double them.
 * @param options.secret signs the session cookies and encrypts the secrets of codes; kept in the data folder
 * @param options.origins where the screens may be served from, beside the address itself
 * @param options.mayBegin whether a login may begin a session in this way; asked before there is one
 */
export function openAuth(options: {
  url: string
  secret: string
  baseUrl: string
  origins: readonly string[]
  secure: boolean
  mayBegin: (loginId: string, method: SignInMethod) => Promise<boolean>
}) {
  const pool = openPool(options.url, { max: 5, application_name: 'sampan-auth' })
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) }).withSchema(catalogueSchema)
  const passkeys = passkeyPlace(options.baseUrl, options.origins)
  const auth = betterAuth({
    appName: 'Sampan',
    secret: options.secret,
    baseURL: options.baseUrl,
    basePath: '/api/auth',
    trustedOrigins: [...options.origins, ...passkeys.origins],
    database: { db, type: 'postgres' },
    user: { modelName: 'login' },
    session: {
      expiresIn: 60 * 60 * 24 * 14,
      updateAge: 60 * 60 * 24,
      additionalFields: { method: { type: 'string', required: false, input: false } },
    },
    emailAndPassword: { enabled: true, disableSignUp: true, minPasswordLength: 8, maxPasswordLength: 128 },
    plugins: [
      twoFactor({ issuer: 'Sampan', backupCodeOptions: { amount: 10, length: 10 }, allowPasswordless: true }),
      passkey({
        rpID: passkeys.host,
        rpName: 'Sampan',
        origin: [...passkeys.origins],
        authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
        registration: { afterVerification: async ({ verification }) => verified(verification.registrationInfo) },
        authentication: { afterVerification: async ({ verification }) => verified(verification.authenticationInfo) },
      }),
      { id: 'sampan', endpoints: { beginSession } },
    ],
    databaseHooks: {
      session: {
        create: {
          async before(session, context) {
            const method = methodOf(context?.path, session['method'])
            if (!(await options.mayBegin(session.userId, method))) throw new APIError('FORBIDDEN')
            return { data: { ...session, method } }
          },
        },
      },
    },
    rateLimit: {
      enabled: true,
      storage: 'database',
      modelName: 'rateLimit',
      window: 60,
      max: 100,
      customRules: {
        '/sign-in/email': { window: 60, max: 10 },
        '/passkey/verify-authentication': { window: 60, max: 10 },
        '/two-factor/verify-totp': { window: 60, max: 10 },
        '/two-factor/verify-backup-code': { window: 60, max: 10 },
      },
    },
    advanced: { useSecureCookies: options.secure, cookiePrefix: 'sampan' },
    telemetry: { enabled: false },
    logger: { level: 'error' },
  })
  /** Gives a login its password, also one whose making was cut short before it had any. */
  const setPassword = async (loginId: string, password: string): Promise<void> => {
    const { internalAdapter, password: passwords } = await auth.$context
    const hash = await passwords.hash(password)
    const accounts = await internalAdapter.findAccounts(loginId)
    if (accounts.some((account) => account.providerId === 'credential'))
      return internalAdapter.updatePassword(loginId, hash)
    await internalAdapter.linkAccount({ userId: loginId, providerId: 'credential', accountId: loginId, password: hash })
  }
  /** better-auth does not say why it failed; where the database is away, this does. */
  const reach = () => pool.query('select 1')
  return {
    async handler(request: Request): Promise<Response> {
      const response = await auth.handler(request)
      if (response.status >= 500) await reach()
      return response
    },
    /** The login behind a request's cookie, or null. */
    async login(headers: Headers): Promise<SignedIn | null> {
      const found = await auth.api.getSession({ headers }).catch(async (error: unknown) => {
        await reach()
        throw error
      })
      if (!found) return null
      const { user, session } = found
      const method = methodOf(undefined, session.method)
      return {
        id: user.id,
        sessionId: session.id,
        email: user.email,
        expiresAt: new Date(session.expiresAt),
        method,
        // With a second factor set up, a password alone opens no session, save on a device that had both before.
        weak: method === 'password' && user.twoFactorEnabled !== true,
      }
    },
    /** Begins a session for who has been recognised elsewhere; answers the cookies that carry it. */
    async begin(loginId: string, method: SignInMethod, headers: Headers): Promise<string[]> {
      const response = await auth.api.beginSession({ body: { loginId, method }, headers, asResponse: true })
      return response.headers.getSetCookie()
    },
    /** Is this the password of the login? False where it has none. */
    async isPassword(loginId: string, password: string): Promise<boolean> {
      const { internalAdapter, password: passwords } = await auth.$context
      const accounts = await internalAdapter.findAccounts(loginId)
      const hash = accounts.find((account) => account.providerId === 'credential')?.password
      return hash ? passwords.verify({ hash, password }) : false
    },
    /** Where passkeys work: the name they belong to, and the addresses they are used at. */
    passkeys,
    /** Makes a login, with a password or for single sign-on alone; the caller has checked that there is none with this address. */
    async createLogin(values: { name: string; email: string; password?: string }): Promise<string> {
      const context = await auth.$context
      const login = await context.internalAdapter.createUser(
        { name: values.name, email: values.email.toLowerCase(), emailVerified: true },
        { method: 'admin' },
      )
      crashPoint('login.made')
      if (values.password !== undefined) await setPassword(login.id, values.password)
      return login.id
    },
    setPassword,
    close: () => pool.end(),
  }
}

/** For single sign-on: the provider has said who it is. Not to be reached by a request. */
const beginSession = createAuthEndpoint.serverOnly(
  { method: 'POST', metadata: { $Infer: { body: {} as { loginId: string; method: SignInMethod } } } },
  async (context) => {
    const { loginId, method } = context.body
    const { internalAdapter } = context.context
    const user = await internalAdapter.findUserById(loginId)
    if (!user) throw new APIError('UNAUTHORIZED')
    const session = await internalAdapter.createSession(loginId, false, { method })
    await setSessionCookie(context, { session, user })
    return context.json({ ok: true })
  },
)

/** How a session begins that comes out of an endpoint. */
export const signInMethods: Readonly<Record<string, SignInMethod>> = {
  '/sign-in/email': 'password',
  '/two-factor/verify-totp': 'totp',
  '/two-factor/verify-backup-code': 'recoveryCode',
  '/passkey/verify-authentication': 'passkey',
  '/two-factor/disable': 'password',
}

function methodOf(path: string | undefined, stored: unknown): SignInMethod {
  return signInMethods[path ?? ''] ?? (typeof stored === 'string' && stored ? (stored as SignInMethod) : 'password')
}

/** A passkey counts as two factors, so its owner must have been recognised by finger, face or PIN. */
function verified(info: { readonly userVerified: boolean } | undefined): void {
  if (!info?.userVerified) throw new APIError('UNAUTHORIZED')
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
