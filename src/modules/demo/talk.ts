import type { Language } from '#kernel/label.ts'
import { mention } from '#kernel/mention.ts'
import type { Values } from '#kernel/object.ts'
import type { DemoBatch } from './demo.ts'
import { randomOf } from './random.ts'
import { allInTaiwan } from './words/taiwan.ts'
import { chineseTalk, englishTalk } from './words/talk.ts'

/** A comment that somebody writes on a record, and what another one answers. */
export type Remark = {
  readonly object: string
  readonly recordId: string
  readonly author: string
  readonly text: string
  readonly answer?: { readonly author: string; readonly text: string }
}

const most = 10

/** What the people of the company say to each other about sales under way, most of it to the director. */
export function demoTalk(
  batches: readonly DemoBatch[],
  seed: number,
  director: { id: string; name: string },
  language: Language,
): Remark[] {
  const words = language === 'en' ? englishTalk : language === 'zh-TW' ? allInTaiwan(chineseTalk) : chineseTalk
  const random = randomOf(seed)
  const of = (object: string) => batches.filter((batch) => batch.object === object).flatMap(({ records }) => records)
  const people = new Map(of('user').map((user): [string, Values] => [user.id, user]))
  const working = (id: unknown) => people.get(String(id))?.['active'] === true
  const open = of('opportunity').filter((sale: Values) => sale['status'] === 'open' && working(sale['owner']))
  return open.slice(-most).map((sale: Values): Remark => {
    const author = String(sale['owner'])
    const others = [...people.values()].filter(({ id, active }) => active === true && id !== author)
    const other = random.pick(others)
    const remark = random.pick(words.remarks)
    const text = remark
      .replace('{d}', mention(director))
      .replace('{w}', mention({ id: String(other['id']), name: String(other['name']) }))
    const answered = random.chance(0.4)
    return {
      object: 'opportunity',
      recordId: String(sale['id']),
      author,
      text,
      ...(answered && remark.startsWith('{d}')
        ? { answer: { author: director.id, text: random.pick(words.answers) } }
        : {}),
    }
  })
}
