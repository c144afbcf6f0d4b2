import { boolean } from '#kernel/fields/boolean.ts'
import { longText } from '#kernel/fields/longText.ts'
import { number } from '#kernel/fields/number.ts'
import { text } from '#kernel/fields/text.ts'
import { defineObject } from '#kernel/object.ts'

/** A way of selling: an order of stages. */
export const pipeline = defineObject('pipeline', {
  label: { en: 'Pipeline', zh: '销售流程' },
  plural: 'Pipelines',
  title: 'name',
  icon: 'route',
  open: true,
  nested: true,
  fields: {
    name: text({ label: { en: 'Name', zh: '名称' }, required: true, max: 100 }),
    main: boolean({
      label: { en: 'Main', zh: '默认流程' },
      default: false,
      help: { en: 'For opportunities that name none.', zh: '未指定流程的商机使用它。' },
    }),
    active: boolean({ label: { en: 'Active', zh: '启用' }, default: true }),
    order: number({ label: { en: 'Order', zh: '排序' }, integer: true, default: 0 }),
    description: longText({ label: { en: 'Description', zh: '说明' }, max: 2000 }),
  },
  views: {
    list: ['name', 'main', 'active', 'order'],
    sort: ['order'],
    create: ['name', 'description'],
    page: [{ label: { en: 'Pipeline', zh: '基本信息' }, fields: ['name', 'main', 'active', 'order', 'description'] }],
  },
})
