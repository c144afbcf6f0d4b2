import { say } from '#kernel/label.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import type { Session } from '../context.ts'
import { tableName } from '../db/tables.ts'
import type { FileStore } from '../files/store.ts'
import type { Stored } from '../records/codec.ts'
import type { holdsOf } from './hold.ts'
import type { Pattern } from './pattern.ts'

/** What forgetting a person goes by, step after step. */
export type Work = {
  readonly session: Session
  readonly files: FileStore
  readonly requestId: string
  /** Her marks, wherever they stand. */
  readonly pattern: Pattern | null
  /** Names that others bear too: replaced in what hangs on her records only. */
  readonly names: Pattern | null
  readonly mark: string
  readonly holds: Awaited<ReturnType<typeof holdsOf>>
  /** Records that stay as they are. */
  readonly heldIds: Set<string>
  count(place: string, n?: number): void
  keep(place: string, note: string): void
}

/** Her own records. */
export type Chosen = readonly { readonly object: RegisteredObject; readonly record: Stored }[]

/** Is the record kept by a hold or by law? Then that is told, once. */
export function stays(work: Work, object: RegisteredObject, record: Pick<Stored, 'id'>): boolean {
  const reason = work.holds.reason(object, record.id)
  if (reason === null) return false
  if (!work.heldIds.has(record.id)) work.keep(`${say(object.label, work.session.language)} ${record.id}`, reason)
  work.heldIds.add(record.id)
  return true
}

const places: Readonly<Record<string, { en: string; zh: string }>> = {
  approval: { en: 'Approvals', zh: '审批' },
  approval_note: { en: 'What was said of approvals', zh: '审批意见' },
  approval_seat: { en: 'Decisions that waited', zh: '待处理的审批' },
  event: { en: 'History', zh: '变更记录' },
  file: { en: 'Files', zh: '文件' },
  idempotency: { en: 'Kept answers', zh: '请求应答缓存' },
  import: { en: 'Imports', zh: '导入记录' },
  import_row: { en: 'Rows of imports', zh: '导入暂存行' },
  import_refusal: { en: 'Refused rows', zh: '导入错误行' },
  flow_run: { en: 'Runs of flows', zh: '流程实例' },
  flow_call: { en: 'Calls of the addresses of flows', zh: '流程地址收到的调用' },
  flow_step: { en: 'Steps of flows', zh: '流程步骤记录' },
  signal_fire: { en: 'Signals that fired', zh: '触发过的信号' },
  webhook_delivery: { en: 'Webhook log', zh: 'Webhook 投递日志' },
}

/** What a table is called for people: as its object, or as a part of the engine. */
export function place({ workspace, language }: Pick<Session, 'workspace' | 'language'>, table: string): string {
  const object = [...workspace.registry.objects.values()].find((one) => tableName(one) === table)
  const label = object?.label ?? places[table]
  return label ? say(label, language) : table
}
