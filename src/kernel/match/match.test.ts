import { describe, expect, it } from 'vitest'
import { address } from '../fields/address.ts'
import { text } from '../fields/text.ts'
import { likeCompany, readCompany } from './company.ts'
import { compare } from './compare.ts'
import { organisationDomain, registeredDomain } from './domain.ts'
import { factsOf } from './facts.ts'
import { keysOf } from './keys.ts'
import { levelOf } from './matching.ts'
import { likePerson, readPerson } from './person.ts'

const company = (a: string, b: string) => likeCompany(readCompany(a), readCompany(b))
const person = (a: string, b: string) => likePerson(readPerson(a), readPerson(b))

describe('names of companies', () => {
  it.each([
    // The rest of the name is rare: a slip is a slip.
    ['瓢虫贝贝', '瓢虫贝', 'slip', 'likely'],
    ['黛珂薇娅化妆品有限公司', '黛珂娅薇化妆品有限公司', 'slip', 'likely'],
    ['麒麟阁餐饮', '麒林阁餐饮', 'sound', 'likely'],
    // Most slips sound alike: in the name, in a name that is longer elsewhere, in what it does, twice.
    ['艾尔莎', '埃尔莎', 'sound', 'likely'],
    ['萌宝秀', '北京猛宝秀科技有限公司', 'sound', 'likely'],
    ['瓢虫餐饮', '瓢虫参饮', 'sound', 'likely'],
    ['麒麟阁餐饮', '骑林阁餐饮', 'sound', 'likely'],
    // It is made of what many are made of: it may be another one.
    ['金华美', '金美华', 'slip', 'possible'],
    ['新天源', '新天园', 'sound', 'possible'],
    ['金龙', '金隆', 'sound', null],
    ['鑫源科技', '新源餐饮', 'sound', null],
    ['第一缘', '第二缘', 'otherName', null],
    ['天百液压有限公司', '德百液压有限公司', 'slip', 'possible'],
    // What stands behind the name is what it does: all of the shorter one is in the longer one, or each does something else.
    ['麒麟装饰', '上海市麒麟装饰贸易有限公司', 'brand', 'likely'],
    ['麒麟集团', '山东麒麟集团企业管理有限公司', 'brand', 'likely'],
    ['麒麟装饰', '麒麟餐饮', 'brand', 'possible'],
    // It is called by how it begins; what many begin with says nothing.
    ['字节跳动', '字节', 'abbreviation', 'possible'],
    ['天美', '天美时光', 'otherName', null],
  ])('%s and %s: %s, %s, by how rare it is what they share', (a, b, how, level) => {
    expect(company(a, b).how).toBe(how)
    expect(levelOf(company(a, b).points)).toBe(level)
  })

  it('a region may be two letters in brackets', () => {
    expect(company('中保龙（SH）Co., Ltd.', '中保龙').how).toBe('core')
  })

  it.each([
    ['第一建筑有限公司', '第二建筑有限公司'],
    ['青岛啤酒', '哈尔滨啤酒'],
    ['蓝海', '红山'],
    ['Acme Ltd', 'Zenith Ltd'],
  ])('%s is not %s', (a, b) => expect(company(a, b).points).toBeLessThan(35))

  it.each([
    ['北京蓝海科技有限公司', '上海蓝海科技有限公司', 'elsewhere'],
    ['蓝海科技有限公司', '蓝海科技有限公司上海分公司', 'elsewhere'],
    ['蓝海', '蓝海有限公司', 'core'],
  ])('%s and %s are not beyond doubt the same', (a, b, how) => {
    expect(company(a, b).how).toBe(how)
    expect(levelOf(company(a, b).points)).not.toBe('sure')
  })

  it.each([
    ['甲（上海）贸易有限公司', '甲(上海)贸易有限责任公司', 'name'],
    ['Acme Co., Ltd.', 'ACME LIMITED', 'name'],
    ['深圳市云岭科技有限公司', '云岭科技', 'core'],
    ['中国云岭科技集团', '雲嶺科技', 'core'],
    ['Shanghai Acme Trading Co., Ltd.', 'Acme Trading (China) Inc.', 'core'],
    ['钦州湾', '上海市钦州湾有限责任公司', 'core'],
    ['青岛啤酒', '上海青岛啤酒有限公司', 'core'],
    ['云岭科技', 'Yunling Keji', 'sound'],
    ['鑫苑集团有限公司', 'xin yuan ji tuan', 'sound'],
    ['望江楼宾馆', '望江搂宾馆', 'sound'],
    ['望江楼大宾馆', '望江楼宾馆', 'slip'],
    ['云岭山科技有限公司', '云岭山', 'brand'],
    ['中石化', '中国石油化工股份有限公司', 'abbreviation'],
  ])('%s is most likely %s', (a, b, how) => {
    expect(company(a, b).how).toBe(how)
    expect(company(a, b)).toEqual(company(b, a))
  })

  it('have one key whatever the form, the width and the brackets, and another where more differs', () => {
    const whole = (name: string) => readCompany(name).full
    for (const name of [
      '甲(上海)贸易有限责任公司',
      '甲（上海）贸易股份有限公司',
      ' *甲（上海） 贸易有限公司',
      '甲上海贸易有限公司',
    ])
      expect(whole(name)).toBe(whole('甲（上海）贸易有限公司'))
    expect(whole('Acme Co., Ltd.')).toBe(whole('ACME LIMITED'))
    expect(whole('Acme Inc.')).toBe(whole('Acme, Incorporated'))
    expect(whole('华为')).not.toBe(whole('华为有限公司'))
    expect(whole('甲（北京）贸易有限公司')).not.toBe(whole('甲（上海）贸易有限公司'))
    expect([whole('有限公司'), whole('***')]).toEqual(['有限公司', '***'])
  })

  it('keeps what is left when a name is nothing but a place, a trade or a form', () => {
    expect(readCompany('青岛啤酒股份有限公司').core).toBe('青岛啤酒')
    for (const name of ['有限公司', '***', '上海', 'Ltd', '科技有限公司']) expect(readCompany(name).core).not.toBe('')
  })
})

