import i18next from 'i18next'
import type { MetaObject } from '#kernel/api.ts'
import type { Field } from '#kernel/fields/field.ts'
import { type IsPlaceholder, placeholderKindOf, placeholderTest } from '#kernel/quality/placeholder.ts'
import type { Placeholder } from '#kernel/quality/records.ts'
import { needListWords } from '../app/words/words.ts'
import { api } from '../client/api.ts'
import { queries } from '../client/queries.ts'
import { say } from '../ui/language.ts'
import { say as toast } from '../ui/toast.tsx'

/** What the company knows as placeholders, as a test of a value; asked for once in a while. */
export const placeholdersKnown = {
  queryKey: ['list', 'placeholderValue', 'hints'],
  queryFn: async (): Promise<IsPlaceholder> => {
    const [{ data }] = await Promise.all([
      api.list('placeholderValue', { select: ['value', 'kind'], limit: 1_000 }),
      needListWords(),
    ])
    return placeholderTest(data.map(({ value, kind }) => ({ value, kind }) as Placeholder))
  },
  retry: false,
  staleTime: 600_000,
}

/** Tells her who has just put a placeholder in the place of a value. It is kept all the same. */
export async function tellPlaceholder(objects: Readonly<Record<string, MetaObject>>, field: Field, value: unknown) {
  if (!objects['placeholderValue'] || placeholderKindOf(field) === null || !value) return
  const isPlaceholder = await queries.ensureQueryData(placeholdersKnown)
  if (isPlaceholder(field, value)) toast(`${say(field.label)}：${i18next.t('list.placeholder')}`, { tone: 'wrong' })
}
