import { select } from '#kernel/fields/select.ts'
import { text } from '#kernel/fields/text.ts'
import { defineObject } from '#kernel/object.ts'
import { channels } from '../messageGateway/messageGateway.ts'

/** A number that gets no more advertisements by a channel. */
export const messageOptOut = defineObject('messageOptOut', {
  label: { en: 'Declined number', zh: '拒收号码' },
  plural: 'Declined numbers',
  title: 'number',
  icon: 'circle-x',
  nested: true,
  traits: ['importable'],
  fields: {
    number: text({
      label: { en: 'Number', zh: '号码' },
      required: true,
      max: 100,
      search: 'code',
      personal: true,
      help: { en: 'A mobile number, or an id of WeCom.', zh: '手机号，或企业微信的用户编号。' },
    }),
    channel: select({ label: { en: 'Channel', zh: '渠道' }, required: true, default: 'sms', options: channels }),
    reason: select({
      label: { en: 'Reason', zh: '原因' },
      required: true,
      default: 'manual',
      options: [
        { key: 'replied', label: { en: 'Answered so', zh: '回复拒收' }, color: 'orange' },
        { key: 'complained', label: { en: 'Complained', zh: '投诉' }, color: 'red' },
        { key: 'manual', label: { en: 'By hand', zh: '手动添加' }, color: 'gray' },
      ],
    }),
    note: text({ label: { en: 'Note', zh: '备注' }, max: 300 }),
    key: text({ label: { en: 'Once', zh: '唯一标识' }, system: true, unique: true, max: 120, personal: true }),
  },
  views: {
    list: ['number', 'channel', 'reason', 'note', 'createdAt'],
    sort: ['-createdAt'],
    create: ['number', 'channel', 'reason', 'note'],
    header: ['channel', 'reason'],
    page: [{ label: { en: 'Number', zh: '号码' }, fields: ['number', 'channel', 'reason', 'note'] }],
  },
})
