import { date } from '#kernel/fields/date.ts'
import { user } from '#kernel/fields/relation.ts'
import { relations } from '#kernel/fields/relations.ts'
import { text } from '#kernel/fields/text.ts'
import { defineObject } from '#kernel/object.ts'

/** Somebody is away, and others act for her on what she owns. */
export const absence = defineObject('absence', {
  label: { en: 'Absence', zh: '代管' },
  plural: 'Absences',
  title: 'reason',
  icon: 'calendar-time',
  open: true,
  nested: true,
  standing: true,
  standsIn: { person: 'person', by: 'covers', from: 'from', until: 'until' },
  fields: {
    reason: text({ label: { en: 'Reason', zh: '事由' }, max: 100 }),
    person: user({ label: { en: 'Who is away', zh: '离岗人' }, required: true, fixed: true }),
    covers: relations('user', {
      label: { en: 'Covers', zh: '代管人' },
      required: true,
      help: {
        en: 'They act with her rights on what she owns, and nothing else of hers. New work goes to them.',
        zh: '代管期间可按她的权限处理她负责的记录，看不到她的个人设置；新分配的工作转给代管人。',
      },
    }),
    from: date({ label: { en: 'First day', zh: '开始日期' }, required: true }),
    until: date({
      label: { en: 'Last day', zh: '结束日期' },
      required: true,
      help: { en: 'It ends with this day, in her time zone.', zh: '当天结束时自动到期，以离岗人的时区为准。' },
    }),
  },
  views: {
    list: ['reason', 'person', 'covers', 'from', 'until'],
    sort: ['-from'],
    create: ['person', 'covers', 'from', 'until'],
    header: ['person', 'from', 'until'],
    page: [{ label: { en: 'Absence', zh: '基本信息' }, fields: ['reason', 'person', 'covers', 'from', 'until'] }],
  },
})
