import { boolean } from '#kernel/fields/boolean.ts'

/** How a person does not want to be reached, and what she has agreed to; contacts and leads say it alike. */
export const consent = {
  doNotContact: boolean({
    label: { en: 'Do not contact', zh: '请勿联系' },
    default: false,
    forbids: ['call', 'mail'],
    help: { en: 'By any means.', zh: '任何方式都不要联系。' },
  }),
  doNotCall: boolean({ label: { en: 'Do not call', zh: '请勿致电' }, default: false, forbids: ['call'] }),
  trackingConsent: boolean({
    label: { en: 'Openings may be counted', zh: '同意统计打开' },
    default: false,
    help: {
      en: 'Has agreed that openings of mail and clicks in it are noted.',
      zh: '已同意记录其打开邮件和点击链接的情况。',
    },
  }),
  doNotEmail: boolean({ label: { en: 'No marketing mail', zh: '拒收营销邮件' }, default: false, forbids: ['mail'] }),
}
