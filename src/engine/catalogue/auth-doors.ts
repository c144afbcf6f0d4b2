import { createHash, randomBytes } from 'node:crypto'
import type { Clock } from '../context.ts'
import type { Database } from '../db/database.ts'
import { ident, sql } from '../db/sql.ts'
import { catalogueSchema, type Entry } from './catalogue.ts'

const table = (name: string) => ident(catalogueSchema, name)

export type OwnSession = {
  readonly id: string
  readonly createdAt: string
  readonly seenAt: string
  readonly ip: string
  readonly device: string
  readonly method: string
}
export type Factors = {
  readonly hasPassword: boolean
  readonly totp: boolean
  readonly passkeys: readonly { readonly id: string; readonly name: string | null; readonly createdAt: string | null }[]
}
export type EntryLink = { readonly kind: 'invite' | 'reset'; readonly entry: Entry }

/** What the catalogue knows of sessions, second factors and one-time links. */
export type Doors = ReturnType<typeof openDoors>

export function openDoors(db: Database, clock: Clock) {
  const now = () => clock.now().toISOString()
  return {
    /** The live sessions of a login, the one that was used last first. */
    async sessions(loginId: string): Promise<OwnSession[]> {
      const rows = await db.rows(
        sql`select "id", "createdAt", coalesce("lastSeenAt", "updatedAt"), "ipAddress", "userAgent", "method" from ${table('session')}
          where "userId" = ${loginId} and "expiresAt" > ${now()}::timestamptz order by 3 desc, 1`,
      )
      return rows.map(([id, createdAt, seenAt, ip, device, method]) => ({
        id: String(id),
        createdAt: String(createdAt),
        seenAt: String(seenAt),
        ip: String(ip ?? ''),
        device: String(device ?? ''),
        method: String(method ?? 'password').split(' ')[0]!,
      }))
    },
    /** Notes that a session is in use; often enough to tell people, seldom enough to cost nothing. */
    async seen(sessionId: string): Promise<void> {
      const before = new Date(clock.now().getTime() - 5 * 60_000).toISOString()
      await db.count(
        sql`update ${table('session')} set "lastSeenAt" = ${now()}::timestamptz where "id" = ${sessionId}
          and ("lastSeenAt" is null or "lastSeenAt" < ${before}::timestamptz)`,
      )
    },
    /** The session goes on as one of a second factor: its owner has just shown one. */
    async strengthen(sessionId: string, method: 'passkey'): Promise<void> {
      await db.count(sql`update ${table('session')} set "method" = ${method} where "id" = ${sessionId}`)
    },
    /** Ends one session of a login. @returns whether there was such a one */
    async endSession(loginId: string, sessionId: string): Promise<boolean> {
      return (
        (await db.count(sql`delete from ${table('session')} where "userId" = ${loginId} and "id" = ${sessionId}`)) > 0
      )
    },
    /** Ends all sessions of a login but one. @returns how many */
    endOtherSessions: (loginId: string, but: string): Promise<number> =>
      db.count(sql`delete from ${table('session')} where "userId" = ${loginId} and "id" <> ${but}`),
    /** What a login can come in with. */
    async factors(loginId: string): Promise<Factors> {
      const [[login], keys] = await Promise.all([
        db.rows(
          sql`select l."twoFactorEnabled", exists (select 1 from ${table('account')} a where a."userId" = l."id"
              and a."providerId" = ${'credential'} and a."password" is not null)
            from ${table('login')} l where l."id" = ${loginId}`,
        ),
        db.rows(
          sql`select "id", "name", "createdAt" from ${table('passkey')} where "userId" = ${loginId} order by "createdAt", "id"`,
        ),
      ])
      return {
        totp: login?.[0] === true,
        hasPassword: login?.[1] === true,
        passkeys: keys.map(([id, name, createdAt]) => ({
          id: String(id),
          name: name as string | null,
          createdAt: createdAt as string | null,
        })),
      }
    },
    /** Takes away codes and passkeys of somebody who has lost them. */
    async removeFactors(loginId: string): Promise<void> {
      await db.transaction(async (tx) => {
        await tx.count(sql`delete from ${table('twoFactor')} where "userId" = ${loginId}`)
        await tx.count(sql`delete from ${table('passkey')} where "userId" = ${loginId}`)
        await tx.count(sql`update ${table('login')} set "twoFactorEnabled" = false where "id" = ${loginId}`)
      })
    },
    /** The login of a person, or null where she has none yet. */
    async loginOfPerson(entry: Entry): Promise<string | null> {
      const [row] = await db.rows(
        sql`select login_id from ${table('membership')} where workspace_id = ${entry.workspaceId}::uuid and user_id = ${entry.userId}::uuid`,
      )
      return row ? String(row[0]) : null
    },
    /** How the people of a workspace come in, by person. */
    async overview(workspaceId: string) {
      const rows = await db.rows(
        sql`select m.user_id, l."twoFactorEnabled", (select count(*) from ${table('passkey')} p where p."userId" = l."id"),
            (select count(*) from ${table('session')} s where s."userId" = l."id" and s."expiresAt" > ${now()}::timestamptz),
            (select max(coalesce(s."lastSeenAt", s."updatedAt")) from ${table('session')} s where s."userId" = l."id")
          from ${table('membership')} m join ${table('login')} l on l."id" = m.login_id where m.workspace_id = ${workspaceId}::uuid`,
      )
      return rows.map(([userId, totp, passkeys, sessions, seenAt]) => ({
        userId: String(userId),
        totp: totp === true,
        passkeys: Number(passkeys),
        sessions: Number(sessions),
        seenAt: seenAt as string | null,
      }))
    },
    /** Whom a sign-in waits for her second factor; by the cookie that better-auth gave. */
    async waitingFor(challenge: string): Promise<string | null> {
      const [row] = await db.rows(
        sql`select "value" from ${table('verification')} where "identifier" = ${challenge} and "expiresAt" > ${now()}::timestamptz`,
      )
      return row ? String(row[0]) : null
    },
    /** Whose passkey it is. */
    async loginOfPasskey(credentialId: string): Promise<string | null> {
      const [row] = await db.rows(sql`select "userId" from ${table('passkey')} where "credentialID" = ${credentialId}`)
      return row ? String(row[0]) : null
    },
    /** Makes a one-time link for a person; earlier ones stop working. Only its hash is kept. */
    async createLink(
      entry: Entry,
      kind: EntryLink['kind'],
      hours: number,
    ): Promise<{ token: string; expiresAt: string }> {
      const token = randomBytes(24).toString('base64url')
      const expiresAt = new Date(clock.now().getTime() + hours * 3_600_000).toISOString()
      await db.transaction(async (tx) => {
        await tx.count(
          sql`delete from ${table('entry_link')} where workspace_id = ${entry.workspaceId}::uuid and user_id = ${entry.userId}::uuid`,
        )
        await tx.count(
          sql`insert into ${table('entry_link')} (hash, workspace_id, user_id, kind, created_at, expires_at)
            values (${hash(token)}, ${entry.workspaceId}::uuid, ${entry.userId}::uuid, ${kind}, ${now()}::timestamptz, ${expiresAt}::timestamptz)`,
        )
      })
      return { token, expiresAt }
    },
    /** Where a link leads, while it works. */
    async link(token: string): Promise<EntryLink | null> {
      const [row] = await db.rows(
        sql`select kind, workspace_id, user_id from ${table('entry_link')}
          where hash = ${hash(token)} and used_at is null and expires_at > ${now()}::timestamptz`,
      )
      return row
        ? { kind: row[0] as EntryLink['kind'], entry: { workspaceId: String(row[1]), userId: String(row[2]) } }
        : null
    },
    /** Uses a link up; false when somebody else was faster. */
    async useLink(token: string): Promise<boolean> {
      const used = await db.count(
        sql`update ${table('entry_link')} set used_at = ${now()}::timestamptz
          where hash = ${hash(token)} and used_at is null and expires_at > ${now()}::timestamptz`,
      )
      return used === 1
    },
  }
}

function hash(secret: string): string {
  return createHash('sha256').update(secret).digest('hex')
}
