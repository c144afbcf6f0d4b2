import { createHash, randomBytes } from 'node:crypto'
import { v7 as uuid } from 'uuid'
import type { Language } from '#kernel/label.ts'
import type { Clock } from '../context.ts'
import type { Database } from '../db/database.ts'
import { ident, sql } from '../db/sql.ts'
import { openApiKeys } from './api-keys.ts'

/** The schema of the catalogue. No statement names it together with a workspace (growth.md, rule 2). */
export const catalogueSchema = 'sampan'
const table = (name: string) => ident(catalogueSchema, name)

export type WorkspaceRow = {
  readonly id: string
  readonly name: string
  readonly schema: string
  readonly language: Language
  readonly status: WorkspaceStatus
  /** Where it lies; null is the cluster of the catalogue. */
  readonly cluster: string | null
  /** Where it is being moved to (`home` is the cluster of the catalogue), and where its former rows still lie. */
  readonly movingTo: string | null
  readonly movedFrom: string | null
  /** When a deleted one may be purged. */
  readonly purgeAt: string | null
}
export type WorkspaceStatus = 'creating' | 'live' | 'suspended' | 'deleted'
/** A workspace that a login leads to; `chosen` where the session is in it. */
export type Membership = Entry & { readonly name: string; readonly status: WorkspaceStatus; readonly chosen: boolean }
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
        sql`select id, name, schema, language, status, cluster, moving_to, moved_from, purge_at from ${table('workspace')} order by created_at, id`,
      )
      return rows.map(
        ([id, name, schema, language, status, cluster, movingTo, movedFrom, purgeAt]) =>
          ({ id, name, schema, language, status, cluster, movingTo, movedFrom, purgeAt }) as WorkspaceRow,
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
      const schema = `w_${id.replaceAll('-', '').slice(-16)}`
      const rest = { cluster: null, movingTo: null, movedFrom: null, purgeAt: null }
      const row: WorkspaceRow = { id, name, schema, language, status: 'creating', ...rest }
      await db.count(
        sql`insert into ${table('workspace')} (id, name, schema, language, status, created_at)
          values (${id}::uuid, ${name}, ${row.schema}, ${language}, 'creating', ${now()}::timestamptz)`,
      )
      return row
    },
    async setWorkspace(
      id: string,
      values: { status?: WorkspaceStatus; name?: string; language?: Language },
    ): Promise<void> {
      await db.count(
        sql`update ${table('workspace')} set status = coalesce(${values.status ?? null}::text, status), name = coalesce(${values.name ?? null}::text, name),
          language = coalesce(${values.language ?? null}::text, language) where id = ${id}::uuid`,
      )
    },
    /** Who may come in: her login, its address, and who she is there. */
    async members(id: string): Promise<{ loginId: string; email: string; userId: string }[]> {
      const rows = await db.rows(
        sql`select l."id", l."email", m.user_id from ${table('membership')} m join ${table('login')} l on l."id" = m.login_id
          where m.workspace_id = ${id}::uuid order by l."email"`,
      )
      return rows.map(([loginId, email, userId]) => ({
        loginId: String(loginId),
        email: String(email),
        userId: String(userId),
      }))
    },
    /** How many people may enter it. */
    async countMembers(id: string): Promise<number> {
      const [row] = await db.rows(sql`select count(*) from ${table('membership')} where workspace_id = ${id}::uuid`)
      return Number(row?.[0] ?? 0)
    },
    /** Marks a workspace for its end, or takes the mark away (`null`): it is suspended again then. */
    async markDeleted(id: string, purgeAt: string | null): Promise<void> {
      await db.count(
        sql`update ${table('workspace')} set status = ${purgeAt ? 'deleted' : 'suspended'}, purge_at = ${purgeAt}::timestamptz where id = ${id}::uuid`,
      )
    },
    /** Takes a workspace out of the catalogue with its keys, its ways in, and the logins that lead nowhere else. */
    async removeWorkspace(id: string): Promise<void> {
      await db.transaction(async (tx) => {
        for (const name of ['api_key', 'entry_link', 'identity_provider'])
          await tx.count(sql`delete from ${table(name)} where workspace_id = ${id}::uuid`)
        const gone = await tx.rows(
          sql`delete from ${table('membership')} where workspace_id = ${id}::uuid returning login_id`,
        )
        await tx.count(
          sql`delete from ${table('login')} l where l."id" = any(${gone.map(([login]) => login)}::text[])
            and not exists (select 1 from ${table('membership')} m where m.login_id = l."id")`,
        )
        await tx.count(sql`delete from ${table('workspace')} where id = ${id}::uuid`)
      })
    },
    /** Notes that a workspace is on its way to a cluster; `null` ends the attempt. */
    async setMoving(id: string, to: string | null): Promise<void> {
      await db.count(sql`update ${table('workspace')} set moving_to = ${to} where id = ${id}::uuid`)
    },
    /** From here on the workspace lies where it was being moved to. Said twice, it is done once. */
    async arrive(id: string, from: string, to: string): Promise<void> {
      await db.count(
        sql`update ${table('workspace')} set cluster = nullif(${to}::text, 'home'), moving_to = null, moved_from = ${from}
          where id = ${id}::uuid and moving_to = ${to}`,
      )
    },
    /** What it left behind has been cleared away. */
    async forgetMove(id: string): Promise<void> {
      await db.count(sql`update ${table('workspace')} set moved_from = null where id = ${id}::uuid`)
    },
    /** Clusters beside the home one; their connection strings are sealed. */
    async clusters(): Promise<{ id: string; url: string }[]> {
      const rows = await db.rows(sql`select id, url from ${table('cluster')} order by id`)
      return rows.map(([id, url]) => ({ id: String(id), url: String(url) }))
    },
    async addCluster(id: string, sealedUrl: string): Promise<void> {
      await db.count(
        sql`insert into ${table('cluster')} (id, url, created_at) values (${id}, ${sealedUrl}, ${now()}::timestamptz)
          on conflict (id) do update set url = excluded.url`,
      )
    },
    /** The level of the newest program that has come; 0 before any said so. */
    async programLevel(): Promise<number> {
      const [row] = await db.rows(sql`select level from ${table('program')} where name = 'newest'`)
      return Number(row?.[0] ?? 0)
    },
    /** Says that a program of this level has come. An older one changes nothing. */
    async announceProgram(level: number, version: string): Promise<void> {
      const newest = table('program')
      await db.count(
        sql`insert into ${newest} as p (name, level, version, at) values ('newest', ${level}::int, ${version}, ${now()}::timestamptz)
          on conflict (name) do update set level = excluded.level, version = excluded.version, at = excluded.at where p.level < excluded.level`,
      )
    },
    async addMembership(loginId: string, entry: Entry): Promise<void> {
      await db.count(
        sql`insert into ${table('membership')} (login_id, workspace_id, user_id) values (${loginId}, ${entry.workspaceId}::uuid, ${entry.userId}::uuid)
          on conflict (login_id, workspace_id) do update set user_id = excluded.user_id`,
      )
    },
    /**
     * The workspaces of a login, the one that this session is in first. A session that has chosen none yet is in the one
     * that she chose last, and stays there.
     */
    async memberships(loginId: string, sessionId: string | null = null): Promise<Membership[]> {
      const rows = await db.rows(
        sql`select m.workspace_id, m.user_id, w.name, w.status, coalesce(s."workspaceId" = m.workspace_id, false) as chosen
          from ${table('membership')} m join ${table('workspace')} w on w.id = m.workspace_id
          left join ${table('session')} s on s."id" = ${sessionId}::text
          where m.login_id = ${loginId} and w.status in ('live', 'suspended')
          order by chosen desc, w.status, m.chosen_at desc nulls last, w.created_at, w.id`,
      )
      return rows.map(([workspaceId, userId, name, status, chosen]) => ({
        workspaceId: String(workspaceId),
        userId: String(userId),
        name: String(name),
        status: status as WorkspaceStatus,
        chosen: chosen === true,
      }))
    },
    /** From now on this session is in that workspace, and so is the next one of hers. */
    async choose(loginId: string, sessionId: string, workspaceId: string): Promise<void> {
      await db.count(
        sql`update ${table('session')} set "workspaceId" = ${workspaceId}::uuid where "id" = ${sessionId}::text and "userId" = ${loginId}`,
      )
      await db.count(
        sql`update ${table('membership')} set chosen_at = ${now()}::timestamptz where login_id = ${loginId} and workspace_id = ${workspaceId}::uuid`,
      )
    },
    /** Whether a login leads to a workspace beside this one. */
    async leadsElsewhere(loginId: string, workspaceId: string): Promise<boolean> {
      const rows = await db.rows(
        sql`select 1 from ${table('membership')} where login_id = ${loginId} and workspace_id <> ${workspaceId}::uuid limit 1`,
      )
      return rows.length > 0
    },
    async loginOf(email: string): Promise<string | null> {
      const [row] = await db.rows(sql`select "id" from ${table('login')} where "email" = ${email.toLowerCase()}`)
      return row ? String(row[0]) : null
    },
    /** Ends the sessions in which a person is in this workspace; keys are refused by the directory once she is disabled. */
    async endSessions(entry: Entry): Promise<void> {
      await db.count(
        sql`delete from ${table('session')} where "userId" in (select login_id from ${table('membership')}
          where workspace_id = ${entry.workspaceId}::uuid and user_id = ${entry.userId}::uuid)
          and ("workspaceId" is null or "workspaceId" = ${entry.workspaceId}::uuid)`,
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
    ...openApiKeys(db, catalogueSchema, now),
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
