import { boolean } from '#kernel/fields/boolean.ts'
import { longText } from '#kernel/fields/longText.ts'
import { money } from '#kernel/fields/money.ts'
import { percent } from '#kernel/fields/percent.ts'
import { select } from '#kernel/fields/select.ts'
import { text } from '#kernel/fields/text.ts'
import { defineObject } from '#kernel/object.ts'

/** What the company sells. */
export const product = defineObject('product', {
  label: { en: 'Product', zh: '产品' },
  plural: 'Products',
  title: 'name',
  icon: 'package',
  traits: ['importable'],
  fields: {
    name: text({ label: { en: 'Name', zh: '产品名称' }, required: true, search: 'name', max: 200 }),
    code: text({ label: { en: 'Code', zh: '产品编码' }, unique: true, search: 'code', max: 60 }),
    family: select({
      label: { en: 'Family', zh: '产品类别' },
      index: true,
      options: [
        { key: 'hardware', label: { en: 'Hardware', zh: '硬件设备' }, color: 'blue' },
        { key: 'software', label: { en: 'Software', zh: '软件' }, color: 'violet' },
        { key: 'service', label: { en: 'Service', zh: '服务' }, color: 'green' },
        { key: 'subscription', label: { en: 'Subscription', zh: '订阅' }, color: 'teal' },
        { key: 'consumable', label: { en: 'Consumable', zh: '耗材配件' }, color: 'orange' },
        { key: 'other', label: { en: 'Other', zh: '其他' }, color: 'gray' },
      ],
    }),
    price: money({
      label: { en: 'Price', zh: '标准价' },
      min: 0,
      help: { en: 'For one unit, tax included.', zh: '每单位含税价。' },
    }),
    unit: text({ label: { en: 'Unit', zh: '单位' }, max: 20 }),
    taxRate: percent({ label: { en: 'Tax rate', zh: '税率' } }),
    active: boolean({ label: { en: 'On sale', zh: '在售' }, default: true }),
    description: longText({ label: { en: 'Description', zh: '说明' }, search: 'text' }),
  },
  views: {
    list: ['name', 'code', 'family', 'price', 'unit', 'taxRate', 'active'],
    sort: ['code'],
    board: { by: 'family', card: ['name', 'code', 'price'] },
    create: ['name', 'code', 'price', 'unit'],
    header: ['code', 'family', 'price', 'active'],
    page: [
      { label: { en: 'Product', zh: '基本信息' }, fields: ['name', 'code', 'family', 'active', 'description'] },
      { label: { en: 'Price', zh: '价格' }, fields: ['price', 'unit', 'taxRate'] },
    ],
  },
  identity: [['code']],
})
