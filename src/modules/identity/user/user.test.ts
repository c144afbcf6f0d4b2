import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { modules } from '#app'
import { startSampan, type TestSampan } from '../../../../test/harness.ts'
import { handOf } from '../../../../test/modules/hand.ts'

let sampan: TestSampan
let admin: ReturnType<typeof handOf>
beforeAll(async () => {
  sampan = await startSampan({ modules })
  admin = handOf(sampan, sampan.admin)
})
afterAll(() => sampan.close())

const roleId = async (key: string) => (await admin.list('role', { key }))[0].id

describe('the last administrator', () => {
  test('cannot be disabled, whether by the action or by the field', async () => {
    expect(await admin.refused.act('user', admin.id, 'disable')).toEqual(['422', 'active: last-administrator'])
    expect(await admin.refused.change('user', admin.id, { active: false })).toEqual([
      '422',
      'active: last-administrator',
    ])
  })

  test('cannot lose the role', async () => {
    const sales = await roleId('sales')
    expect(await admin.refused.change('user', admin.id, { roles: [sales] })).toEqual([
      '422',
      'roles: last-administrator',
    ])
  })

  test('cannot be deleted', async () => {
    expect(await admin.refused.remove('user', admin.id)).toEqual(['422', 'active: last-administrator'])
  })

  test('cannot see the role itself become an ordinary one', async () => {
    const role = await roleId('administrator')
    expect(await admin.refused.change('role', role, { admin: false })).toEqual(['422', 'admin: last-administrator'])
    expect(await admin.refused.remove('role', role)).toEqual(['422', 'admin: last-administrator'])
  })

  test('may go once somebody else has taken over', async () => {
    const other = await sampan.person('接班人', 'administrator')
    const leaver = await sampan.person('要走的管理员', 'administrator')
    await admin.act('user', leaver.principal.id!, 'disable')
    expect((await admin.see('user', leaver.principal.id!)).active).toBe(false)
    expect((await admin.see('user', other.principal.id!)).active).toBe(true)
  })
})

describe('managers and teams', () => {
  test('form no circles, however long', async () => {
    const ids: string[] = []
    for (const name of ['甲', '乙', '丙']) ids.push((await sampan.person(name, 'sales')).principal.id!)
    const [idA, idB, idC] = ids as [string, string, string]
    expect(await admin.refused.change('user', idA, { manager: idA })).toEqual(['422', 'manager: circle'])
    await admin.change('user', idB, { manager: idA })
    await admin.change('user', idC, { manager: idB })
    expect(await admin.refused.change('user', idA, { manager: idC })).toEqual(['422', 'manager: circle'])

    const top = await admin.make('team', { name: '销售中心' })
    const east = await admin.make('team', { name: '华东', parent: top.id })
    expect(await admin.refused.change('team', top.id, { parent: east.id })).toEqual(['422', 'parent: circle'])
  })

  test('a team that people are in stays', async () => {
    const team = await admin.make('team', { name: '华南' })
    const member = await sampan.person('队员', 'sales', { teamId: team.id })
    expect(await admin.refused.remove('team', team.id)).toEqual(['422', 'in-use'])
    await admin.change('user', member.principal.id!, { team: null })
    await admin.remove('team', team.id)
  })
})

describe('rights', () => {
  test('a seller sees her own and her team, and nobody else’s customers', async () => {
    const team = await admin.make('team', { name: '一队' })
    const other = await admin.make('team', { name: '二队' })
    const me = handOf(sampan, await sampan.person('我', 'sales', { teamId: team.id }))
    const mate = handOf(sampan, await sampan.person('同队', 'sales', { teamId: team.id }))
    const stranger = handOf(sampan, await sampan.person('别队', 'sales', { teamId: other.id }))
    const mine = await me.make('account', { name: '我的客户' })
    expect(await stranger.refused.see('account', mine.id)).toEqual(['404', 'missing'])
    expect(await stranger.list('account', {})).toEqual([])
    expect((await mate.see('account', mine.id)).name).toBe('我的客户')
    expect(await mate.refused.change('account', mine.id, { name: '抢来的' })).toEqual(['403', 'forbidden'])
    expect(await me.refused.remove('account', mine.id)).toEqual(['403', 'forbidden'])
    expect(await me.refused.change('user', me.id, { active: false })).toEqual(['403', 'forbidden'])
    expect((await me.see('user', stranger.id)).name).toBe('别队')
  })

  test('what has no owner goes with the record that it is a part of', async () => {
    const team = await admin.make('team', { name: '三队' })
    const me = handOf(sampan, await sampan.person('卖家', 'sales', { teamId: team.id }))
    const stranger = handOf(sampan, await sampan.person('外人', 'sales'))
    const account = await me.make('account', { name: '有联系人的客户' })
    const contact = await me.make('contact', { name: '单雄', account: account.id })
    expect(await me.list('employment', { contact: contact.id })).toHaveLength(1)
    expect(await stranger.list('employment', {})).toEqual([])
  })
})
