import { select } from '#kernel/fields/select.ts'
import { text } from '#kernel/fields/text.ts'
import { defineObject } from '#kernel/object.ts'

/** The ways by which a short message goes. */
export const channels = [
  { key: 'sms', label: { en: 'SMS', zh: '短信' } },
  { key: 'wecom', label: { en: 'WeCom', zh: '企业微信' } },
] as const

/** What hands short messages of a channel over to a carrier. Its address and secret are kept by the engine. */
export const messageGateway = defineObject('messageGateway', {
  label: { en: 'Message gateway', zh: '消息接口' },
  plural: 'Message gateways',
  title: 'channel',
  icon: 'message',
  nested: true,
  fields: {
    channel: select({
      label: { en: 'Channel', zh: '渠道' },
      required: true,
      unique: true,
      default: 'sms',
      options: channels,
    }),
    signature: text({
      label: { en: 'Signature', zh: '签名' },
      max: 20,
      help: {
        en: 'Stands in front of every SMS in 【】, as carriers in China ask and have approved.',
        zh: '放在每条短信开头的【】内，须与运营商批准的签名一致。',
      },
    }),
  },
  views: {
    list: ['channel', 'signature'],
    sort: ['channel'],
    create: ['channel', 'signature'],
    header: ['channel', 'signature'],
    page: [{ label: { en: 'Gateway', zh: '接口' }, fields: ['channel', 'signature'] }],
  },
})
