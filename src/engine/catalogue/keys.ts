import { refuse } from '#kernel/problem.ts'
import type { Database } from '../db/database.ts'
import { ident, sql } from '../db/sql.ts'
import type { Secrets } from '../secrets.ts'

/**
 * Notes in the catalogue which keys seal secrets here. Refuses when it knows keys and none of them is held: with another
 * key, what was sealed could not be opened, and new secrets would be lost with the next start.
 */
export async function noteKeys(db: Database, catalogueSchema: string, secrets: Secrets, now: string): Promise<void> {
  const table = ident(catalogueSchema, 'encryption_key')
  const noted = (await db.rows(sql`select id from ${table}`)).map(([id]) => String(id))
  const held = secrets.keyIds()
  if (noted.length > 0 && !noted.some((id) => held.includes(id)))
    throw refuse('unavailable', null, {
      en: `This database's secrets were sealed with another key (${noted.join(', ')}) than the one found here (${held.join(', ')}). Put the file 'key' of its data folder back, from a backup, or set SAMPAN_KEY.`,
      zh: `数据库中的保密内容由另一把密钥（${noted.join('、')}）加密，与当前密钥（${held.join('、')}）不符。请从备份恢复数据目录中的「key」文件，或设置 SAMPAN_KEY。`,
    })
  if (!noted.includes(held[0]!))
    await db.count(
      sql`insert into ${table} (id, created_at) values (${held[0]}, ${now}::timestamptz) on conflict (id) do nothing`,
    )
}
