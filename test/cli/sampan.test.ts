import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sql } from '#engine/db/sql.ts'
import { startSampan, type TestSampan } from '../harness.ts'
import { type Done, placeOf, runOn } from './run.ts'

let sampan: TestSampan
let folder: string
beforeAll(async () => {
  sampan = await startSampan()
  folder = mkdtempSync(join(tmpdir(), 'sampan-cli-'))
})
afterAll(async () => {
  rmSync(folder, { recursive: true })
  await sampan.close()
})

test('what cannot be done is refused with a sentence and an exit code that says why', async () => {
  const refused = [
    [['sail'], 2, "unknown command 'sail'"],
    [['user', 'add'], 2, "missing required argument 'email'"],
    [['user', 'add', 'admin@example.com'], 2, 'Somebody has this address already'],
    [['user', 'add', 'new@example.com', '--role', 'captain'], 2, "There is no role 'captain'"],
    [['user', 'reset-password', 'nobody@example.com'], 3, 'There is nobody with the address'],
    [['user', 'remove-second-factor', 'nobody@example.com', '--yes'], 3, 'There is nobody with the address'],
    [['user', 'remove-second-factor', 'admin@example.com'], 3, 'There is nobody to ask: say --yes'],
    [['user', 'disable', 'admin@example.com'], 3, 'There is nobody to ask: say --yes'],
    [['user', 'disable', 'admin@example.com', '--yes'], 2, 'last active administrator'],
    [['user', 'list', '--workspace', 'elsewhere'], 3, "There is no workspace 'elsewhere'"],
    [['api-key', 'revoke', '00000000-0000-7000-8000-000000000000'], 3, 'There is no live key'],
    [['setup-link'], 3, 'Sampan has been set up'],
    [['demo', '--remove', '--yes'], 3, 'There is no demo company'],
    [['export', 'acount'], 3, "Did you mean 'account'?"],
    [['export'], 2, 'or --all for everything'],
    [['export', 'account', '--all'], 2, 'leave the object out'],
    [['export', 'one.tar.gz', '--all', '--out', 'two.tar.gz'], 2, 'leave the object out'],
    [['import', '--all', 'nowhere.tar.gz'], 3, 'There is no file nowhere.tar.gz'],
    [['import', 'account', 'nowhere.csv'], 3, 'There is no file nowhere.csv'],
    [['restore', 'nowhere.tar.gz', '--yes'], 3, 'There is no file'],
  ] as const
  for (const [args, code, words] of refused) {
    const done = await run(args)
    expect(done, args.join(' ')).toMatchObject({ code, out: '' })
    expect(done.err, args.join(' ')).toContain(words)
  }
})

test('a folder without a Sampan is named, and stays as it is', async () => {
  const elsewhere = join(folder, 'elsewhere')
  const { code, err } = await spawn(['user', 'list', '--data', elsewhere], { DATABASE_URL: '' })
  expect(code).toBe(3)
  expect(err).toContain(`There is no Sampan in ${elsewhere}`)
  expect(existsSync(elsewhere)).toBe(false)
})

test('a person is added, gets a key, a new password, and is disabled; results are JSON, words go to standard error', async () => {
  const added = await run(['user', 'add', 'Li@example.com', '--name', '李娜', '--role', 'sales', '--json'])
  expect(added.err).toContain('may sign in')
  const { id, password } = JSON.parse(added.out)
  expect(password).toHaveLength(16)
  const key = await run(['api-key', 'create', 'li@example.com', '--name', '报表', '--json'])
  const reset = await run(['user', 'reset-password', 'li@example.com', '--password', 'a better password', '--json'])
  const login = await sampan.runtime.catalogue.loginOf('li@example.com')
  await sampan.runtime.db.count(sql`update sampan.login set "twoFactorEnabled" = true where "id" = ${login}`)
  const freed = await run(['user', 'remove-second-factor', 'li@example.com', '--yes', '--json'])
  expect(JSON.parse(freed.out)).toEqual({ id })
  expect((await sampan.runtime.doors.factors(login!)).totp).toBe(false)
  const made = JSON.parse(key.out)
  expect(await sampan.runtime.catalogue.apiKey(made.key)).toMatchObject({ userId: id })
  expect(JSON.parse(reset.out)).toEqual({ id })
  const people = JSON.parse((await run(['user', 'list', '--json'])).out)
  expect(people.find((p: { id: string }) => p.id === id)).toMatchObject({ name: '李娜', roles: ['销售'], active: true })
  const revoked = await run(['api-key', 'revoke', made.id])
  const disabled = await run(['user', 'disable', 'li@example.com', '--yes', '--json'])
  expect([revoked.code, disabled.code]).toEqual([0, 0])
  expect(await sampan.runtime.catalogue.apiKey(made.key)).toBeNull()
})

