import { describe, expect, test } from 'vitest'
import { readSignature, type Signature } from './signature.ts'

const nowhere = { country: null, province: null, city: null, district: null, street: null, postcode: null }

describe('what says nothing', () => {
  test('is left alone: greetings, prose, numbers that are none, a fax', () => {
    expect(readSignature('')).toEqual({})
    expect(readSignature('此致\n敬礼')).toEqual({})
    expect(readSignature('Best regards,\nSent from my iPhone')).toEqual({})
    expect(readSignature('明天下午三点可以开会吗？价格还要再谈。')).toEqual({})
    expect(readSignature('传真：021-58881235\nFax: +1 415-555-2672')).toEqual({})
    expect(readSignature('订单 20261128000123，金额 12,000.00')).toEqual({})
  })
  test('is read in time, however long and however it is made', () => {
    for (const text of [
      '1-'.repeat(100_000),
      '路'.repeat(100_000),
      'a.'.repeat(100_000),
      '\t'.repeat(100_000),
      'A '.repeat(50_000),
    ])
      expect(Object.keys(readSignature(text)).length).toBeLessThan(4)
  })
})

const signatures: readonly [name: string, text: string, read: Signature][] = [
  [
    'a card, every line marked',
    '上海海通仪器有限公司\n王伟  销售总监\n手机：138 0013 8000\n电话：021-5888 1234 转 801\n传真：021-5888 1235\n邮箱：Wang.Wei@haitong.cn\n网址：www.haitong.cn\n地址：上海市浦东新区张江路 88 号 3 楼 201203',
    {
      company: '上海海通仪器有限公司',
      name: '王伟',
      job: '销售总监',
      mobile: '138 0013 8000',
      phone: '021-5888 1234 转 801',
      email: 'wang.wei@haitong.cn',
      website: 'www.haitong.cn',
      address: {
        country: 'CN',
        province: '上海市',
        city: '上海市',
        district: '浦东新区',
        street: '张江路 88 号 3 楼',
        postcode: '201203',
      },
    },
  ],
  [
    'one line, divided by strokes',
    '李娜 | 采购经理 | 深圳市创维电子股份有限公司 | 13912345678 | lina@cw.com.cn',
    {
      name: '李娜',
      job: '采购经理',
      company: '深圳市创维电子股份有限公司',
      mobile: '13912345678',
      email: 'lina@cw.com.cn',
    },
  ],
  [
    'the end of a letter, without a mark',
    '祝好\n\n陈晓东\n市场部 副经理\n广州蓝天科技有限公司\n广东省广州市天河区体育西路101号\n18688889999',
    {
      name: '陈晓东',
      department: '市场部',
      job: '副经理',
      company: '广州蓝天科技有限公司',
      mobile: '18688889999',
      address: {
        ...nowhere,
        country: 'CN',
        province: '广东省',
        city: '广州市',
        district: '天河区',
        street: '体育西路101号',
      },
    },
  ],
  [
    'two marks in a line',
    '张敏 女士\n北京华信咨询有限责任公司\n手机：13701234567 微信：zhangmin_hx\nTel: 010-65881234 Email: zm@huaxin.com',
    {
      name: '张敏',
      company: '北京华信咨询有限责任公司',
      mobile: '13701234567',
      wechat: 'zhangmin_hx',
      phone: '010-65881234',
      email: 'zm@huaxin.com',
    },
  ],
  [
    'a row of Excel',
    '刘洋\t苏州精密机械有限公司\t总工程师\t13601234567\tliuyang@szjm.com',
    {
      name: '刘洋',
      company: '苏州精密机械有限公司',
      job: '总工程师',
      mobile: '13601234567',
      email: 'liuyang@szjm.com',
    },
  ],
  [
    'a row of Excel under its headings',
    '姓名\t手机\t公司\t职务\t地址\n阿依古丽\t13899991111\t天山果业\t理货\t新疆维吾尔自治区喀什市人民东路 5 号',
    {
      name: '阿依古丽',
      mobile: '13899991111',
      company: '天山果业',
      job: '理货',
      address: { ...nowhere, country: 'CN', province: '新疆维吾尔自治区', city: '喀什市', street: '人民东路 5 号' },
    },
  ],
  [
    'what an invoice asks for',
    '单位名称：杭州西湖茶叶有限公司\n税号：91350100M000100Y43\n地址：浙江省杭州市西湖区龙井路1号\n电话：0571-87654321',
    {
      company: '杭州西湖茶叶有限公司',
      uscc: '91350100M000100Y43',
      address: {
        ...nowhere,
        country: 'CN',
        province: '浙江省',
        city: '杭州市',
        district: '西湖区',
        street: '龙井路1号',
      },
      phone: '0571-87654321',
    },
  ],
  [
    'both scripts of a name',
    'David Wang 王大伟\nSenior Sales Manager 高级销售经理\n贝尔（中国）有限公司\nM +86 138 1111 2222\nE david.wang@bell.com',
    {
      name: '王大伟',
      job: 'Senior Sales Manager',
      company: '贝尔（中国）有限公司',
      mobile: '+86 138 1111 2222',
      email: 'david.wang@bell.com',
    },
  ],
  [
    'Taiwan',
    '林志明 業務經理\n台達電子工業股份有限公司\n手機：0912-345-678\n電話：02-8797-2088\n信箱：cm.lin@delta.com.tw\n11491 台北市內湖區瑞光路186號',
    {
      name: '林志明',
      job: '業務經理',
      company: '台達電子工業股份有限公司',
      mobile: '+886 912 345 678',
      phone: '+886 2 8797 2088',
      email: 'cm.lin@delta.com.tw',
      address: {
        ...nowhere,
        country: 'TW',
        city: '台北市',
        district: '內湖區',
        street: '瑞光路186號',
        postcode: '11491',
      },
    },
  ],
  [
    'a compound surname, a name in brackets',
    '联系人：欧阳娜娜\n职务：总经理助理\n联系电话：400-820-8820\n成都天府软件有限公司',
    { name: '欧阳娜娜', job: '总经理助理', phone: '400-820-8820', company: '成都天府软件有限公司' },
  ],
  [
    'America',
    'Best regards,\n\nJane Doe\nVP of Sales\nAcme Robotics, Inc.\n(415) 555-2671\njane.doe@acme.com\nwww.acme.com\n548 Market Street, Suite 200\nSan Francisco, CA 94104',
    {
      name: 'Jane Doe',
      job: 'VP of Sales',
      company: 'Acme Robotics, Inc.',
      phone: '+1 415 555 2671',
      email: 'jane.doe@acme.com',
      website: 'www.acme.com',
      address: {
        ...nowhere,
        country: 'US',
        province: 'CA',
        city: 'San Francisco',
        street: '548 Market Street, Suite 200',
        postcode: '94104',
      },
    },
  ],
  [
    'Germany',
    'Dr. Anna Müller, Head of Procurement\nSchmidt Maschinenbau GmbH\nT: +49 89 1234567 | M: +49 151 23456789\nanna.mueller@schmidt-mb.de\nLindwurmstr. 12, 80337 München, Germany',
    {
      name: 'Dr. Anna Müller',
      job: 'Head of Procurement',
      company: 'Schmidt Maschinenbau GmbH',
      phone: '+49 89 1234567',
      mobile: '+49 1512 3456789',
      email: 'anna.mueller@schmidt-mb.de',
      address: { ...nowhere, country: 'DE', city: 'München', street: 'Lindwurmstr. 12', postcode: '80337' },
    },
  ],
  [
    'Britain',
    'Oliver Smith | Account Executive\nNorthwind Ltd\nTel: 020 7946 0018\nolly@northwind.co.uk\n12 Baker Street, London W1U 3BT, United Kingdom',
    {
      name: 'Oliver Smith',
      job: 'Account Executive',
      company: 'Northwind Ltd',
      phone: '+44 20 7946 0018',
      email: 'olly@northwind.co.uk',
      address: { ...nowhere, country: 'GB', city: 'London', street: '12 Baker Street', postcode: 'W1U 3BT' },
    },
  ],
  [
    'English from China',
    'Lily Chen\nInternational Sales Representative\nNingbo Sunrise Tools Co., Ltd.\nTel: +86-574-87001234\nMobile: +86 13958201234\nWeChat: lilychen88\nAdd: No. 18 Hongtang Road, Jiangbei District, Ningbo 315033, China',
    {
      name: 'Lily Chen',
      job: 'International Sales Representative',
      company: 'Ningbo Sunrise Tools Co., Ltd.',
      phone: '+86-574-87001234',
      mobile: '+86 13958201234',
      wechat: 'lilychen88',
      address: {
        ...nowhere,
        country: 'CN',
        city: 'Ningbo',
        street: 'No. 18 Hongtang Road, Jiangbei District',
        postcode: '315033',
      },
    },
  ],
  [
    'a row of cells in English',
    'Maria van der Berg\tOceanic Holdings B.V.\tCFO\tmaria@oceanic.example\thttps://oceanic.example/team',
    {
      name: 'Maria van der Berg',
      company: 'Oceanic Holdings B.V.',
      job: 'CFO',
      email: 'maria@oceanic.example',
      website: 'https://oceanic.example/team',
    },
  ],
  [
    'an address alone',
    '江苏省南京市玄武区中山东路 305 号 A 座 12 层',
    {
      address: {
        ...nowhere,
        country: 'CN',
        province: '江苏省',
        city: '南京市',
        district: '玄武区',
        street: '中山东路 305 号 A 座 12 层',
      },
    },
  ],
]

test.each(signatures)('%s', (_, text, read) => {
  expect(readSignature(text)).toEqual(read)
})
