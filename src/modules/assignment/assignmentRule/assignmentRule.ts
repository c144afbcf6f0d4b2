import { boolean } from '#kernel/fields/boolean.ts'
import { json } from '#kernel/fields/json.ts'
import { multiSelect } from '#kernel/fields/multiSelect.ts'
import { number } from '#kernel/fields/number.ts'
import { relation } from '#kernel/fields/relation.ts'
import { relations } from '#kernel/fields/relations.ts'
import { select } from '#kernel/fields/select.ts'
import { text } from '#kernel/fields/text.ts'
import { defineObject } from '#kernel/object.ts'
import { pooledOptions } from '#modules/pools/pooledObjects.ts'

/** To whom new records go, where whoever makes them leaves it open. Of the rules of an object the first that fits, and has somebody, decides. */
export const assignmentRule = defineObject('assignmentRule', {
  label: { en: 'Assignment rule', zh: '分配规则' },
  plural: 'Assignment rules',
  title: 'name',
  icon: 'route',
  open: true,
  nested: true,
  fields: {
    name: text({
      label: { en: 'Name', zh: '名称' },
      required: true,
      unique: true,
      max: 60,
      help: { en: 'Stands on every record that it gives away.', zh: '会显示在每条被分配的记录上，说明分配原因。' },
    }),
    object: select({ label: { en: 'Of', zh: '适用对象' }, required: true, fixed: true, options: pooledOptions }),
    order: number({ label: { en: 'Order', zh: '顺序' }, integer: true, default: 100 }),
    active: boolean({ label: { en: 'Active', zh: '启用' }, default: false }),
    where: json({ label: { en: 'Which records', zh: '适用条件' } }),
    hours: select({
      label: { en: 'When', zh: '时段' },
      required: true,
      default: 'always',
      options: [
        { key: 'always', label: { en: 'At any time', zh: '任何时间' } },
        { key: 'working', label: { en: 'In working hours', zh: '仅工作时间' } },
        { key: 'outside', label: { en: 'Outside working hours', zh: '仅非工作时间' } },
      ],
    }),
    to: select({
      label: { en: 'Goes to', zh: '分配到' },
      required: true,
      default: 'people',
      options: [
        { key: 'people', label: { en: 'People', zh: '成员' } },
        { key: 'pool', label: { en: 'A pool', zh: '公海池' } },
      ],
    }),
    people: relations('user', { label: { en: 'People', zh: '成员' }, where: { active: true } }),
    teams: relations('team', {
      label: { en: 'Teams', zh: '团队' },
      help: { en: 'With the teams below them.', zh: '包含下级团队。' },
    }),
    skills: json({
      label: { en: 'Skills wanted', zh: '要求技能' },
      help: { en: 'Who has all of these.', zh: '须同时具备所选技能。' },
    }),
    way: select({
      label: { en: 'Among them', zh: '分配方式' },
      required: true,
      default: 'turn',
      options: [
        { key: 'turn', label: { en: 'In turn', zh: '轮流' } },
        { key: 'load', label: { en: 'Whoever holds least', zh: '持有最少者优先' } },
        { key: 'share', label: { en: 'By shares', zh: '按权重' } },
      ],
    }),
    perDay: number({
      label: { en: 'A day for each at most', zh: '每人每日上限' },
      integer: true,
      min: 1,
      help: { en: 'By this rule. No limit where empty.', zh: '本规则每天最多分给一个人多少条，不填则不限。' },
    }),
    pool: relation('pool', { label: { en: 'Pool', zh: '公海池' } }),
    respondHours: number({
      label: { en: 'First response within', zh: '首次响应时限' },
      min: 0.05,
      max: 2_000,
      scale: 2,
      help: { en: 'In working hours. No clock where empty.', zh: '单位为工作小时，不填则不计时。' },
    }),
    counts: multiSelect({
      label: { en: 'What counts as a response', zh: '什么算响应' },
      options: [
        { key: 'call', label: { en: 'Call', zh: '通话' } },
        { key: 'meeting', label: { en: 'Meeting', zh: '会议' } },
        { key: 'visit', label: { en: 'Visit', zh: '拜访' } },
        { key: 'note', label: { en: 'Note', zh: '备注' } },
        { key: 'task', label: { en: 'Task', zh: '任务' } },
      ],
      default: ['call', 'meeting', 'visit'],
      help: { en: 'The first that the owner completes.', zh: '由负责人完成的第一次算响应。' },
    }),
    missed: select({
      label: { en: 'If it is missed', zh: '超时未响应' },
      required: true,
      default: 'tell',
      options: [
        { key: 'tell', label: { en: 'Her superior is told', zh: '通知直属上级' } },
        { key: 'give', label: { en: 'It goes to her superior', zh: '转给直属上级' } },
      ],
    }),
    missedPool: relation('pool', {
      label: { en: 'If it is missed again', zh: '再次超时' },
      help: { en: 'It goes into this pool. It stays where empty.', zh: '转入该公海池，不填则保持不变。' },
    }),
  },
  views: {
    list: ['order', 'name', 'object', 'to', 'way', 'active'],
    sort: ['order'],
    create: ['name', 'object', 'to'],
  },
})
