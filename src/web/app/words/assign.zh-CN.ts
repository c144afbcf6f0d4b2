import type { assignEn } from './assign.en.ts'

export const assignZh: typeof assignEn = {
  qualify: {
    title: '线索确认条件',
    text: '确认或转化线索之前必须核实的内容；没有条件时由各人自行判断。',
  },
  assign: {
    title: '分配规则',
    text: '没有指定负责人的新记录归谁。按顺序匹配，第一条适用且有人可接收的规则生效。',
    new: '新建规则',
    none: '还没有规则，新记录归录入人所有。',
    given_one: '近一周分配 {{count}} 条',
    given_other: '近一周分配 {{count}} 条',
    up: '上移',
    down: '下移',
    whereHelp: '不选则适用于全部记录；也可以按评分筛选。',
    clock: '首次响应',
  },
}
