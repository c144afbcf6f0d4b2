import { boolean } from '#kernel/fields/boolean.ts'
import { date } from '#kernel/fields/date.ts'
import { datetime } from '#kernel/fields/datetime.ts'
import { deadline } from '#kernel/fields/deadline.ts'
import { number } from '#kernel/fields/number.ts'
import { relation, user } from '#kernel/fields/relation.ts'
import { select } from '#kernel/fields/select.ts'
import { text } from '#kernel/fields/text.ts'

/** How somebody, or a pool, came to hold a record. */
export const heldReasons = [
  { key: 'created', label: { en: 'Created', zh: '新建' } },
  { key: 'claimed', label: { en: 'Claimed', zh: '拾取' }, color: 'green' },
  { key: 'assigned', label: { en: 'Assigned', zh: '分配' }, color: 'blue' },
  { key: 'ruled', label: { en: 'By rule', zh: '按规则分配' }, color: 'blue' },
  { key: 'judged', label: { en: 'Ruled by a judge', zh: '争议裁决' }, color: 'violet' },
  { key: 'transferred', label: { en: 'Transferred', zh: '转移' }, color: 'blue' },
  { key: 'givenBack', label: { en: 'Given back', zh: '退回' }, color: 'orange' },
  { key: 'recycled', label: { en: 'Recycled', zh: '回落' }, color: 'orange' },
  { key: 'moved', label: { en: 'Moved', zh: '移入' }, color: 'gray' },
] as const

/** Who has a record, and what that means: of merged records the survivor takes all of it from one. */
export const held = [
  'owner',
  'pool',
  'heldSince',
  'heldReason',
  'heldNote',
  'previousOwner',
  'returnCount',
  'protectedUntil',
  'locked',
]

/** What a record knows of the pool or person that holds it; whoever held it before stands in its history. */
export const pooledFields = {
  pool: relation('pool', {
    label: { en: 'Pool', zh: '公海池' },
    help: {
      en: 'Where it waits for an owner. It has an owner or a pool, not both.',
      zh: '等待拾取的公海池。有负责人的记录不在池中。',
    },
  }),
  heldSince: datetime({
    label: { en: 'Held since', zh: '归属时间' },
    system: true,
    help: { en: 'Since when its owner or its pool has it.', zh: '现负责人或公海池从何时起持有。' },
  }),
  heldReason: select({ label: { en: 'Held because', zh: '归属方式' }, system: true, options: heldReasons }),
  heldNote: text({
    label: { en: 'Why', zh: '归属说明' },
    system: true,
    max: 300,
    help: {
      en: 'The rule that recycled it, the ruling that gave it over, or what somebody said who gave it back.',
      zh: '触发回落的规则、归属裁决的编号和理由，或退回时写明的原因。',
    },
  }),
  previousOwner: user({ label: { en: 'Previous owner', zh: '前负责人' }, system: true }),
  returnCount: number({
    label: { en: 'Times returned', zh: '退回次数' },
    system: true,
    integer: true,
    min: 0,
    help: { en: 'How often it came from an owner into a pool.', zh: '从负责人回到公海池的次数。' },
  }),
  protectedUntil: date({
    label: { en: 'Protected until', zh: '保护至' },
    system: true,
    help: { en: 'It is not recycled before this day is over.', zh: '这一天结束之前不会回落。' },
  }),
  recyclesOn: deadline({
    label: { en: 'Recycled after', zh: '回落日' },
    by: 'recycling',
    gives: 'day',
    help: { en: 'The last day with its owner, as things stand.', zh: '按目前情况，负责人持有的最后一天。' },
  }),
  recycleRule: deadline({
    label: { en: 'Recycled by', zh: '回落原因' },
    by: 'recycling',
    gives: 'rule',
    help: { en: 'The rule by which it is due first.', zh: '最先到期的回落规则。' },
  }),
  locked: boolean({
    label: { en: 'Never recycled', zh: '锁定不回落' },
    system: true,
    help: { en: 'Set by those who manage pools.', zh: '由公海池管理员设置。' },
  }),
}
