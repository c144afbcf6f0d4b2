import { date } from '#kernel/fields/date.ts'
import { datetime } from '#kernel/fields/datetime.ts'
import { json } from '#kernel/fields/json.ts'
import { longText } from '#kernel/fields/longText.ts'
import { number } from '#kernel/fields/number.ts'
import { select } from '#kernel/fields/select.ts'
import { text } from '#kernel/fields/text.ts'
import { defineObject } from '#kernel/object.ts'

/** What the system does in somebody's name: what sets it off, and the steps that follow. Its draft is edited; what runs is a version. */
export const flow = defineObject('flow', {
  label: { en: 'Flow', zh: '自动化流程' },
  plural: 'Flows',
  title: 'name',
  icon: 'transform',
  traits: ['owned'],
  nested: true,
  pending: { status: { in: ['live', 'paused'] } },
  fields: {
    name: text({ label: { en: 'Name', zh: '名称' }, required: true, unique: true, max: 80, search: 'name' }),
    reason: longText({
      label: { en: 'Why it is there', zh: '用途' },
      help: { en: 'Whoever finds it in two years wants to know.', zh: '写给两年后看到它的人。' },
    }),
    status: select({
      label: { en: 'Status', zh: '状态' },
      required: true,
      default: 'draft',
      system: true,
      options: [
        { key: 'draft', label: { en: 'Draft', zh: '草稿' }, color: 'gray' },
        { key: 'live', label: { en: 'Live', zh: '运行中' }, color: 'green' },
        { key: 'paused', label: { en: 'Paused', zh: '已暂停' }, color: 'orange' },
      ],
    }),
    pausedBecause: select({
      label: { en: 'Paused because', zh: '暂停原因' },
      system: true,
      options: [
        {
          key: 'owner',
          label: { en: 'It has another owner, who has to want it', zh: '负责人已变更，待新负责人同意后继续' },
        },
      ],
    }),
    draft: json({ label: { en: 'Draft', zh: '草稿内容' } }),
    liveNumber: number({ label: { en: 'Live version', zh: '运行版本' }, integer: true, system: true }),
    live: text({ label: { en: 'What runs', zh: '运行内容' }, system: true, max: 36 }),
    liveSince: datetime({ label: { en: 'Live since', zh: '上线时间' }, system: true }),
    reviewOn: date({
      label: { en: 'Review on', zh: '复核日期' },
      help: { en: 'The owner is asked then whether it is still wanted.', zh: '到期提醒负责人确认是否仍需要。' },
    }),
    perMinute: number({
      label: { en: 'Starts a minute at most', zh: '每分钟最多启动' },
      integer: true,
      min: 1,
      max: 10_000,
      default: 600,
      required: true,
      help: { en: 'What is more starts a little later; nothing is lost.', zh: '超出的稍后启动，不会丢失。' },
    }),
  },
  views: {
    list: ['name', 'status', 'owner', 'liveNumber', 'reviewOn'],
    sort: ['name'],
    create: ['name', 'reason', 'owner', 'reviewOn'],
    page: [
      {
        label: { en: 'Basics', zh: '基本信息' },
        fields: [
          'name',
          'reason',
          'status',
          'pausedBecause',
          'liveNumber',
          'liveSince',
          'reviewOn',
          'perMinute',
          'owner',
        ],
      },
    ],
  },
  emits: {
    published: { label: { en: 'went live', zh: '上线' } },
    paused: { label: { en: 'paused', zh: '暂停' } },
    resumed: { label: { en: 'went on', zh: '继续运行' } },
    rolledBack: { label: { en: 'went back to an earlier version', zh: '回退到之前的版本' } },
  },
})
