import { createHash } from 'node:crypto'
import { refuse } from '#kernel/problem.ts'
import { engineTable, type Workspace } from '../context.ts'
import type { Queryable } from '../db/database.ts'
import { sql } from '../db/sql.ts'

/** A picture as it is kept: small, and of a kind that cannot carry a program. */
export type Logo = { readonly type: string; readonly data: string }

/** Where the picture of a workspace is; its fingerprint is part of it, so that it may be kept for ever. */
export function logoAddress({ settings }: Pick<Workspace, 'settings'>): string | null {
  return settings.logo ? `/api/v1/settings/logo?v=${settings.logo}` : null
}

/** Reads `data:image/png;base64,…`; null takes the picture away. Refuses what is large or is no PNG, JPEG or WebP. */
export function readLogo(given: unknown): Logo | null {
  if (given === null) return null
  const [, base64 = ''] =
    /^data:image\/[a-z]+;base64,([A-Za-z0-9+/=]+)$/.exec(typeof given === 'string' ? given : '') ?? []
  const bytes = Buffer.from(base64, 'base64')
  const type = Object.entries(beginnings).find(([, begins]) => begins(bytes))?.[0]
  if (!type)
    throw refuse('invalid', 'logo', {
      en: 'Choose a picture: PNG, JPEG or WebP.',
      zh: '请选择 PNG、JPEG 或 WebP 图片。',
    })
  if (bytes.length > largest)
    throw refuse('invalid', 'logo', { en: 'The picture has at most 100 KB.', zh: '图片不能超过 100 KB。' })
  return { type, data: bytes.toString('base64') }
}

/** Keeps a picture. Answers its fingerprint. */
export async function keepLogo(on: Queryable, workspace: Workspace, logo: Logo | null): Promise<string | null> {
  const table = engineTable(workspace, 'setting')
  const now = workspace.clock.now().toISOString()
  if (!logo) await on.count(sql`delete from ${table} where key = 'logo'`)
  else
    await on.count(
      sql`insert into ${table} (key, value, updated_at) values ('logo', ${JSON.stringify(logo)}::jsonb, ${now}::timestamptz)
        on conflict (key) do update set value = excluded.value, updated_at = excluded.updated_at`,
    )
  return logo && createHash('sha256').update(logo.data).digest('hex').slice(0, 16)
}

/** The picture; null where there is none. */
export async function findLogo(workspace: Workspace): Promise<{ type: string; bytes: Buffer } | null> {
  const [row] = await workspace.db.rows(sql`select value from ${engineTable(workspace, 'setting')} where key = 'logo'`)
  const logo = row?.[0] as Logo | undefined
  return logo ? { type: logo.type, bytes: Buffer.from(logo.data, 'base64') } : null
}

const largest = 100 * 1024
const beginnings: Readonly<Record<string, (bytes: Buffer) => boolean>> = {
  'image/png': (bytes) => bytes.subarray(0, 8).equals(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])),
  'image/jpeg': (bytes) => bytes.subarray(0, 3).equals(Buffer.from([0xff, 0xd8, 0xff])),
  'image/webp': (bytes) => bytes.subarray(0, 4).toString() === 'RIFF' && bytes.subarray(8, 12).toString() === 'WEBP',
}