describe('names of persons', () => {
  it('tells apart who only shares a part', () => {
    expect(person('张三', '李四')?.points).toBeLessThan(0)
    expect(person('Thomas Graue', 'Thomas Shepherd')?.points).toBeLessThan(0)
    expect(person('张三', '张三丰')?.points).toBeLessThan(10)
  })

  it.each([
    ['欧阳 明', '歐陽明', 'name'],
    ['张伟', 'Zhang Wei', 'reading'],
    ['Wei Zhang', 'Zhang Wei', 'swapped'],
    ['Dr. José Pérez', 'jose perez', 'name'],
    ['nicholas campbell', 'nichooas campbell', 'slip'],
  ])('%s may be %s', (a, b, how) => expect(person(a, b)?.how).toBe(how))
})

describe('domains', () => {
  it.each([
    ['https://www.shop.acme.com.cn/x?y', 'acme.com.cn'],
    ['who@mail.acme.co.uk', 'acme.co.uk'],
    ['acme.1688.com', 'acme.1688.com'],
    ['who@qq.com', null],
    ['who@vip.163.com', null],
    ['http://10.0.0.1/', null],
    ['https://com.cn', null],
    ['not an address', null],
  ])('%s is of %s', (address, domain) => expect(organisationDomain(address)).toBe(domain))

  it('is none where nothing is registered', () => {
    for (const host of ['localhost', 'cn', '', 'a..b', '127.0.0.1']) expect(registeredDomain(host)).toBeNull()
  })
})

it('adds up what agrees and takes off what differs, and says both', () => {
  const label = { en: '', zh: '' }
  const object = {
    fields: { name: text({ label }), code: text({ label }) },
    matching: { organisation: { company: ['name'], taxNumber: ['code'] } },
  } as const
  const facts = (name: string, code: string) => factsOf(object, 'organisation', { name, code })!
  // two codes of GB 32100-2015 whose check digits are right
  const [huawei, other] = ['914403001922038216', '91110108551385082Q']
  expect(compare(facts('蓝海科技', huawei), facts('红山餐饮', huawei), 'organisation')).toMatchObject({
    points: 75,
    reasons: [
      { kind: 'taxNumber', how: 'same' },
      { kind: 'company', how: 'otherName', points: -25 },
    ],
  })
  expect(compare(facts('蓝海科技', huawei), facts('蓝海科技', other), 'organisation').points).toBe(20)
})

