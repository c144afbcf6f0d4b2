import pg from 'pg'
import { expect, test } from 'vitest'
import { makeVictim } from '../../src/bench/crash/child.ts'

/* Setting up writes to the catalogue, to better-auth's tables and to the workspace, which cannot commit together. */

const points = [
  'workspace.announced',
  'workspace.schema',
  'workspace.seeded',
  'setup.workspace',
  'person.recorded',
  'login.made',
  'person.login',
]

test('a set-up that is cut short at every step still ends with one workspace and one administrator who can sign in', async () => {
  const victim = await makeVictim({ crashAt: points[0]! })
  try {
    for (const point of points.slice(1)) await expect(victim.start(point), point).rejects.toThrow('did not start')
    await victim.start()
    const answer = await fetch(`${victim.url()}/api/auth/sign-in/email`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email: 'master@example.com', password: 'password-1234' }),
    })
    expect(answer.status).toBe(200)
    const client = new pg.Client({ connectionString: victim.findPostgres()!.url })
    await client.connect()
    const { rows } = await client.query(`select (select count(*) from sampan.workspace) as workspaces,
      (select count(*) from sampan.login) as logins, (select count(*) from sampan.membership) as memberships,
      (select count(*) from "${victim.schema()}"."user") as people`)
    await client.end()
    expect(rows[0]).toEqual({ workspaces: '1', logins: '1', memberships: '1', people: '1' })
  } finally {
    await victim.close()
  }
}, 300_000)
