import { parseArgs } from 'node:util'
import { makeVictim } from './crash/child.ts'
import { openLedger } from './crash/load.ts'
import { playRound, type Round, targets, total } from './crash/rounds.ts'

/* `node src/bench/crash.ts --kills 20`: kills the server, its database and both under load, and counts what breaks. */

const { values } = parseArgs({ options: { kills: { type: 'string', default: '20' }, of: { type: 'string' } } })
const say = (text: string) => process.stdout.write(`${text}\n`)
const wanted = targets.filter((target) => !values.of || values.of === target)
const victim = await makeVictim()
const ledger = openLedger()
const rounds: Round[] = []
try {
  for (const target of wanted)
    for (let kill = 1; kill <= Number(values.kills); kill++) {
      const round = await playRound(victim, ledger, target)
      rounds.push(round)
      const verdict = total(round.broken) === 0 ? 'whole' : JSON.stringify(round.broken)
      say(
        `${target} ${kill}: ${verdict}, writing again after ${Math.round(round.recoveredMs)} ms, ${ledger.acknowledged} writes acknowledged so far`,
      )
    }
} finally {
  report()
  await victim.close()
}

function report(): void {
  for (const target of wanted) {
    const of = rounds.filter((round) => round.target === target)
    if (of.length === 0) continue
    say(
      `${target}: ${of.length} kills; writing again after ${spread(of.map((r) => r.recoveredMs))}; server ready after ${spread(of.flatMap((r) => r.startedMs ?? []))}`,
    )
    const last = of.at(-1)!
    say(
      `  ${Object.entries(last.broken)
        .map(([what, count]) => `${what} ${count}`)
        .join(', ')}`,
    )
  }
  const { acknowledged, repeated, unavailable, strange } = ledger
  say(
    `${acknowledged} writes acknowledged on ${ledger.crates.size} records, ${repeated} sent again, ${unavailable} told 503, ${strange.length} strange answers`,
  )
  for (const line of strange.slice(0, 20)) say(`  ${line}`)
  if (strange.length > 0 || rounds.some((round) => total(round.broken) > 0)) process.exitCode = 1
}

function spread(times: readonly number[]): string {
  if (times.length === 0) return '–'
  const sorted = [...times].sort((a, b) => a - b)
  return `${Math.round(sorted[Math.floor(sorted.length / 2)]!)} ms (p50), ${Math.round(sorted.at(-1)!)} ms (most)`
}