it('takes two that share a short name for one only where what they are called in full agrees', () => {
  const label = { en: '', zh: '' }
  const object = {
    fields: { name: text({ label }), short: text({ label }) },
    matching: { organisation: { company: ['name', 'short'] } },
  } as const
  const facts = (name: string, short: string | null) => factsOf(object, 'organisation', { name, short })!
  const level = (a: [string, string | null], b: [string, string | null]) =>
    levelOf(compare(facts(...a), facts(...b), 'organisation').points)
  expect(level(['秦正汽车零部件有限公司', '秦正'], ['秦正餐饮有限公司', '秦正'])).toBe('possible')
  expect(level(['Lindencrest Precision Inc.', 'Lindencrest'], ['Lindencrest Foods Ltd.', 'Lindencrest'])).toBe(
    'possible',
  )
  expect(level(['秦正汽车零部件有限公司', '秦正'], ['秦正', null])).toBe('sure')
  expect(level(['秦正汽车零部件有限公司', '秦正'], ['秦正汽车零部件股份有限公司', '秦正汽配'])).toBe('sure')
})

it('takes houses of one company in two cities for no more than likely one record, unless what is registered agrees', () => {
  const label = { en: '', zh: '' }
  const object = {
    fields: { name: text({ label }), short: text({ label }), code: text({ label }), at: address({ label }) },
    matching: {
      organisation: { company: ['name', 'short'], taxNumber: ['code'], domain: ['site'], address: ['at'] },
    },
  } as const
  const facts = (name: string, city: string | null = null, code: string | null = null) =>
    factsOf(object, 'organisation', { name, short: '蓝海', code, site: 'lanhai.cn', at: city && { city } })!
  const alike = (a: ReturnType<typeof facts>, b: ReturnType<typeof facts>) => compare(a, b, 'organisation')
  const level = (a: ReturnType<typeof facts>, b: ReturnType<typeof facts>) => levelOf(alike(a, b).points)

  const branches = alike(facts('上海蓝海科技有限公司'), facts('深圳蓝海科技有限公司'))
  expect(branches.reasons.at(-1)).toMatchObject({ kind: 'company', how: 'houses' })
  expect(branches.reasons.reduce((sum, { points }) => sum + points, 0)).toBe(branches.points)
  expect(levelOf(branches.points)).toBe('likely')
  const [shanghai, beijing] = ['上海', '北京'].map((city) => facts(`蓝海科技有限公司${city}分公司`))
  expect(level(shanghai!, beijing!)).toBe('likely')
  expect(level(facts('蓝海', '上海市'), facts('蓝海', '深圳市'))).toBe('likely')

  expect(level(facts('蓝海', '上海市'), facts('蓝海', '上海'))).toBe('sure')
  expect(level(facts('蓝海'), facts('蓝海', '深圳市'))).toBe('sure')
  expect(level(facts('蓝海科技有限公司', '上海市'), facts('蓝海科技有限责任公司', '深圳市'))).toBe('sure')
  const code = '914403001922038216'
  expect(level(facts('上海蓝海科技有限公司', null, code), facts('深圳蓝海科技有限公司', null, code))).toBe('sure')
})

it('takes two whose names differ for colleagues, whatever of their house they share', () => {
  const label = { en: '', zh: '' }
  const object = {
    fields: { name: text({ label }), phone: text({ label }), mail: text({ label }), house: text({ label }) },
    matching: { person: { person: ['name'], phone: ['phone'], email: ['mail'], employer: ['house'] } },
  } as const
  const facts = (name: string, phone: string, mail = 'info@lanhai.cn') =>
    factsOf(object, 'person', { name, phone: { e164: phone }, mail, house: '蓝海科技' })!
  const level = (a: string, b: string, phone: string) =>
    levelOf(compare(facts(a, phone), facts(b, phone), 'person').points)
  expect(level('Sophie Tan', 'Alice Koh', '+862155501234')).toBeNull()
  expect(level('Sophie Tan', 'Sophie Yeo', '+862155501234')).toBeNull()
  expect(level('何健', '周敏', '+862155501234')).toBeNull()
  expect(level('何健', '何健', '+862155501234')).toBe('sure')
  expect(level('何健', '小何', '+8613912345678')).not.toBeNull()
})

