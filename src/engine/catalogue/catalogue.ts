import { createHash, randomBytes } from 'node:crypto'
import { v7 as uuid } from 'uuid'
import type { Language } from '#kernel/label.ts'
import type { Clock } from '../context.ts'
import type { Database } from '../db/database.ts'
import { ident, sql } from '../db/sql.ts'

/** The schema of the catalogue. No statement names it together with a workspace (growth.md, rule 2). */
export const catalogueSchema = 'sampan'
const table = (name: string) => ident(catalogueSchema, name)

export type WorkspaceRow = {
  readonly id: string
  readonly name: string
  readonly schema: string
  readonly language: Language
  readonly status: string
}
/** Where a key or a login leads: one person in one workspace. */
export type Entry = { readonly workspaceId: string; readonly userId: string }

/** Which workspaces there are, who may come in and by which key. */
export type Catalogue = ReturnType<typeof openCatalogue>

/** Opens the catalogue on a pool of its own. */
export function openCatalogue(db: Database, clock: Clock) {
  const now = () => clock.now().toISOString()
  return {
    async workspaces(): Promise<WorkspaceRow[]> {
      const rows = await db.rows(
        sql`select id, name, schema, language, status from ${table('workspace')} order by created_at`,
      )
      return rows.map(
        ([id, name, schema, language, status]) => ({ id, name, schema, language, status }) as WorkspaceRow,
      )
    },
    /** The ids of live workspaces that no login leads to: somebody's set-up was cut short. */
    async workspacesOfNobody(): Promise<string[]> {
      const rows = await db.rows(
        sql`select w.id from ${table('workspace')} w where w.status = 'live'
          and not exists (select 1 from ${table('membership')} m where m.workspace_id = w.id) order by w.created_at`,
      )
      return rows.map(([id]) => String(id))
    },
    /** Whether anybody can sign in anywhere. */
    async hasMembers(): Promise<boolean> {
      return (await db.rows(sql`select 1 from ${table('membership')} limit 1`)).length > 0
    },
    /** Notes a workspace that is being made; `live` is set when its schema stands. */
    async announceWorkspace(name: string, language: Language): Promise<WorkspaceRow> {
      const id = uuid()
      const row = { id, name, schema: `w_${id.replaceAll('-', '').slice(-16)}`, language, status: 'creating' }
      await db.count(
        sql`insert into ${table('workspace')} (id, name, schema, language, status, created_at)
          values (${id}::uuid, ${name}, ${row.schema}, ${language}, 'creating', ${now()}::timestamptz)`,
      )
      return row
    },
    async setWorkspace(id: string, values: { status?: string; name?: string; language?: Language }): Promise<void> {
      await db.count(
        sql`update ${table('workspace')} set status = coalesce(${values.status ?? null}::text, status), name = coalesce(${values.name ?? null}::text, name),
          language = coalesce(${values.language ?? null}::text, language) where id = ${id}::uuid`,
      )
    },
    async addMembership(loginId: string, entry: Entry): Promise<void> {
      await db.count(
        sql`insert into ${table('membership')} (login_id, workspace_id, user_id) values (${loginId}, ${entry.workspaceId}::uuid, ${entry.userId}::uuid)
          on conflict (login_id, workspace_id) do update set user_id = excluded.user_id`,
      )
    },
    /** The workspaces of a login; the first one is where she lands. */
    async memberships(loginId: string): Promise<Entry[]> {
      const rows = await db.rows(
        sql`select workspace_id, user_id from ${table('membership')} where login_id = ${loginId} order by workspace_id`,
      )
      return rows.map(([workspaceId, userId]) => ({ workspaceId: String(workspaceId), userId: String(userId) }))
    },
    async loginOf(email: string): Promise<string | null> {
      const [row] = await db.rows(sql`select "id" from ${table('login')} where "email" = ${email.toLowerCase()}`)
      return row ? String(row[0]) : null
    },
    /** Ends every session of a person's login; keys are refused by the directory once she is disabled. */
    async endSessions(entry: Entry): Promise<void> {
      await db.count(
        sql`delete from ${table('session')} where "userId" in (select login_id from ${table('membership')}
          where workspace_id = ${entry.workspaceId}::uuid and user_id = ${entry.userId}::uuid)`,
      )
    },
    /** Takes a person out of a workspace: her keys, her way in, and her login where it leads nowhere else. */
    async removePerson(entry: Entry): Promise<void> {
      const hers = sql`workspace_id = ${entry.workspaceId}::uuid and user_id = ${entry.userId}::uuid`
      await db.transaction(async (tx) => {
        await tx.count(sql`delete from ${table('api_key')} where ${hers}`)
        const logins = await tx.rows(sql`delete from ${table('membership')} where ${hers} returning login_id`)
        for (const [login] of logins)
          await tx.count(
            sql`delete from ${table('login')} where "id" = ${login} and not exists
              (select 1 from ${table('membership')} where login_id = ${login})`,
          )
      })
    },
    /** Makes an API key. The key is shown once; only its hash is kept. */
    async createApiKey(entry: Entry, name: string): Promise<{ id: string; key: string }> {
      const id = uuid()
      const key = `smp_${randomBytes(24).toString('base64url')}`
      await db.count(
        sql`insert into ${table('api_key')} (id, workspace_id, user_id, name, hash, created_at)
          values (${id}::uuid, ${entry.workspaceId}::uuid, ${entry.userId}::uuid, ${name}, ${hash(key)}, ${now()}::timestamptz)`,
      )
      return { id, key }
    },
    async apiKeys(workspaceId: string, userId: string | null) {
      const rows = await db.rows(
        sql`select id, user_id, name, created_at, revoked_at from ${table('api_key')}
          where workspace_id = ${workspaceId}::uuid and (${userId}::uuid is null or user_id = ${userId}::uuid) order by created_at desc`,
      )
      return rows.map(([id, user, name, createdAt, revokedAt]) => ({ id, userId: user, name, createdAt, revokedAt }))
    },
    /** Where a key leads; null for an unknown or revoked one. */
    async apiKey(key: string): Promise<(Entry & { id: string }) | null> {
      const [row] = await db.rows(
        sql`select id, workspace_id, user_id from ${table('api_key')} where hash = ${hash(key)} and revoked_at is null`,
      )
      return row ? { id: String(row[0]), workspaceId: String(row[1]), userId: String(row[2]) } : null
    },
    /** @returns whether there was such a live key of that person (of anyone, where no person is given) */
    async revokeApiKey(workspaceId: string, id: string, userId: string | null): Promise<boolean> {
      const touched = await db.count(
        sql`update ${table('api_key')} set revoked_at = ${now()}::timestamptz where id = ${id}::uuid and workspace_id = ${workspaceId}::uuid
          and revoked_at is null and (${userId}::uuid is null or user_id = ${userId}::uuid)`,
      )
      return touched > 0
    },
    /** A one-time link to set up an empty installation. Earlier links stop working. */
    async createSetupToken(): Promise<string> {
      const token = randomBytes(24).toString('base64url')
      await db.count(sql`delete from ${table('setup_link')}`)
      await db.count(
        sql`insert into ${table('setup_link')} (hash, created_at) values (${hash(token)}, ${now()}::timestamptz)`,
      )
      return token
    },
    async isSetupToken(token: string): Promise<boolean> {
      const rows = await db.rows(
        sql`select 1 from ${table('setup_link')} where hash = ${hash(token)} and used_at is null`,
      )
      return rows.length > 0
    },
    /** Uses the link up; false when somebody else was faster. */
    async useSetupToken(token: string): Promise<boolean> {
      const used = await db.count(
        sql`update ${table('setup_link')} set used_at = ${now()}::timestamptz where hash = ${hash(token)} and used_at is null`,
      )
      return used === 1
    },
  }
}

function hash(secret: string): string {
  return createHash('sha256').update(secret).digest('hex')
}
