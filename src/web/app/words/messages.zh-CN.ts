import type { messagesEn } from './messages.en.ts'

/** 短信与消息的文字。 */
export const messagesZh: typeof messagesEn = {
  messages: {
    title: '短信与消息',
    text: '短信和企业微信消息通过你的 HTTP 接口发出，例如短信服务商的接口。未设置接口时，消息留在列表中，可查看将要发送的内容。',
    notYet: '未设接口',
    trouble: '发送失败',
    sends: '可发送',
    signature: '短信签名',
    signatureHelp: '经运营商审核的公司签名，放在每条短信开头的【】内。',
    url: '接口地址',
    urlHelp: '以 POST 发送 JSON，按 Standard Webhooks 签名。每条消息带唯一编号，重复请求只会发送一次。',
    news: '回复和回执地址',
    test: '测试',
    renew: '更换密钥',
    saved: '已保存',
    works: '接口正常',
    all: '全部消息',
    declined: '拒收号码',
    count_one: '共 {{characters}} 字，按 {{count}} 条计费',
    count_other: '共 {{characters}} 字，按 {{count}} 条计费',
    about: '以实际填入内容为准',
    someWord: '林立文',
  },
}