describe('people who were written down badly', () => {
  const label = { en: '', zh: '' }
  const object = {
    fields: {
      name: text({ label }),
      number: text({ label }),
      born: text({ label }),
      mail: text({ label }),
      mobile: text({ label }),
      home: address({ label }),
    },
    matching: {
      person: {
        person: ['name'],
        code: ['number'],
        date: ['born'],
        email: ['mail'],
        phone: ['mobile'],
        address: ['home'],
      },
    },
  } as const
  type Said = Partial<Record<'name' | 'number' | 'born' | 'mail' | 'mobile' | 'street' | 'postcode' | 'city', string>>
  const facts = ({ mobile, street, postcode, city, ...rest }: Said) =>
    factsOf(object, 'person', {
      ...rest,
      mobile: mobile && { e164: mobile },
      home: street && { street, postcode, city },
    })!
  const likeness = (a: Said, b: Said) => compare(facts(a), facts(b), 'person')
  const level = (a: Said, b: Said) => levelOf(likeness(a, b).points)
  const share = (a: Said, b: Said) => {
    const [one, other] = [a, b].map((said) => keysOf(facts(said)))
    return [...one!.strong, ...one!.weak].some((key) => [...other!.strong, ...other!.weak].includes(key))
  }
  const her = { name: 'Georgia Ryan', born: '1935-09-14', street: '33 dumaresq street', postcode: '3123' }

  it('another name, birthday or number is another person, whatever they share', () => {
    expect(level(her, { ...her, name: 'Thomas Ryan', born: '1971-02-28' })).toBeNull()
    expect(level({ ...her, number: '4449919' }, { ...her, number: '8120367', born: '1971-02-28' })).toBeNull()
    expect(level({ name: '王伟', mobile: '+8613912345678' }, { name: '李娜', mobile: '+8613912345679' })).toBeNull()
    expect(level({ name: '王伟', mail: 'wangwei1@lanhai.cn' }, { name: '王伟', mail: 'wangwei2@lanhai.cn' })).not.toBe(
      'likely',
    )
  })

  it('a mobile or a mailbox that is one slip off makes the same name likely the same person', () => {
    const [phone, mail] = [
      likeness({ name: '王伟', mobile: '+8613912345678' }, { name: '王伟', mobile: '+8613912354678' }),
      likeness({ name: '王伟', mail: 'wangwei@lanhai.cn' }, { name: '王伟', mail: 'wagnwei@lanhai.cn' }),
    ]
    expect([phone, mail].map(({ points }) => levelOf(points))).toEqual(['likely', 'likely'])
    expect(phone!.reasons).toContainEqual({ kind: 'phone', how: 'near', points: 20 })
    expect(mail!.reasons).toContainEqual({ kind: 'email', how: 'near', points: 20 })
  })

  it('two slips in a birthday or a long number speak neither for nor against', () => {
    const [a, b] = [her, { ...her, born: '1939-09-41' }]
    expect(likeness(a, b).reasons.map(({ kind }) => kind)).not.toContain('date')
    expect(level(a, b)).toBe('likely')
    expect(
      likeness({ ...her, number: '4449919' }, { ...her, number: '4494991' }).reasons.map(({ kind }) => kind),
    ).not.toContain('code')
  })

  it.each<[string, Said, Said]>([
    ['a number', { number: '13589742' }, { number: '1358972' }],
    ['a name, beside the birthday', { ...her, name: 'Geogria Ryna', street: '' }, { ...her, street: '' }],
    [
      'a name, the birthday and the house, beside the street',
      { ...her, name: 'Geogria Ryna', born: '1939-09-41', street: '35 dumaresq street park', postcode: '3132' },
      { ...her, street: '33 dumaresq street park' },
    ],
  ])('they are looked up by what is left where slips are in %s', (_, a, b) => expect(share(a, b)).toBe(true))
})

it('looks up what is one slip away by a key that both have', () => {
  const object = { fields: {}, matching: { organisation: { company: ['name'] } } } as const
  const keys = (name: string) => {
    const { strong, weak } = keysOf(factsOf(object, 'organisation', { name })!)
    return new Set([...strong, ...weak])
  }
  for (const [a, b] of [
    ['蓝海之星', '蓝海星'],
    ['蓝海之星', '蓝之海星'],
    ['蓝海之星', '兰海之星'],
    ['蓝海之星', '兰海之星科技'],
    ['蓝海终端科技', '蓝海科技终端'],
    ['Acmesoft Inc', 'Acmsoft Inc'],
    ['字节', '北京字节跳动科技有限公司'],
  ] as const)
    expect(
      [...keys(a)].some((key) => keys(b).has(key)),
      `${a} ${b}`,
    ).toBe(true)
})
