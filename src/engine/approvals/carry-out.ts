import { v7 as uuid } from 'uuid'
import type { MergeRequest } from '#kernel/api-merge.ts'
import type { ApprovalChange } from '#kernel/approval.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import { mergeWithin } from '../merging/merge.ts'
import type { Writing } from '../records/op.ts'
import { perform, readAction } from '../records/records.ts'
import { applyOps, inNameOf } from '../records/write.ts'

/** Does what was asked for, with the rights of the session at hand, as if it were asked of the API. */
export async function carryOut(
  w: Writing,
  object: RegisteredObject,
  recordId: string,
  change: ApprovalChange,
): Promise<void> {
  switch (change.do) {
    case 'create':
      await applyOps(w, object, [{ do: 'create', id: recordId, values: change.values }])
      return
    case 'update':
      await applyOps(w, object, [{ do: 'update', id: recordId, values: change.values }])
      return
    case 'delete':
      await applyOps(w, object, [{ do: 'delete', id: recordId }])
      return
    case 'action': {
      const { action, input } = readAction(w.session, object, change.action, change.input)
      await perform(w, object, action, [recordId], input)
      return
    }
    case 'merge': {
      const id = uuid()
      const acting = inNameOf(w, { ...w.session, causeId: id }, w.approval)
      await mergeWithin(acting, object, id, change.request as unknown as MergeRequest)
      return
    }
    case 'ask':
      return
  }
}
