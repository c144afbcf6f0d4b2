import i18next from 'i18next'
import type { ApiBulk, ApiSelection, BulkRequest, BulkSelection, BulkWork } from '#kernel/api-bulk.ts'
import { formatNumber } from '../ui/format.ts'
import { say } from '../ui/toast.tsx'
import { ask } from './fetch.ts'
import { queries, refresh } from './queries.ts'
import { complain } from './writes.ts'

const root = '/api/v1'

/** How many, and which, a selection means now. */
export function freeze(object: string, selection: BulkSelection): Promise<ApiSelection> {
  return ask('POST', `${root}/${object}/selection`, { body: selection })
}

/** Does the same to many records, tells what came of it, and offers to take it back. */
export async function bulk(object: string, work: BulkWork, selection: BulkRequest['selection']): Promise<ApiBulk> {
  const done = await ask<ApiBulk>('POST', `${root}/${object}/bulk`, { body: { ...work, selection } })
  refresh(object)
  void queries.invalidateQueries({ queryKey: ['bulkWrites'] })
  const undo = () => void takeBack(object, done.id).catch(complain)
  say(outcome(done, work.do), { ...(done.changed > 0 && { undo }), ...(done.changed === 0 && { tone: 'wrong' }) })
  return done
}

/** Takes a bulk write of one's own back, and tells what came of it. */
export async function takeBack(object: string, id: string): Promise<void> {
  const back = await ask<ApiBulk>('POST', `${root}/${object}/undo/${id}`)
  refresh(object)
  void queries.invalidateQueries({ queryKey: ['bulkWrites'] })
  const kept = back.refused > 0 ? ` ${i18next.t('bulk.kept', counted(back.refused))}` : ''
  say(i18next.t('bulk.undone', counted(back.changed)) + kept)
}

/** What came of it in one line: what was asked is the sum of what is told. */
function outcome({ changed, unchanged, refused, reasons }: ApiBulk, what: BulkWork['do']): string {
  const words = [
    i18next.t(`bulk.done.${what}`, counted(changed)),
    unchanged > 0 && i18next.t('bulk.unchanged', counted(unchanged)),
    refused > 0 && i18next.t('bulk.refused', counted(refused)),
    reasons[0] && reasons.length === 1 && reasons[0].detail,
  ]
  return words.filter(Boolean).join(' ')
}

function counted(count: number) {
  return { count, number: formatNumber(count) }
}
