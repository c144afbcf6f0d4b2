import { betterAuth } from 'better-auth'
import { Kysely, PostgresDialect } from 'kysely'
import { crashPoint } from '../crash.ts'
import { openPool } from '../db/pool.ts'
import { catalogueSchema } from './catalogue.ts'

export type Auth = ReturnType<typeof openAuth>

/**
 * Signing in, by better-auth, on the catalogue. Passwords are its business alone; attempts are throttled and counted
 * in the database, so that a second process does not double them.
 * @param options.secret signs the session cookies; kept in the data folder
 * @param options.origins where the screens may be served from, beside the address itself
 */
export function openAuth(options: {
  url: string
  secret: string
  baseUrl: string
  origins: readonly string[]
  secure: boolean
}) {
  const pool = openPool(options.url, { max: 5, application_name: 'sampan-auth' })
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) }).withSchema(catalogueSchema)
  const auth = betterAuth({
    appName: 'Sampan',
    secret: options.secret,
    baseURL: options.baseUrl,
    basePath: '/api/auth',
    trustedOrigins: [...options.origins],
    database: { db, type: 'postgres' },
    user: { modelName: 'login' },
    session: { expiresIn: 60 * 60 * 24 * 14, updateAge: 60 * 60 * 24 },
    emailAndPassword: { enabled: true, disableSignUp: true, minPasswordLength: 8, maxPasswordLength: 128 },
    rateLimit: {
      enabled: true,
      storage: 'database',
      modelName: 'rateLimit',
      window: 60,
      max: 100,
      customRules: { '/sign-in/email': { window: 60, max: 10 } },
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
    async login(headers: Headers): Promise<{ id: string; sessionId: string; email: string; expiresAt: Date } | null> {
      const session = await auth.api.getSession({ headers }).catch(async (error: unknown) => {
        await reach()
        throw error
      })
      return session
        ? {
            id: session.user.id,
            sessionId: session.session.id,
            email: session.user.email,
            expiresAt: new Date(session.session.expiresAt),
          }
        : null
    },
    /** Makes a login with a password; the caller has checked that there is none with this address. */
    async createLogin(values: { name: string; email: string; password: string }): Promise<string> {
      const context = await auth.$context
      const login = await context.internalAdapter.createUser(
        { name: values.name, email: values.email.toLowerCase(), emailVerified: true },
        { method: 'admin' },
      )
      crashPoint('login.made')
      await setPassword(login.id, values.password)
      return login.id
    },
    setPassword,
    close: () => pool.end(),
  }
}
