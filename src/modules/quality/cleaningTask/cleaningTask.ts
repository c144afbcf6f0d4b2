import { date } from '#kernel/fields/date.ts'
import { json } from '#kernel/fields/json.ts'
import { number } from '#kernel/fields/number.ts'
import { relation } from '#kernel/fields/relation.ts'
import { text } from '#kernel/fields/text.ts'
import { defineObject } from '#kernel/object.ts'

/**
 * Records that somebody is to mend: a filter, who does it, until when. Whoever it is given to has a task, and the filter as a
 * view of her own.
 */
export const cleaningTask = defineObject('cleaningTask', {
  label: { en: 'Cleaning task', zh: '清洗任务' },
  plural: 'Cleaning tasks',
  title: 'name',
  icon: 'tool',
  nested: true,
  traits: ['owned'],
  fields: {
    name: text({ label: { en: 'What to mend', zh: '要修复什么' }, required: true, max: 100, search: 'name' }),
    object: text({ label: { en: 'Of', zh: '对象' }, required: true, fixed: true, max: 40 }),
    where: json({
      label: { en: 'Which records', zh: '哪些记录' },
      required: true,
      fixed: true,
      help: { en: 'A filter of the object.', zh: '该对象的筛选条件。' },
    }),
    due: date({ label: { en: 'Due', zh: '截止日期' } }),
    count: number({ label: { en: 'Records at the beginning', zh: '开始时的记录数' }, integer: true, min: 0 }),
    task: relation('activity', { label: { en: 'Task', zh: '任务' }, system: true }),
    view: relation('savedView', { label: { en: 'View', zh: '视图' }, system: true }),
  },
  views: {
    list: ['name', 'object', 'owner', 'due', 'count', 'createdAt'],
    sort: ['-createdAt'],
    create: ['name', 'object', 'owner', 'due'],
    header: ['object', 'owner', 'due', 'count', 'task'],
  },
  indexes: [['createdAt']],
})
