import type { ApiSimilar } from '#kernel/api-similar.ts'
import { say } from '#kernel/label.ts'
import { levelOf } from '#kernel/match/matching.ts'
import { reasonWords } from '#kernel/match/reasons.ts'
import type { Values } from '#kernel/object.ts'
import { refuse } from '#kernel/problem.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import { canRead } from '../access/principal.ts'
import type { Session } from '../context.ts'
import type { Queryable } from '../db/database.ts'
import { coveredOf } from '../query/covered.ts'
import { past } from '../query/query.ts'
import { parseValues } from '../records/parse.ts'
import { writing } from '../records/write.ts'
import { type Found, findLike, similarOf } from './find.ts'
import { seenAmong } from './guard.ts'

/** So many are shown beside a form. */
const shown = 5

/**
 * What is there already that is like the record being entered. Compared is only what the caller may read of either. A record
 * that she may not see is told as far as the guard says, without its id, and kept as a case; where the guard says nothing
 * of it, it is not there.
 */
export async function similarTo(
  session: Session,
  object: RegisteredObject,
  asked: { readonly values: Values; readonly id?: string | undefined },
): Promise<ApiSimilar> {
  const { workspace, principal, language } = session
  const rights = principal.rights(object.key)
  if (!rights.create && rights.scopes.update.length === 0)
    throw refuse('forbidden', null, {
      en: `You may not create ${object.plural.toLowerCase()}.`,
      zh: `你没有新建${object.label.zh}的权限。`,
    })
  const known = Object.fromEntries(Object.entries(asked.values).filter(([key]) => key in object.fields))
  // What cannot be read yet is still being typed.
  const { values } = parseValues(object, known, rights)
  return writing(session, async (w) => {
    const { guard } = workspace.registry
    const stance = guard ? await guard.stance({ object: object.key, entry: 'form' }, w.tx.all) : null
    const seen = (key: string, field: string) => canRead(principal, key, field)
    const [found = []] = await findLike(w.db, past(w.query), object, [{ values, id: asked.id }], { seen, limit: 20 })
    const mine = await seenAmong(w.query, found, w.db)
    const covered = await coverOf(session, found, w.db)
    const data: ApiSimilar['data'][number][] = []
    for (const one of found) {
      if (data.length >= shown) break
      const target = workspace.registry.object(one.object)
      const hidden = mine.has(one.record.id) ? covered(one) : none
      const kinds = target.matching?.[one.subject] ?? {}
      const reasons = one.reasons.filter(({ kind }) => !kinds[kind]?.some((field) => hidden.has(field)))
      const points = Math.min(
        100,
        reasons.reduce((sum, reason) => sum + reason.points, 0),
      )
      const level = levelOf(points)
      if (!level) continue
      const said = {
        object: one.object,
        points,
        level,
        reasons: reasons.map((reason) => ({ text: say(reasonWords(reason), language), points: reason.points })),
      }
      const told = guard && stance && stance.does !== 'allow' && stance.among.includes(one.object) ? stance : null
      const factsOf = async (sees: boolean) => {
        if (!guard || !told) return []
        const reader = { timeZone: principal.timeZone, sees }
        const [says] = await guard.tell([similarOf(one)], told, w.tx.all, reader)
        return says!.facts.map(({ key, label, value }) => ({
          key,
          label: say(label, language),
          value: say(value, language),
        }))
      }
      if (mine.has(one.record.id)) {
        const title =
          canRead(principal, target.key, target.title) && !hidden.has(target.title)
            ? String(one.record[target.title] ?? '')
            : ''
        const facts = (await factsOf(true)).filter(
          ({ key }) => !target.fields[key] || (canRead(principal, target.key, key) && !hidden.has(key)),
        )
        data.push({ ...said, id: one.record.id, title, facts, case: null })
      } else if (guard && told && one.points >= told.from) {
        const about = { object: object.key, entry: 'form' as const, id: asked.id ?? null, values }
        const { id, enough, share } = await guard.keep(about, similarOf(one), told, 'shown', w.tx)
        if (enough) continue
        const { object: of, ask: action } = guard.cases
        data.push({
          ...said,
          id: null,
          title: null,
          facts: await factsOf(false),
          case: share && { object: of, id, action, asked: share === 'asked' },
        })
      }
    }
    return { does: stance?.does ?? 'allow', data }
  })
}

/** What is covered from the caller where a found record stands. */
async function coverOf(
  { workspace, principal }: Session,
  found: readonly Found[],
  db: Queryable,
): Promise<(one: Found) => ReadonlySet<string>> {
  const byObject = new Map(
    await Promise.all(
      [...Map.groupBy(found, ({ object }) => object)].map(
        async ([key, some]) =>
          [
            key,
            await coveredOf(
              workspace,
              principal,
              key,
              some.map(({ record }) => record.id),
              db,
            ),
          ] as const,
      ),
    ),
  )
  return ({ object, record }) => byObject.get(object)?.(record.id) ?? none
}

const none: ReadonlySet<string> = new Set()
