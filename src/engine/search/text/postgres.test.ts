import fc from 'fast-check'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type FreshDatabase, freshDatabase } from '../../../../test/postgres-client.ts'
import { queryTokens, tsQueryText } from './query.ts'
import { sortKey } from './sort-key.ts'
import { searchTokens } from './tokens.ts'

let database: FreshDatabase
let client: pg.Client
beforeAll(async () => {
  database = await freshDatabase()
  client = new pg.Client({ connectionString: database.url })
  await client.connect()
  await client.query('create table found (name text, sort_key text, tokens tsvector)')
})
afterAll(async () => {
  await client.end()
  await database.drop()
})

async function store(...names: string[]): Promise<void> {
  for (const name of names) {
    const row = [
      name,
      sortKey(name),
      searchTokens({ names: [name], phones: ['+8613800138000'], codes: ['Q-2026-0012'] }),
    ]
    await client.query('insert into found (name, sort_key, tokens) values ($1, $2, array_to_tsvector($3::text[]))', row)
  }
}

async function search(question: string): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    'select name from found where tokens @@ $1::tsquery order by sort_key collate "C"',
    [tsQueryText(queryTokens(question)) ?? ''],
  )
  return rows.map(({ name }) => name)
}

describe('in PostgreSQL', () => {
  it('finds and sorts names', async () => {
    await store('张三', '曾国藩', '单雄信', '中興通訊股份有限公司', "O'Neil \\ Sons", 'Bob')
    expect(await search('三')).toEqual(['张三'])
    expect(await search('sxx')).toEqual(['单雄信'])
    expect(await search('中兴 tongxun')).toEqual(['中興通訊股份有限公司'])
    expect(await search("o'neil")).toEqual(["O'Neil \\ Sons"])
    expect(await search('138 0013 8000')).toEqual([
      'Bob',
      "O'Neil \\ Sons",
      '单雄信',
      '曾国藩',
      '张三',
      '中興通訊股份有限公司',
    ])
    expect(await search('李')).toEqual([])
  })

  it('understands every question', async () => {
    const word = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: fc.constantFrom("'", '\\', ':', '*', '&', '|', '!', '(', ' ', 'a', '1', '张', '-', '@', '.') }),
    )
    await fc.assert(
      fc.asyncProperty(word, async (question) => {
        await search(question)
        await client.query('select array_to_tsvector($1::text[])', [
          searchTokens({ names: [question], texts: [question], codes: [question] }),
        ])
      }),
      { numRuns: 300 },
    )
  })
})
