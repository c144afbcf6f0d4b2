import { boolean } from '#kernel/fields/boolean.ts'
import { datetime } from '#kernel/fields/datetime.ts'
import { json } from '#kernel/fields/json.ts'
import { longText } from '#kernel/fields/longText.ts'
import { multiSelect } from '#kernel/fields/multiSelect.ts'
import { number } from '#kernel/fields/number.ts'
import { select } from '#kernel/fields/select.ts'
import { text } from '#kernel/fields/text.ts'
import { defineObject } from '#kernel/object.ts'

/** Steps that a person goes through who is enrolled in it. Its draft is edited; what runs is a version. */
export const sequence = defineObject('sequence', {
  label: { en: 'Sequence', zh: '培育序列' },
  plural: 'Sequences',
  title: 'name',
  icon: 'mail',
  traits: ['owned'],
  nested: true,
  pending: { status: { in: ['draft', 'live', 'paused'] } },
  fields: {
    name: text({ label: { en: 'Name', zh: '名称' }, required: true, unique: true, max: 80, search: 'name' }),
    reason: longText({ label: { en: 'What it is for', zh: '用途' } }),
    about: select({
      label: { en: 'For', zh: '适用对象' },
      required: true,
      default: 'lead',
      options: [
        { key: 'lead', label: { en: 'Leads', zh: '线索' } },
        { key: 'contact', label: { en: 'Contacts', zh: '联系人' } },
      ],
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
        { key: 'retired', label: { en: 'Retired', zh: '已停用' }, color: 'gray' },
      ],
    }),
    draft: json({ label: { en: 'Steps', zh: '步骤' } }),
    live: text({ label: { en: 'What runs', zh: '运行内容' }, system: true, max: 36 }),
    liveNumber: number({ label: { en: 'Version', zh: '版本' }, integer: true, system: true }),
    liveSince: datetime({ label: { en: 'Live since', zh: '上线时间' }, system: true }),
    windows: json({
      label: { en: 'Hours of sending', zh: '发送时段' },
      help: {
        en: 'For each weekday, Monday first, from when to when something goes out; null for a day without.',
        zh: '从周一到周日，每天可以发送的时段；不发送的一天为 null。',
      },
    }),
    working: boolean({
      label: { en: 'On working days of the recipient', zh: '仅在对方的工作日' },
      default: true,
      help: {
        en: 'Holidays are left out, and weekends that make up for them count.',
        zh: '避开节假日，调休上班的周末照常发送。',
      },
    }),
    stopOn: multiSelect({
      label: { en: 'Ends on', zh: '停止条件' },
      default: ['reply', 'meeting', 'conversion', 'bounce'],
      help: {
        en: 'It always ends when somebody opts out or complains.',
        zh: '对方退订或投诉时一律停止。',
      },
      options: [
        { key: 'reply', label: { en: 'a reply', zh: '收到回复' } },
        { key: 'meeting', label: { en: 'a meeting or visit', zh: '约了会议或拜访' } },
        { key: 'conversion', label: { en: 'conversion or an order won', zh: '已转化或赢单' } },
        { key: 'bounce', label: { en: 'a bounce', zh: '邮件被退回' } },
        { key: 'ownerChange', label: { en: 'another owner', zh: '更换负责人' } },
      ],
    }),
  },
  views: {
    list: ['name', 'status', 'about', 'owner', 'liveNumber', 'updatedAt'],
    sort: ['name'],
    create: ['name', 'about', 'reason'],
    page: [
      {
        label: { en: 'Basics', zh: '基本信息' },
        fields: ['name', 'reason', 'about', 'status', 'liveNumber', 'liveSince', 'working', 'stopOn', 'owner'],
      },
    ],
  },
  emits: {
    published: { label: { en: 'went live', zh: '上线' } },
    paused: { label: { en: 'paused', zh: '暂停' } },
    resumed: { label: { en: 'went on', zh: '继续运行' } },
    retired: { label: { en: 'was retired', zh: '停用' } },
  },
})
