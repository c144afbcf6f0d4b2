import pg from 'pg'
import { describe, expect, it } from 'vitest'
import { freshDatabase } from '../postgres-client.ts'

describe('the PostgreSQL of a test run', () => {
  it('gives each file an empty database of its own, and takes it back', async () => {
    const mine = await freshDatabase()
    const other = await freshDatabase()
    const client = new pg.Client({ connectionString: mine.url })
    await client.connect()
    await client.query('create table public.moon (name text)')
    const stranger = new pg.Client({ connectionString: other.url })
    await stranger.connect()
    await expect(stranger.query('select name from public.moon')).rejects.toMatchObject({ code: '42P01' })
    await stranger.end()
    const farewells: unknown[] = []
    client.on('error', (error) => farewells.push(error))
    await mine.drop()
    await expect(client.query('select 1')).rejects.toThrow()
    expect(farewells[0]).toMatchObject({ code: '57P01' })
    await other.drop()
  })
})
