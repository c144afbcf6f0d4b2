import { readFileSync } from 'node:fs'
import { parse } from 'csv-parse/sync'
import { address } from '#kernel/fields/address.ts'
import { date } from '#kernel/fields/date.ts'
import { text } from '#kernel/fields/text.ts'
import { type Facts, factsOf } from '#kernel/match/facts.ts'
import { likely, type Matching } from '#kernel/match/matching.ts'
import { indexOf, scores } from './evaluate.ts'

const label = { en: '', zh: '' }
const person: { fields: object; matching: Matching } & Parameters<typeof factsOf>[0] = {
  fields: { name: text({ label }), number: text({ label }), born: date({ label }), address: address({ label }) },
  matching: { person: { person: ['name'], code: ['number'], date: ['born'], address: ['address'] } },
}

/**
 * Measures the matcher on a file of Febrl: people, of whom `rec-7-dup-0` is a spoilt copy of `rec-7-org`. The id is the
 * truth alone; the matcher does not see it.
 */
export function measurePeople(file: string): void {
  const rows = parse(readFileSync(file), { columns: true, trim: true, skip_empty_lines: true }) as Record<
    string,
    string
  >[]
  const truth = rows.map((row) => /^rec-(\d+)/.exec(row['rec_id']!)![1]!)
  const records = rows.map(factsFor)
  const wanted = [...Map.groupBy(truth, (one) => one).values()].reduce(
    (n, { length }) => n + (length * (length - 1)) / 2,
    0,
  )
  const index = indexOf(records, 'person')
  const pairs = new Map<string, { points: number; why: string }>()
  records.forEach((facts, at) => {
    for (const found of index.find(facts, 0)) if (found.at > at) pairs.set(`${at} ${found.at}`, found)
  })
  const isRight = (pair: string) => {
    const [a, b] = pair.split(' ').map(Number)
    return truth[a!] === truth[b!]
  }
  const found = [...pairs].filter(([, { points }]) => points >= likely)
  const right = found.filter(([pair]) => isRight(pair)).length
  console.log(`${file}: ${rows.length} records, ${wanted} true pairs`)
  console.table({
    'equal name and date of birth': exact(rows, truth, wanted, (r) => [
      r['given_name'],
      r['surname'],
      r['date_of_birth'],
    ]),
    'equal number': exact(rows, truth, wanted, (r) => [r['soc_sec_id']]),
    'matcher, likely (50)': scores(right, found.length, wanted),
    'matcher, sure (80)': sureScores(found, isRight, wanted),
    'looked up at all': { recall: scores([...pairs.keys()].filter(isRight).length, 1, wanted).recall },
  })
  const show = (pair: string) => pair.split(' ').map((at) => Object.values(rows[Number(at)]!).slice(1).join(' '))
  const worst = [
    ...found
      .filter(([pair]) => !isRight(pair))
      .map(([pair, { points, why }]) => ({ wrong: 'taken for one', pair, points, why })),
    ...[...pairs]
      .filter(([pair, { points }]) => points < likely && isRight(pair))
      .map(([pair, { points, why }]) => ({ wrong: 'not recognised', pair, points, why })),
  ]
  for (const { wrong, pair, points, why } of worst.slice(0, 8))
    console.log(`  ${wrong} (${points}: ${why})\n    ${show(pair).join('\n    ')}`)
}

function sureScores(found: [string, { points: number }][], isRight: (pair: string) => boolean, wanted: number) {
  const all = found.filter(([, { points }]) => points >= 80)
  return scores(all.filter(([pair]) => isRight(pair)).length, all.length, wanted)
}

function exact(
  rows: readonly Record<string, string>[],
  truth: readonly string[],
  wanted: number,
  of: (row: Record<string, string>) => (string | undefined)[],
) {
  const groups = Map.groupBy(
    rows.map((row, at) => ({ key: of(row), at })).filter(({ key }) => key.every((part) => part)),
    ({ key }) => key.join('|'),
  )
  let [right, found] = [0, 0]
  for (const group of groups.values())
    for (const [i, a] of group.entries())
      for (const b of group.slice(i + 1)) {
        found++
        if (truth[a.at] === truth[b.at]) right++
      }
  return scores(right, found, wanted)
}

function factsFor(row: Record<string, string>): Facts {
  const born = row['date_of_birth'] ?? ''
  return factsOf(person, 'person', {
    name: `${row['given_name'] ?? ''} ${row['surname'] ?? ''}`.trim(),
    number: row['soc_sec_id'],
    born: born.length === 8 ? `${born.slice(0, 4)}-${born.slice(4, 6)}-${born.slice(6)}` : born,
    address: {
      street: `${row['street_number'] ?? ''} ${row['address_1'] ?? ''} ${row['address_2'] ?? ''}`.trim(),
      postcode: row['postcode'],
      city: row['suburb'],
    },
  })!
}
