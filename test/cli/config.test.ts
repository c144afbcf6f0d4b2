import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startSampan, type TestSampan } from '../harness.ts'
import { runOn } from './run.ts'

/* The configuration from the command line: from a file into one Sampan, out of it, compared, rolled back, explained. */

let sampan: TestSampan
let folder: string
beforeAll(async () => {
  sampan = await startSampan()
  folder = mkdtempSync(join(tmpdir(), 'sampan-config-'))
})
afterAll(async () => {
  rmSync(folder, { recursive: true })
  await sampan.close()
})

const yaml = `sampan: 1
objects:
  vehicle:
    label: { en: Vehicle, zh: 车辆 }
    plural: Vehicles
    title: plate
    owner: fleet@example.com
    reason: 车队管理
    reviewAt: 2027-12-31
fields:
  vehicle.plate: { type: text, label: { en: Plate, zh: 车牌号 }, required: true, search: name }
  account.grade: { type: select, label: 等级, options: [{ key: a, label: A }], reason: 年度评级, owner: sales@example.com }
`

test('a file is compared, taken in, published, told of, exported and rolled back', async () => {
  const file = join(folder, 'in.yaml')
  writeFileSync(file, yaml)
  const compared = await run(['config', 'diff', file])
  expect(compared.out, compared.err).toContain('+ objects vehicle  Vehicle')
  expect(compared.out).toContain('create table "x_vehicle"')
  expect((await run(['config', 'diff'])).out).toContain('Nothing differs.')
  expect(await run(['config', 'import', file])).toMatchObject({ code: 0 })
  const published = await run(['config', 'publish', '--reason', '上线', '--as', 'admin@example.com', '--json'])
  expect(JSON.parse(published.out)).toMatchObject({ state: 'done', version: 1 })
  const log = await run(['config', 'log', '--json'])
  expect(JSON.parse(log.out).data).toMatchObject([{ version: 1, reason: '上线', by: { name: '管理员' } }])
  const out = join(folder, 'out.yaml')
  await run(['config', 'export', '--out', out])
  expect(readFileSync(out, 'utf8')).toContain('reason: 年度评级')
  const told = await run(['explain', 'account', '--custom'])
  expect(told.out, told.err).toMatch(/grade +select +等级 +custom/)
  expect(told.out).toMatch(/fields +account\.grade +等级 +sales@example\.com +年度评级/)
  expect((await run(['explain', 'vehicle'])).out).toMatch(/fleet@example\.com +2027-12-31 +车队管理/)
  expect(JSON.parse((await run(['config', 'rollback', '0', '--json'])).out)).toMatchObject({
    state: 'done',
    version: 2,
  })
  expect((await run(['explain', 'vehicle'])).err).toContain("There is no object 'vehicle'")
})

test('what cannot be read is refused with where it goes wrong', async () => {
  const file = join(folder, 'wrong.yaml')
  writeFileSync(file, 'sampan: 1\nfields:\n  account.x: { type: txt, label: X }\n')
  const refused = await run(['config', 'import', file])
  expect(refused.code).toBe(2)
  expect(refused.err).toContain("Did you mean 'text'?")
  expect((await run(['config', 'import', 'nowhere.yaml'])).code).toBe(3)
  expect((await run(['config', 'rollback', 'x'])).err).toContain("'x' is not the number of a version")
})

const run = (args: readonly string[]) => runOn(sampan, args)
