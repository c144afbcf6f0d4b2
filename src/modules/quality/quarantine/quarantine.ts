import { datetime } from '#kernel/fields/datetime.ts'
import { number } from '#kernel/fields/number.ts'
import { user } from '#kernel/fields/relation.ts'
import { select } from '#kernel/fields/select.ts'
import { text } from '#kernel/fields/text.ts'
import { defineObject } from '#kernel/object.ts'

/**
 * All records that came by one door, set aside: in no list, pool, assignment or mail, until they are released. They lie in the
 * recycle bin meanwhile; their events say that they are set aside, and name the quarantine as the cause.
 */
export const quarantine = defineObject('quarantine', {
  label: { en: 'Quarantine', zh: '隔离批次' },
  plural: 'Quarantines',
  title: 'name',
  icon: 'lock',
  nested: true,
  emits: { released: { label: { en: 'Released', zh: '解除隔离' } } },
  fields: {
    name: text({ label: { en: 'Batch', zh: '批次' }, required: true, max: 200, search: 'name' }),
    object: text({ label: { en: 'Of', zh: '对象' }, required: true, fixed: true, max: 40 }),
    source: text({
      label: { en: 'Came by', zh: '来源' },
      required: true,
      fixed: true,
      max: 120,
      help: { en: 'As `cameBy` of its records: import:… for an import.', zh: '记录的 `cameBy` 值，例如 import:…。' },
    }),
    reason: text({ label: { en: 'Reason', zh: '原因' }, required: true, max: 300 }),
    status: select({
      label: { en: 'Status', zh: '状态' },
      system: true,
      default: 'setting',
      options: [
        { key: 'setting', label: { en: 'Being set aside', zh: '正在隔离' }, color: 'orange' },
        { key: 'aside', label: { en: 'Set aside', zh: '已隔离' }, color: 'red' },
        { key: 'releasing', label: { en: 'Being released', zh: '正在解除' }, color: 'orange' },
        { key: 'released', label: { en: 'Released', zh: '已解除' }, color: 'gray' },
      ],
    }),
    count: number({ label: { en: 'Records set aside', zh: '隔离记录数' }, integer: true, system: true }),
    kept: number({ label: { en: 'Left where they are', zh: '未能隔离' }, integer: true, system: true }),
    releasedBy: user({ label: { en: 'Released by', zh: '解除人' }, system: true }),
    releasedAt: datetime({ label: { en: 'Released', zh: '解除时间' }, system: true }),
  },
  views: {
    list: ['name', 'object', 'count', 'status', 'reason', 'createdBy', 'createdAt'],
    sort: ['-createdAt'],
    create: ['name', 'object', 'source', 'reason'],
    header: ['status', 'object', 'count', 'kept', 'createdBy', 'releasedBy'],
  },
  indexes: [['createdAt']],
})
