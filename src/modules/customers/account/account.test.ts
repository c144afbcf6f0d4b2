import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { modules } from '#app'
import { startSampan, type TestSampan } from '../../../../test/harness.ts'
import { handOf } from '../../../../test/modules/hand.ts'

let sampan: TestSampan
let hand: ReturnType<typeof handOf>
beforeAll(async () => {
  sampan = await startSampan({ modules })
  hand = handOf(sampan, sampan.admin)
})
afterAll(() => sampan.close())

describe('a credit code', () => {
  test('of the wrong shape is refused', async () => {
    const make = (uscc: string) => hand.refused.make('account', { name: '甲公司', uscc })
    expect(await make('91350100M000100Y4')).toEqual(['422', 'uscc: length'])
    expect(await make('91350100M000100YOI')).toEqual(['422', 'uscc: characters'])
  })

  test('with wrong check digits is kept and marked', async () => {
    // the counter-example of GB 32100-2015
    const account = await hand.make('account', { name: '乙公司', uscc: '91350100M000100Y4Z'.replace('Z', '4') })
    expect(account).toMatchObject({ uscc: '91350100M000100Y44', usccValid: false })
  })

  test('is written in capitals without blanks', async () => {
    const account = await hand.make('account', { name: '丙公司', uscc: ' 91350100 m000100y43 ' })
    expect(account).toMatchObject({ uscc: '91350100M000100Y43', usccValid: true })
    expect(await hand.change('account', account.id, { uscc: null })).toMatchObject({ uscc: null, usccValid: null })
  })
})

describe('the domain of an account', () => {
  test('cannot be written', async () => {
    expect(await hand.refused.make('account', { name: '丁公司', domain: 'a.example' })).toEqual([
      '422',
      'domain: read-only',
    ])
  })

  test('is not that of a public mailbox', async () => {
    expect(await hand.make('account', { name: '戊公司', email: 'wu@qq.com' })).toMatchObject({ domain: null })
  })

  test('is that of the website, else of the e-mail', async () => {
    const account = await hand.make('account', { name: '己公司', email: 'info@ji.example' })
    expect(account.domain).toBe('ji.example')
    const changed = await hand.change('account', account.id, { website: 'WWW.Ji-Group.example/about' })
    expect(changed.domain).toBe('ji-group.example')
  })
})

test('accounts form no circle', async () => {
  const group = await hand.make('account', { name: '集团' })
  const branch = await hand.make('account', { name: '分公司', parent: group.id })
  const office = await hand.make('account', { name: '办事处', parent: branch.id })
  expect(await hand.refused.change('account', group.id, { parent: office.id })).toEqual(['422', 'parent: circle'])
})

describe('a bank account', () => {
  test('is hidden from those whose role does not name it', async () => {
    const seller = handOf(sampan, await sampan.person('销售', 'sales'))
    expect(await seller.refused.make('account', { name: '庚公司', bankAccount: '6222' })).toEqual([
      '422',
      'bankAccount: unknown-field',
    ])
    const made = await seller.make('account', { name: '庚公司' })
    await hand.change('account', made.id, { bankAccount: '6222 0000' })
    expect(await seller.see('account', made.id)).not.toHaveProperty('bankAccount')
    expect((await hand.see('account', made.id)).bankAccount).toBe('6222 0000')
  })
})