test('the program runs by itself, on whatever Node', async () => {
  const { code, out, err } = await spawn(['api-key', 'list', '--json'])
  expect({ code, err }).toEqual({ code: 0, err: '' })
  expect(JSON.parse(out)).toHaveLength(1)
})

test('it speaks the language of the terminal', async () => {
  const { err } = await run(['user', 'reset-password', 'nobody@example.com'], { LC_ALL: 'zh_CN.UTF-8' })
  expect(err).toContain('没有邮箱为 nobody@example.com 的成员')
})

test('rows go in from a file, and one that cannot go in is told of by the exit code', async () => {
  const file = join(folder, 'accounts.csv')
  writeFileSync(file, '客户名称,客户级别\n甲公司,A\n乙公司,B\n')
  const { code, out } = await run(['import', 'account', file, '--as', 'admin@example.com', '--json'])
  expect(code).toBe(0)
  expect(JSON.parse(out).report).toMatchObject({ rows: 2, created: 2, refused: 0 })
  const exported = await run(['export', 'account', '--select', 'name,level', '--sort', 'name'])
  expect(exported.out).toContain('甲公司,')
  expect(exported.err).toContain('2 rows')
})

test('several objects go out as one archive, and come in again as a set without a change', async () => {
  const archive = join(folder, 'all.zip')
  const out = await run(['export', archive, '--objects', 'contact,account'])
  expect(out, out.err).toMatchObject({ code: 0 })
  expect(await run(['export', archive, '--objects', 'role'])).toMatchObject({ code: 2 })
  const listed = await run(['import', archive, '--list'])
  expect(listed.out).toMatch(/account\.csv.*\n.*contact\.csv/)
  const back = await run(['import', archive, '--json'])
  expect(JSON.parse(back.out).counts).toMatchObject({ rows: 2, created: 0, updated: 0, unchanged: 2, refused: 0 })
  expect((await run(['import', 'nowhere.zip'])).err).toContain('There is no file nowhere.zip')
})

test('everything goes into the file that is named, as a set does', async () => {
  const file = join(folder, 'everything.tar.gz')
  const done = await run(['export', file, '--all', '--json'])
  expect(done, done.err).toMatchObject({ code: 0 })
  expect(JSON.parse(done.out)).toMatchObject({ file, records: { account: { live: 2, deleted: 0 } } })
  expect(existsSync(file)).toBe(true)
})

test('an object is explained with its rules in order, each with file and line', async () => {
  const { out } = await run(['explain', 'opportunity', '--json'])
  const told = JSON.parse(out)
  expect(told.rules[0]).toMatchObject({ is: 'derive', at: expect.stringMatching(/opportunity\.rules\.ts:\d+$/) })
  expect(told.rules.map((r: { is: string }) => r.is)).toEqual(
    told.rules.map((r: { is: string }) => r.is).toSorted(inRuleOrder),
  )
  expect(told.actions.map((a: { key: string }) => a.key)).toContain('win')
  expect(told.roles.find((r: { key: string }) => r.key === 'sales').read).toEqual(['own', 'team', 'shared'])
})

test('the doctor finds what is unsound, and says so with the exit code', async () => {
  const sound = await run(['doctor', '--verify', '--json'])
  expect(JSON.parse(sound.out).findings.filter((f: { state: string; check: string }) => f.state === 'wrong')).toEqual(
    [],
  )
  expect(sound.code).toBe(0)
  expect(sound.out + sound.err).not.toContain('only tests know')
  const { schema, db } = sampan.workspace
  await db.pool.query(`update "${schema}".account set version = version + 1, owner_id = null, created_by_id = $1`, [
    '00000000-0000-7000-8000-00000000dead',
  ])
  const unsound = await run(['doctor', '--verify', '--json'])
  expect(unsound.code).toBe(4)
  const wrong = JSON.parse(unsound.out).findings.filter((f: { state: string }) => f.state === 'wrong')
  expect(wrong.map((f: { check: string }) => f.check)).toEqual(['I1 references', 'events'])
})

const order = ['derive', 'check', 'follow']
const inRuleOrder = (a: string, b: string) => order.indexOf(a) - order.indexOf(b)

const run = (args: readonly string[], env?: Record<string, string>) => runOn(sampan, args, env)

/** Runs the real command in a process of its own. */
function spawn(args: readonly string[], env: Record<string, string> = {}): Promise<Done> {
  const program = fileURLToPath(new URL('../../bin/sampan', import.meta.url))
  return new Promise((resolve) => {
    const options = { env: { ...process.env, ...placeOf(sampan), ...env } }
    execFile(process.execPath, [program, ...args], options, (error, out, err) =>
      resolve({ code: error ? Number(error.code ?? 1) : 0, out, err }),
    ).stdin?.end()
  })
}
