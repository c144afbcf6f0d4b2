import { boolean } from '#kernel/fields/boolean.ts'
import { multiSelect } from '#kernel/fields/multiSelect.ts'
import { number } from '#kernel/fields/number.ts'
import { select } from '#kernel/fields/select.ts'
import { text } from '#kernel/fields/text.ts'
import { defineObject } from '#kernel/object.ts'
import { entryOptions, factOptions, levelOptions, watchedOptions } from '../choices.ts'

/** What happens when a record comes in that is like one that is there: the first policy that fits decides. */
export const collisionPolicy = defineObject('collisionPolicy', {
  label: { en: 'Collision policy', zh: '防撞单策略' },
  plural: 'Collision policies',
  title: 'name',
  icon: 'shield-lock',
  nested: true,
  fields: {
    name: text({ label: { en: 'Name', zh: '名称' }, required: true, max: 100 }),
    active: boolean({ label: { en: 'Active', zh: '启用' }, default: true }),
    place: number({
      label: { en: 'Order', zh: '顺序' },
      integer: true,
      default: 100,
      help: { en: 'The lowest that fits decides; of equal ones the newest.', zh: '数字小的优先，相同时后建的优先。' },
    }),
    objects: multiSelect({
      label: { en: 'New', zh: '录入对象' },
      options: watchedOptions,
      help: { en: 'All where left empty.', zh: '留空表示全部。' },
    }),
    entries: multiSelect({
      label: { en: 'Comes in by', zh: '入口' },
      options: entryOptions,
      help: { en: 'All where left empty.', zh: '留空表示全部。' },
    }),
    among: multiSelect({
      label: { en: 'Compared with', zh: '比对范围' },
      options: watchedOptions,
      help: { en: 'All where left empty.', zh: '留空表示全部。' },
    }),
    from: select({
      label: { en: 'From', zh: '相似程度达到' },
      required: true,
      default: 'likely',
      options: levelOptions,
      help: { en: 'What is less alike passes.', zh: '未达到的直接放行。' },
    }),
    does: select({
      label: { en: 'Then', zh: '处理方式' },
      required: true,
      default: 'warn',
      options: [
        { key: 'allow', label: { en: 'Allow', zh: '放行' }, color: 'gray' },
        { key: 'warn', label: { en: 'Warn', zh: '提醒' }, color: 'yellow' },
        { key: 'block', label: { en: 'Block', zh: '阻止' }, color: 'red' },
        { key: 'skip', label: { en: 'Skip (imports)', zh: '跳过（导入）' }, color: 'gray' },
        { key: 'judge', label: { en: 'Send to a judge', zh: '提交裁决' }, color: 'violet' },
      ],
      help: {
        en: 'A person at a form is asked once and may go on; programs and imports are warned by the case that is kept. Skip leaves rows of an import out and tells each with the reason; elsewhere it blocks. A web form takes everything; its visitor is told nothing, and a case is kept.',
        zh: '提醒：表单会先询问一次，可以仍然保存；接口和导入直接保存，并留下撞单记录。跳过：导入时跳过该行并逐行说明原因，其他入口按阻止处理。网页表单一律收下，访客看不到提示，只留下撞单记录。',
      },
    }),
    shows: multiSelect({
      label: { en: 'Tells of hidden records', zh: '无权查看时显示' },
      options: factOptions,
      default: factOptions.map(({ key }) => key),
      help: {
        en: 'What somebody who may not see the record is told of it; nothing else.',
        zh: '没有查看权限的人只能看到这些信息。',
      },
    }),
    daily: number({
      label: { en: 'Hidden records a day', zh: '每人每天提示上限' },
      integer: true,
      min: 1,
      max: 10_000,
      default: 50,
      help: { en: 'Each person is told of so many and no more.', zh: '对无权查看的记录，每人每天最多提示这么多条。' },
    }),
  },
  views: {
    list: ['name', 'active', 'objects', 'entries', 'from', 'does', 'shows'],
    sort: ['place', '-createdAt'],
    create: ['name', 'entries', 'from', 'does'],
    page: [
      { label: { en: 'When', zh: '适用' }, fields: ['name', 'active', 'place', 'objects', 'entries', 'among', 'from'] },
      { label: { en: 'Then', zh: '处理' }, fields: ['does', 'shows', 'daily'] },
    ],
  },
})
