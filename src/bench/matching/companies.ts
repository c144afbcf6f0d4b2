import { readFileSync } from 'node:fs'
import { Converter } from 'opencc-js/cn2t'
import { text } from '#kernel/fields/text.ts'
import { type Facts, factsOf } from '#kernel/match/facts.ts'
import { likely, possible } from '#kernel/match/matching.ts'
import { foldText } from '#kernel/text/fold.ts'
import { pinyinOf } from '#kernel/text/pinyin.ts'
import { dice, indexOf, scores } from './evaluate.ts'
import { isSeen } from './rarity.ts'

const account = {
  fields: { name: text({ label: { en: '', zh: '' } }) },
  matching: { organisation: { company: ['name'] } },
} as const
const toTraditional = Converter({ from: 'cn', to: 't' })

/**
 * Measures the matcher on names of companies, one a line: each is written in ways in which people write it, and looked up
 * among all of them. Names that were left out of the index stand for customers that are really new. What is asked for comes
 * from the half of the names that the table of frequent characters has not seen.
 */
export function measureCompanies(file: string, perKind = 500): void {
  const names = [
    ...new Set(
      readFileSync(file, 'utf8')
        .split('\n')
        .map((line) => line.trim()),
    ),
  ].filter((n) => n !== '')
  const roll = dice(20_260_101)
  const unseen = names.flatMap((name, at) => (isSeen(name) ? [] : [at]))
  const held = new Set(Array.from({ length: 4 * perKind }, () => unseen[roll(unseen.length)]!))
  const kept = names.filter((_, at) => !held.has(at))
  const asked = kept.flatMap((name, at) => (isSeen(name) ? [] : [at]))
  const facts = kept.map(factsFor)
  const index = indexOf(facts, 'organisation')
  const exact = new Map(kept.map((name, at) => [foldText(name), at]))
  const byReading = Map.groupBy(
    [...new Set(kept.join(''))].filter((c) => /\p{Script=Han}/u.test(c)),
    (c) => pinyinOf(c, { person: false }),
  )
  const frequent = Map.groupBy(frequentCharacters(), (c) => pinyinOf(c, { person: false }))
  console.log(`${file}: ${kept.length} companies, ${perKind} questions a kind`)
  const table: Record<string, object> = {}
  const worst: string[] = []
  for (const [kind, write] of Object.entries(kinds(byReading, frequent, roll))) {
    const counts = { asked: 0, exact: 0, first: 0, likely: 0, likelyFound: 0, shown: 0, shownFound: 0 }
    for (let tried = 0; counts.asked < perKind && tried < 200 * perKind; tried++) {
      const at = asked[roll(asked.length)]!
      const written = write(kept[at]!)
      if (written === null || written === kept[at]) continue
      counts.asked++
      if (exact.get(foldText(written)) === at) counts.exact++
      const found = index.find(factsFor(written), possible).slice(0, 10)
      const same = (one: { at: number }) => one.at === at
      const [best] = found
      if (best && found.some((one) => same(one) && one.points === best.points)) counts.first++
      const sure = found.filter(({ points }) => points >= likely)
      counts.shown += Number(found.some(same))
      counts.shownFound += found.length
      counts.likely += Number(sure.some(same))
      counts.likelyFound += sure.length
      if (!found.some(same) && worst.length < 400)
        worst.push(`${kind}: ${kept[at]} ← ${written}, found ${best ? `${kept[best.at]} ${best.points}` : 'nothing'}`)
    }
    table[kind] = {
      'exact recall': scores(counts.exact, 1, counts.asked).recall,
      'among the likest': scores(counts.first, 1, counts.asked).recall,
      ...prefixed('likely', scores(counts.likely, counts.likelyFound, counts.asked)),
      'shown recall': scores(counts.shown, 1, counts.asked).recall,
      'shown each': (counts.shownFound / counts.asked).toFixed(2),
    }
  }
  console.table(table)
  const fresh = [...held].map((at) => ({ name: names[at]!, found: index.find(factsFor(names[at]!), possible) }))
  const wrong = fresh.filter(({ found }) => found.some(({ points }) => points >= likely))
  console.log(
    `Of ${fresh.length} that are really new, ${wrong.length} are likely another one, ${fresh.filter(({ found }) => found.length > 0).length} show one at all.`,
  )
  for (const { name, found } of wrong.slice(0, 10))
    console.log(`  ${name} = ${kept[found[0]!.at]} (${found[0]!.points}: ${found[0]!.why})`)
  console.log('Not found:')
  const step = Math.max(1, Math.floor(worst.length / 30))
  for (const line of worst.filter((_, i) => i % step === 0)) console.log(`  ${line}`)
}

