import type { bulkLogEn } from './bulkLog.en.ts'

/** 批量操作记录的文字。 */
export const bulkLogZh: typeof bulkLogEn = {
  bulkLog: {
    title: '批量操作记录',
    text: '你对多条记录执行过的操作。{{days}} 天内可以撤销，其后又被修改的保持不变。',
    textAll: '所有人对多条记录执行过的操作。自己的操作在 {{days}} 天内可以撤销，其后又被修改的保持不变。',
    of: '所属对象',
    all: '全部对象',
    none: '暂无记录',
    noneText: '在列表中勾选多行，即可批量编辑、分配或删除。',
    more: '加载更早的',
    edited: '修改了{{what}}',
    deleted: '删除',
    comma: '、',
    changed_one: '已处理 {{number}} 条',
    changed_other: '已处理 {{number}} 条',
    unchanged_one: '{{number}} 条无变化',
    unchanged_other: '{{number}} 条无变化',
    refused_one: '{{number}} 条未能处理',
    refused_other: '{{number}} 条未能处理',
    undone: '已撤销',
  },
}
