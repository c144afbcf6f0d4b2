import { passkey } from '@better-auth/passkey'
import { betterAuth } from 'better-auth'
import { APIError, createAuthEndpoint } from 'better-auth/api'
import { setSessionCookie } from 'better-auth/cookies'
import { twoFactor } from 'better-auth/plugins/two-factor'
import { Kysely, PostgresDialect } from 'kysely'
import type { Pool } from 'pg'
import { crashPoint } from '../crash.ts'
import { catalogueSchema } from './catalogue.ts'
import { methodOf, type SignedIn, type SignInMethod } from './sign-in-methods.ts'

export type DoorOptions = {
  readonly pool: Pool
  readonly secret: string
  readonly baseUrl: string
  readonly origins: readonly string[]
  readonly secure: boolean
  readonly passkeys: { readonly host: string; readonly origins: readonly string[] }
  readonly mayBegin: (loginId: string, method: SignInMethod) => Promise<boolean>
}

export type Door = ReturnType<typeof openDoor>

/** better-auth as `openAuth` offers it. */
export function openDoor({ pool, secret, baseUrl, origins, secure, passkeys: place, mayBegin }: DoorOptions) {
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) }).withSchema(catalogueSchema)
  const auth = betterAuth({
    appName: 'Sampan',
    secret,
    baseURL: baseUrl,
    basePath: '/api/auth',
    trustedOrigins: [...origins, ...place.origins],
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
        rpID: place.host,
        rpName: 'Sampan',
        origin: [...place.origins],
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
            if (!(await mayBegin(session.userId, method))) throw new APIError('FORBIDDEN')
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
    advanced: { useSecureCookies: secure, cookiePrefix: 'sampan' },
    telemetry: { enabled: false },
    logger: { level: 'error' },
  })
  const setPassword = async (loginId: string, password: string): Promise<void> => {
    const { internalAdapter, password: passwords } = await auth.$context
    const hash = await passwords.hash(password)
    const accounts = await internalAdapter.findAccounts(loginId)
    if (accounts.some((one) => one.providerId === 'credential')) return internalAdapter.updatePassword(loginId, hash)
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
    async begin(loginId: string, method: SignInMethod, headers: Headers): Promise<string[]> {
      const response = await auth.api.beginSession({ body: { loginId, method }, headers, asResponse: true })
      return response.headers.getSetCookie()
    },
    async isPassword(loginId: string, password: string): Promise<boolean> {
      const { internalAdapter, password: passwords } = await auth.$context
      const accounts = await internalAdapter.findAccounts(loginId)
      const hash = accounts.find((one) => one.providerId === 'credential')?.password
      return hash ? passwords.verify({ hash, password }) : false
    },
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

/** A passkey counts as two factors, so its owner must have been recognised by finger, face or PIN. */
function verified(info: { readonly userVerified: boolean } | undefined): void {
  if (!info?.userVerified) throw new APIError('UNAUTHORIZED')
}