/** The 3,755 frequent characters that GB/T 2312 lists first: what a keyboard offers at the front. */
function frequentCharacters(): string[] {
  const decoder = new TextDecoder('gb18030')
  const rows = Array.from({ length: 0xd7 - 0xb0 + 1 }, (_, i) => 0xb0 + i)
  return rows.flatMap((row) =>
    Array.from({ length: 94 }, (_, i) => decoder.decode(new Uint8Array([row, 0xa1 + i]))).filter((c) =>
      /^\p{Script=Han}$/u.test(c),
    ),
  )
}

function prefixed(word: string, values: Record<string, string>) {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [`${word} ${key}`, value]))
}

function factsFor(name: string): Facts {
  return factsOf(account, 'organisation', { name })!
}

/** The ways in which a name is written; null where one does not fit it. */
function kinds(
  byReading: ReadonlyMap<string, string[]>,
  frequent: ReadonlyMap<string, string[]>,
  roll: (below: number) => number,
): Record<string, (name: string) => string | null> {
  const pick = <T>(list: readonly T[]): T => list[roll(list.length)]!
  const suffix = () =>
    pick(['有限公司', '有限责任公司', '股份有限公司', '集团有限公司', '（集团）股份有限公司', '集团'])
  const region = () =>
    pick(['北京', '上海市', '深圳市', '广东', '浙江省', '杭州', '苏州市', '四川省成都市', '武汉', '山东'])
  const trade = () => pick(['科技', '贸易', '实业', '信息技术', '电子商务', '企业管理'])
  const han = (name: string) => [...name].every((c) => /\p{Script=Han}/u.test(c))
  const at = (name: string) => roll([...name].length)
  const sounding = (name: string, others: ReadonlyMap<string, string[]>) => {
    const chars = [...name]
    const place = at(name)
    const alike = (others.get(pinyinOf(chars[place]!, { person: false })) ?? []).filter((c) => c !== chars[place])
    return han(name) && chars.length >= 3 && alike.length > 0 ? chars.with(place, pick(alike)).join('') : null
  }
  return {
    suffix: (name) => `${name}${suffix()}`,
    'region and suffix': (name) => `${region()}${name}${suffix()}`,
    'region in brackets': (name) => `${name}（${pick(['北京', '上海', '中国', '深圳'])}）${suffix()}`,
    'whole legal name': (name) => (han(name) ? `${region()}${name}${trade()}有限公司` : null),
    traditional: (name) => toTraditional(`${name}${suffix()}`),
    'full width': (name) => wide(`${name} (${pick(['China', 'SH', 'Beijing'])}) Co., Ltd.`),
    'blanks and marks': (name) => [...name].join(pick([' ', '·', '-'])),
    pinyin: (name) => (han(name) && [...name].length >= 3 ? pinyinOf(name, { person: false }) : null),
    homophone: (name) => sounding(name, byReading),
    'homophone, frequent': (name) => sounding(name, frequent),
    'homophones, two': (name) => {
      const one = [...name].length >= 4 ? sounding(name, frequent) : null
      const two = one && sounding(one, frequent)
      return two && [...two].filter((c, i) => c !== [...name][i]).length === 2 ? two : null
    },
    'homophone in the legal name': (name) => {
      const one = sounding(name, frequent)
      return one && `${region()}${one}${trade()}有限公司`
    },
    'letter missing': (name) => ([...name].length >= 4 ? [...name].toSpliced(at(name), 1).join('') : null),
    'letters swapped': (name) => {
      const chars = [...name]
      if (chars.length < 4) return null
      const place = roll(chars.length - 1)
      return chars
        .with(place, chars[place + 1]!)
        .with(place + 1, chars[place]!)
        .join('')
    },
    'slip in the legal name': (name) => {
      const chars = [...name]
      return han(name) && chars.length >= 4 ? `${region()}${chars.toSpliced(at(name), 1).join('')}${suffix()}` : null
    },
    abbreviation: (name) => ([...name].length >= 5 && han(name) ? [...name].slice(0, 3).join('') : null),
  }
}

function wide(text: string): string {
  return text.replace(/[!-~]/g, (c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0))
}
