import { defineNotice } from '#kernel/notice.ts'

/** What the owner of a flow hears of it. Told by the engine, once an hour at most of each flow. */
export const flowNotices = [
  defineNotice('flowFailed', {
    label: { en: 'A flow of yours fails', zh: '你负责的流程运行失败' },
    says: {
      one: { en: 'A step of {record} has failed', zh: '{record} 有步骤运行失败' },
      many: { en: 'Steps of {record} keep failing', zh: '{record} 多次运行失败' },
    },
    job: 'flows',
  }),
  defineNotice('flowStopped', {
    label: { en: 'A flow of yours is stopped', zh: '你负责的流程被拦停' },
    says: {
      one: {
        en: '{record} set itself off again and again, and was stopped',
        zh: '{record} 反复触发自己，已被拦停',
      },
    },
    job: 'flows',
  }),
  defineNotice('flowReview', {
    label: { en: 'A flow of yours is to be reviewed', zh: '你负责的流程需要复核' },
    says: { one: { en: 'Is {record} still wanted?', zh: '{record} 是否仍然需要？' } },
    job: 'flows',
  }),
  defineNotice('flowTold', {
    label: { en: 'A flow tells you of a record', zh: '流程提醒' },
    says: {
      one: { en: 'A flow points you to {record}', zh: '流程提醒你查看 {record}' },
      many: { en: 'Flows point you to {record}, {count} times', zh: '流程 {count} 次提醒你查看 {record}' },
    },
    job: 'flows',
  }),
]
