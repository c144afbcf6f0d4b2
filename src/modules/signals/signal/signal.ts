import { datetime } from '#kernel/fields/datetime.ts'
import { json } from '#kernel/fields/json.ts'
import { longText } from '#kernel/fields/longText.ts'
import { select } from '#kernel/fields/select.ts'
import { text } from '#kernel/fields/text.ts'
import { defineObject } from '#kernel/object.ts'

/** What in the history of a record is worth acting upon. Flows listen to it. */
export const signal = defineObject('signal', {
  label: { en: 'Signal', zh: '信号' },
  plural: 'Signals',
  title: 'name',
  icon: 'speakerphone',
  traits: ['owned'],
  nested: true,
  pending: { status: { in: ['live'] } },
  fields: {
    name: text({ label: { en: 'Name', zh: '名称' }, required: true, unique: true, max: 80, search: 'name' }),
    reason: longText({
      label: { en: 'What it is for', zh: '用途' },
      help: { en: 'Whoever finds it in two years wants to know.', zh: '写给两年后看到它的人。' },
    }),
    status: select({
      label: { en: 'Status', zh: '状态' },
      required: true,
      default: 'draft',
      system: true,
      options: [
        { key: 'draft', label: { en: 'Draft', zh: '草稿' }, color: 'gray' },
        { key: 'live', label: { en: 'On', zh: '已启用' }, color: 'green' },
        { key: 'off', label: { en: 'Off', zh: '已停用' }, color: 'orange' },
      ],
    }),
    definition: json({ label: { en: 'When it fires', zh: '触发条件' } }),
    liveSince: datetime({ label: { en: 'On since', zh: '启用时间' }, system: true }),
  },
  views: {
    list: ['name', 'status', 'owner', 'liveSince'],
    sort: ['name'],
    create: ['name', 'reason', 'owner'],
  },
  emits: {
    switchedOn: { label: { en: 'switched on', zh: '启用' } },
    switchedOff: { label: { en: 'switched off', zh: '停用' } },
  },
})
