import type { Label } from '#kernel/label.ts'
import type { Workspace } from '../context.ts'
import type { Queryable } from '../db/database.ts'
import type { Anchor } from '../events/chain/anchor.ts'
import { type Tampering, verifyChain } from '../events/chain/verify.ts'
import { type Finding, finding } from './finding.ts'

/** I3: the audit log is what it was when it was sealed. */
export async function auditChain(
  on: Pick<Queryable, 'rows'>,
  workspace: Workspace,
  anchors: readonly Anchor[],
): Promise<Finding> {
  const report = await verifyChain(on, workspace, anchors)
  if (report.wrong.length > 0) {
    const list = (language: 'en' | 'zh') =>
      report.wrong
        .slice(0, 10)
        .map(({ what, block, eventId }) => `${words[what][language]} (${block}${eventId ? `, ${eventId}` : ''})`)
        .join('; ')
    return finding(
      'I3 audit',
      'wrong',
      `${report.wrong.length} findings, by block: ${list('en')}`,
      `${report.wrong.length} 处异常（区块号）：${list('zh')}`,
    )
  }
  const { blocks, events, waiting, redacted, removed } = report
  return finding(
    'I3 audit',
    'ok',
    `${events} events in ${blocks} blocks are as they were sealed; ${waiting} wait, ${redacted} were erased for people, ${removed} went with the demo company`,
    `${blocks} 个区块、${events} 个事件与封存时一致；待封存 ${waiting} 个，按个人请求清除 ${redacted} 个，随示例公司移除 ${removed} 个`,
  )
}

const words: Readonly<Record<Tampering['what'], Label>> = {
  edited: { en: 'an event was edited', zh: '事件被修改' },
  deleted: { en: 'an event was deleted', zh: '事件被删除' },
  inserted: { en: 'an event was inserted', zh: '事件被插入' },
  unexplained: { en: 'an event lost its values without a reason', zh: '事件内容被清除且无依据' },
  block: { en: 'a block is not what it was', zh: '区块被改动' },
  anchor: { en: 'the chain is another one than the anchor file knows', zh: '链与锚文件不符' },
}
