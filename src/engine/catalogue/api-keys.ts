import { createHash, randomBytes } from 'node:crypto'
import { v7 as uuid } from 'uuid'
import type { ApiKeyEntry, KeyScope } from '#kernel/api-key.ts'
import type { Database } from '../db/database.ts'
import { ident, sql } from '../db/sql.ts'
import type { Entry } from './catalogue.ts'

/** A key that was found: where it leads, and how far. */
export type FoundKey = Entry & { readonly id: string; readonly scope: KeyScope | null; readonly expiresAt: number }

/** Keys by which programs come in. Only a hash of each is kept. */
export function openApiKeys(db: Database, schema: string, now: () => string) {
  const keys = ident(schema, 'api_key')
  return {
    /** Makes an API key. It is shown once. `expiresAt` is an ISO instant; without one it lasts until it is revoked. */
    async createApiKey(
      entry: Entry,
      name: string,
      { scope = null, expiresAt = null }: { scope?: KeyScope | null; expiresAt?: string | null } = {},
    ): Promise<{ id: string; key: string }> {
      const id = uuid()
      const key = `smp_${randomBytes(24).toString('base64url')}`
      await db.count(
        sql`insert into ${keys} (id, workspace_id, user_id, name, hash, prefix, scope, expires_at, created_at)
          values (${id}::uuid, ${entry.workspaceId}::uuid, ${entry.userId}::uuid, ${name}, ${hash(key)}, ${key.slice(0, 9)},
            ${scope && JSON.stringify(scope)}::jsonb, ${expiresAt}::timestamptz, ${now()}::timestamptz)`,
      )
      return { id, key }
    },
    /** The keys of a workspace, or of one person there; the newest first, revoked ones too. */
    async apiKeys(workspaceId: string, userId: string | null): Promise<ApiKeyEntry[]> {
      const rows = await db.rows(
        sql`select id, user_id, name, prefix, scope, created_at, expires_at, last_used_at, revoked_at from ${keys}
          where workspace_id = ${workspaceId}::uuid and (${userId}::uuid is null or user_id = ${userId}::uuid) order by created_at desc, id desc`,
      )
      return rows.map(
        ([id, user, name, prefix, scope, createdAt, expiresAt, lastUsedAt, revokedAt]) =>
          ({ id, userId: user, name, prefix, scope, createdAt, expiresAt, lastUsedAt, revokedAt }) as ApiKeyEntry,
      )
    },
    /** Where a key leads; null for one that is unknown, revoked or past its end. */
    async apiKey(key: string): Promise<FoundKey | null> {
      const [row] = await db.rows(
        sql`select id, workspace_id, user_id, scope, expires_at, last_used_at from ${keys}
          where hash = ${hash(key)} and revoked_at is null and (expires_at is null or expires_at > ${now()}::timestamptz)`,
      )
      if (!row) return null
      const [id, workspaceId, userId, scope, expiresAt, lastUsedAt] = row
      await used(String(id), lastUsedAt as string | null)
      return {
        id: String(id),
        workspaceId: String(workspaceId),
        userId: String(userId),
        scope: scope as KeyScope | null,
        expiresAt: expiresAt ? Date.parse(String(expiresAt)) : Number.POSITIVE_INFINITY,
      }
    },
    /** @returns whether there was such a live key of that person (of anyone, where no person is given) */
    async revokeApiKey(workspaceId: string, id: string, userId: string | null): Promise<boolean> {
      const touched = await db.count(
        sql`update ${keys} set revoked_at = ${now()}::timestamptz where id = ${id}::uuid and workspace_id = ${workspaceId}::uuid
          and revoked_at is null and (${userId}::uuid is null or user_id = ${userId}::uuid)`,
      )
      return touched > 0
    },
  }

  /** Notes that a key is in use, every ten minutes at most: it is asked for at every minute by each process. */
  async function used(id: string, last: string | null): Promise<void> {
    const at = now()
    if (last && Date.parse(at) - Date.parse(last) < 10 * 60_000) return
    await db.count(sql`update ${keys} set last_used_at = ${at}::timestamptz where id = ${id}::uuid`)
  }
}

function hash(secret: string): string {
  return createHash('sha256').update(secret).digest('hex')
}
