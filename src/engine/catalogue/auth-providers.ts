import { createHash } from 'node:crypto'
import { v7 as uuid } from 'uuid'
import type { Clock } from '../context.ts'
import type { Database } from '../db/database.ts'
import { ident, raw, sql } from '../db/sql.ts'
import type { Secrets } from '../secrets.ts'
import { catalogueSchema } from './catalogue.ts'

const table = (name: string) => ident(catalogueSchema, name)

/** Whom a workspace trusts to say who somebody is (OpenID Connect). */
export type Provider = {
  readonly id: string
  readonly workspaceId: string
  readonly name: string
  readonly issuer: string
  readonly clientId: string
  readonly hasSecret: boolean
  readonly domains: readonly string[]
  readonly roleId: string | null
  readonly active: boolean
  readonly updatedAt: string
}
export type ProviderValues = Pick<Provider, 'name' | 'issuer' | 'clientId' | 'domains' | 'roleId' | 'active'>

/** A sign-in that is under way at a provider. */
export type Attempt = {
  readonly providerId: string
  readonly nonce: string
  readonly verifier: string
  readonly goesTo: string | null
}

/** The providers of all workspaces, who people are to them, and the sign-ins under way. */
export type Providers = ReturnType<typeof openProviders>

const attemptMs = 10 * 60_000

export function openProviders(db: Database, clock: Clock, secrets: Secrets) {
  const now = () => clock.now().toISOString()
  const columns = raw(
    'id, workspace_id, name, issuer, client_id, client_secret is not null, domains, role_id, active, updated_at',
  )
  const place = (id: string) => ({ column: 'identity_provider.client_secret' as const, id })
  return {
    async list(workspaceId: string): Promise<Provider[]> {
      const rows = await db.rows(
        sql`select ${columns} from ${table('identity_provider')} where workspace_id = ${workspaceId}::uuid order by created_at, id`,
      )
      return rows.map(read)
    },
    async get(id: string): Promise<Provider | null> {
      const [row] = await db.rows(sql`select ${columns} from ${table('identity_provider')} where id = ${id}::uuid`)
      return row ? read(row) : null
    },
    /** Those that are switched on, of every workspace. */
    async active(): Promise<Provider[]> {
      const rows = await db.rows(
        sql`select ${columns} from ${table('identity_provider')} where active order by created_at, id`,
      )
      return rows.map(read)
    },
    async some(workspaceId: string): Promise<boolean> {
      return (await this.list(workspaceId)).some((provider) => provider.active)
    },
    /** What the provider knows us by; null for a public client. Refuses where the key that sealed it is missing. */
    async secret(id: string): Promise<string | null> {
      const [row] = await db.rows(sql`select client_secret from ${table('identity_provider')} where id = ${id}::uuid`)
      return row?.[0] ? secrets.open(String(row[0]), place(id)) : null
    },
    async add(workspaceId: string, values: ProviderValues, secret: string | null): Promise<string> {
      const id = uuid()
      await db.count(
        sql`insert into ${table('identity_provider')} (id, workspace_id, name, issuer, client_id, client_secret, domains, role_id, active, created_at, updated_at)
          values (${id}::uuid, ${workspaceId}::uuid, ${values.name}, ${values.issuer}, ${values.clientId}, ${secret ? secrets.seal(secret, place(id)) : null},
            ${[...values.domains]}::text[], ${values.roleId}::uuid, ${values.active}::boolean, ${now()}::timestamptz, ${now()}::timestamptz)`,
      )
      return id
    },
    /** Changes it; `secret` undefined leaves the one that is there. Another issuer is another authority: who was tied to it is not any more. */
    async update(before: Provider, values: ProviderValues, secret: string | null | undefined): Promise<void> {
      await db.transaction(async (tx) => {
        if (before.issuer !== values.issuer)
          await tx.count(sql`delete from ${table('identity')} where provider_id = ${before.id}::uuid`)
        await tx.count(
          sql`update ${table('identity_provider')} set name = ${values.name}, issuer = ${values.issuer}, client_id = ${values.clientId},
            domains = ${[...values.domains]}::text[], role_id = ${values.roleId}::uuid, active = ${values.active}::boolean, updated_at = ${now()}::timestamptz
            where id = ${before.id}::uuid`,
        )
        if (secret !== undefined)
          await tx.count(
            sql`update ${table('identity_provider')} set client_secret = ${secret ? secrets.seal(secret, place(before.id)) : null} where id = ${before.id}::uuid`,
          )
      })
    },
    remove: (id: string): Promise<number> =>
      db.count(sql`delete from ${table('identity_provider')} where id = ${id}::uuid`),

    /** The login that a provider knows by this subject. */
    async loginOf(providerId: string, subject: string): Promise<string | null> {
      const [row] = await db.rows(
        sql`select login_id from ${table('identity')} where provider_id = ${providerId}::uuid and subject = ${subject}`,
      )
      return row ? String(row[0]) : null
    },
    /** Ties a login to a subject for good. False where either is tied to another already. */
    async tie(providerId: string, subject: string, loginId: string): Promise<boolean> {
      const made = await db.rows(
        sql`insert into ${table('identity')} (provider_id, subject, login_id, created_at)
          values (${providerId}::uuid, ${subject}, ${loginId}, ${now()}::timestamptz) on conflict do nothing returning login_id`,
      )
      return made.length === 1
    },

    /** Notes a sign-in that goes to a provider; `state` and `browser` are kept as hashes. */
    async begin(state: string, browser: string, attempt: Attempt): Promise<void> {
      const old = new Date(clock.now().getTime() - attemptMs).toISOString()
      await db.count(sql`delete from ${table('sso_attempt')} where created_at < ${old}::timestamptz`)
      await db.count(
        sql`insert into ${table('sso_attempt')} (hash, provider_id, browser_hash, nonce, verifier, goes_to, created_at)
          values (${hash(state)}, ${attempt.providerId}::uuid, ${hash(browser)}, ${attempt.nonce}, ${attempt.verifier}, ${attempt.goesTo}, ${now()}::timestamptz)`,
      )
    },
    /** Takes it back: once, within ten minutes, and only in the browser that began it. */
    async end(state: string, browser: string): Promise<Attempt | null> {
      const since = new Date(clock.now().getTime() - attemptMs).toISOString()
      const [row] = await db.rows(
        sql`delete from ${table('sso_attempt')} where hash = ${hash(state)} and browser_hash = ${hash(browser)}
          and created_at > ${since}::timestamptz returning provider_id, nonce, verifier, goes_to`,
      )
      if (!row) return null
      const [providerId, nonce, verifier, goesTo] = row
      return {
        providerId: String(providerId),
        nonce: String(nonce),
        verifier: String(verifier),
        goesTo: goesTo as string | null,
      }
    },
  }
}

function read(row: readonly unknown[]): Provider {
  const [id, workspaceId, name, issuer, clientId, hasSecret, domains, roleId, active, updatedAt] = row
  return {
    id: String(id),
    workspaceId: String(workspaceId),
    name: String(name),
    issuer: String(issuer),
    clientId: String(clientId),
    hasSecret: hasSecret === true,
    domains: domains as string[],
    roleId: roleId as string | null,
    active: active === true,
    updatedAt: String(updatedAt),
  }
}

function hash(secret: string): string {
  return createHash('sha256').update(secret).digest('hex')
}
