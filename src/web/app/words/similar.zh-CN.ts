import type { similarEn } from './similar.en.ts'

export const similarZh: typeof similarEn = {
  similar: {
    title: '可能已有相同记录',
    blocked: '已有相同记录，不能重复新建',
    judged: '可能已有相同记录，保存时会提交裁决',
    sure: '相同',
    likely: '很可能相同',
    possible: '可能相同',
    hidden: '你没有权限查看的记录',
    ask: '申请共享',
    asked: '已申请',
    saveAnyway: '仍然保存',
  },
  evidence: {
    title: '双方跟进对比（取自事件记录）',
    registered: '{{at}} 报备（{{number}}）',
    entered: '录入内容与已有记录',
    what: '录入的',
    there: '已有的',
    comma: '、',
    made: '新建{{what}}',
    changed: '修改{{what}}：{{fields}}',
    nothing: '没有跟进记录。',
    unseen: '你无权查看这一方的报备和跟进。',
    first: '首次接触',
    late: '争议发起后补记',
    dated: '补记，所填时间为 {{at}}',
  },
}
