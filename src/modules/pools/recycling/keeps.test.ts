import { afterAll, beforeAll, expect, test } from 'vitest'
import { modules } from '#app'
import { runJob } from '#engine/events/work.ts'
import { relation } from '#kernel/fields/relation.ts'
import { select } from '#kernel/fields/select.ts'
import { text } from '#kernel/fields/text.ts'
import { defineModule } from '#kernel/module.ts'
import { defineObject, type Keeping } from '#kernel/object.ts'
import { readRegistry } from '#kernel/registry.ts'
import { startSampan, type TestSampan } from '../../../../test/harness.ts'
import { handOf, type Told } from '../../../../test/modules/hand.ts'

/* A module that comes later says on its own object what keeps a customer with its owner: rules offer it as one switch more. */

const running: Keeping<'account' | 'status'> = {
  key: 'contractRunning',
  label: { en: 'Has a running contract', zh: '有执行中的合同' },
  through: 'account',
  where: { status: 'running' },
}
const contracts = (keeps: readonly Keeping<'account' | 'status'>[]) =>
  defineModule({
    key: 'contracts',
    label: { en: 'Contracts', zh: '合同' },
    requires: ['customers'],
    objects: [
      defineObject('contract', {
        label: { en: 'Contract', zh: '合同' },
        plural: 'Contracts',
        title: 'name',
        traits: ['owned'],
        keeps,
        fields: {
          name: text({ label: { en: 'Name', zh: '名称' }, required: true }),
          account: relation('account', { label: { en: 'Account', zh: '客户' }, inverse: 'contracts', index: true }),
          status: select({
            label: { en: 'Status', zh: '状态' },
            options: [
              { key: 'running', label: { en: 'Running', zh: '执行中' } },
              { key: 'ended', label: { en: 'Ended', zh: '已终止' } },
            ],
          }),
        },
      }),
    ],
  })

const day = 86_400_000
const start = Date.parse('2026-11-02T02:00:00.000Z')
let time = start
let sampan: TestSampan
let admin: ReturnType<typeof handOf>
let pool: Told
beforeAll(async () => {
  sampan = await startSampan({ modules: [...modules, contracts([running])], clock: { now: () => new Date(time) } })
  admin = handOf(sampan, sampan.admin)
  pool = await admin.make('pool', { name: '公海', object: 'account' })
})
afterAll(() => sampan.close())

test('what is declared wrongly is told at the start', () => {
  const wrong = (keeps: readonly object[]) =>
    readRegistry([...modules, contracts(keeps as never)]).problems.map(({ at, message }) => `${at}: ${message.en}`)
  expect(wrong([{ ...running, through: 'customer' }]).join()).toContain("names the unknown field 'customer'")
  expect(wrong([{ ...running, where: { state: 'x' } }]).join()).toContain('contract.keeps.contractRunning')
  expect(wrong([{ ...running, key: 'open' }]).join()).toContain("under the key 'open'")
})

test('a rule offers it, leaves alone what has it, and takes what has it no more', async () => {
  const rule = {
    name: '30 天无跟进',
    object: 'account',
    pool: pool.id,
    active: true,
    conditions: [{ sign: 'noFollowUp', days: 30 }],
  }
  expect(await admin.refused.make('recyclingRule', { ...rule, exempt: ['contractEnded'] })).toEqual([
    '422',
    'exempt: exemption',
  ])
  const { body: meta } = await sampan.call(sampan.admin, 'GET', '/api/v1/meta')
  const { choices, default: ordinary } = meta.objects.recyclingRule.fields.exempt
  expect(choices.account.map(({ key }: Told) => key)).toEqual([
    'won',
    'open',
    'contractRunning',
    'approval',
    'locked',
    'tagged',
  ])
  expect(choices.lead.map(({ key }: Told) => key)).toEqual(['qualified', 'approval', 'locked', 'tagged'])
  expect(ordinary).toEqual(['approval'])
  await admin.make('recyclingRule', { ...rule, exempt: ['contractRunning'] })
  const [one, two] = [await admin.make('account', { name: '甲' }), await admin.make('account', { name: '乙' })]
  const contract = await admin.make('contract', { name: '框架合同', account: one.id, status: 'running' })
  await admin.make('contract', { name: '旧合同', account: two.id, status: 'ended' })
  const dues = async () => [
    (await admin.see('account', one.id)).recyclesOn,
    (await admin.see('account', two.id)).recyclesOn,
  ]
  expect(await dues()).toEqual([null, '2026-12-02'])
  time += 40 * day
  await runJob(sampan.workspace, 'recycle', {})
  const owned = async () => (await admin.list('account', { owner: { empty: false } })).map(({ name }) => name)
  expect(await owned()).toEqual(['甲'])
  // The hour in which it ends looks at its customer.
  await admin.change('contract', contract.id, { status: 'ended' })
  await runJob(sampan.workspace, 'recycle', {})
  expect(await owned()).toEqual([])
})
