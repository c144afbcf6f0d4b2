import { boolean } from '#kernel/fields/boolean.ts'
import { email } from '#kernel/fields/email.ts'
import { longText } from '#kernel/fields/longText.ts'
import { text } from '#kernel/fields/text.ts'
import { defineObject } from '#kernel/object.ts'

/** An address that mail is sent from and comes in at: a person's own, or one that colleagues share. Its servers are kept by the engine. */
export const mailbox = defineObject('mailbox', {
  label: { en: 'Mailbox', zh: '邮箱账户' },
  plural: 'Mailboxes',
  title: 'address',
  icon: 'mail',
  nested: true,
  traits: ['owned'],
  fields: {
    address: email({ label: { en: 'Address', zh: '邮箱地址' }, required: true, unique: true, search: 'code' }),
    displayName: text({
      label: { en: 'Sender name', zh: '发件人名称' },
      max: 100,
      help: { en: 'What recipients see; your name where it is empty.', zh: '收件人看到的名称，不填则用你的姓名。' },
    }),
    signature: longText({
      label: { en: 'Signature', zh: '签名' },
      max: 2_000,
      help: { en: 'Goes under every mail.', zh: '附在每封邮件末尾。' },
    }),
    shared: boolean({
      label: { en: 'Shared', zh: '公共邮箱' },
      default: false,
      index: true,
      help: {
        en: 'Everybody who writes mail may send from it and read what comes in.',
        zh: '所有可写邮件的同事都能用它发信，并查看收到的邮件。',
      },
    }),
    intake: boolean({
      label: { en: 'New senders become leads', zh: '陌生来信转为线索' },
      default: false,
      help: {
        en: 'For addresses such as sales@. Shared mailboxes only.',
        zh: '适合 sales@ 之类的地址，仅限公共邮箱。',
      },
    }),
    notices: boolean({
      label: { en: 'Writes to colleagues', zh: '发送系统通知' },
      default: false,
      help: {
        en: 'Mail of the system to your own people goes out from here, such as requests for approval. Shared mailboxes only.',
        zh: '系统发给同事的邮件由此寄出，例如审批提醒。仅限公共邮箱。',
      },
    }),
    tracks: boolean({
      label: { en: 'Counts openings and clicks', zh: '统计打开和点击' },
      default: false,
      help: {
        en: 'Of mail to one person who has agreed to it. An estimate: many programs hide it, some make it up.',
        zh: '仅限发给一位已同意统计者的邮件。结果是估计值：许多邮件程序会隐藏或误报打开。',
      },
    }),
  },
  views: {
    list: ['address', 'displayName', 'shared', 'intake', 'owner'],
    sort: ['address'],
    create: ['address', 'displayName', 'shared'],
    header: ['displayName', 'shared', 'owner'],
    page: [
      { label: { en: 'Mailbox', zh: '邮箱' }, fields: ['address', 'displayName', 'owner', 'signature', 'tracks'] },
      { label: { en: 'Together', zh: '共用' }, fields: ['shared', 'intake', 'notices'] },
    ],
  },
})
