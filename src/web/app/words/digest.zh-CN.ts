import type { digestEn } from './digest.en.ts'

export const digestZh: typeof digestEn = {
  digest: {
    title: '邮件摘要',
    text: '工作日早上发送：今天到期和逾期的待办、即将回落的客户、待你审批的事项，以及新分配给你的记录。没有内容、休息日或你请假时不发。',
    never: '不接收',
    daily: '每个工作日',
    weekly: '每周一次',
    now: '立即发一封',
    written: '已写好，将发往 {{address}}；未连接邮箱时会留在「邮件」中。',
    nothing: '目前没有需要提醒的内容。',
  },
}
