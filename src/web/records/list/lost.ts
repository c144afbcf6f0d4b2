import i18next from 'i18next'
import type { ApiRecord, MetaObject } from '#kernel/api.ts'
import { refresh } from '../../client/queries.ts'
import { copy } from '../../ui/copy.ts'
import { say } from '../../ui/toast.tsx'

/** Tells that a record has gone from the list while one of its cells was typed into, with what was typed to take along. */
export function tellLost(object: MetaObject, row: ApiRecord, text: string): void {
  say(i18next.t('grid.lost', { name: String(row[object.title] ?? ''), text }), {
    tone: 'wrong',
    ...(text !== '' && { act: { words: i18next.t('do.copy'), run: () => void copy(text) } }),
  })
  refresh(object.key)
}
