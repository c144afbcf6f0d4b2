import { afterAll, beforeAll, expect, test } from 'vitest'
import { check } from '../../src/bench/crash/check.ts'
import { makeVictim, type Victim } from '../../src/bench/crash/child.ts'
import { type Ledger, openLedger, startLoad } from '../../src/bench/crash/load.ts'
import { playRound } from '../../src/bench/crash/rounds.ts'

/* `node src/bench/crash.ts --kills 20` does the same for longer; `FROZEN=60` freezes the server for a minute. */

const whole = { lost: 0, doubled: 0, eventless: 0, effectsLost: 0, effectsDoubled: 0, gaps: 0, jobsLeft: 0 }
let victim: Victim
let ledger: Ledger
beforeAll(async () => {
  victim = await makeVictim()
  ledger = openLedger()
})
afterAll(() => victim.close())

test('killing the server, its database or both under load loses nothing that was acknowledged and does nothing twice', async () => {
  for (const target of ['server', 'database', 'both', 'database', 'both'] as const) {
    const { broken } = await playRound(victim, ledger, target, { withinMs: 300 })
    expect(broken, target).toEqual(whole)
  }
  expect(ledger.strange).toEqual([])
}, 300_000)

test('a server that is frozen under load goes on where it stood: nothing lost, nothing twice', async () => {
  const frozen = Number(process.env['FROZEN'] ?? 2)
  const load = startLoad(victim, ledger, 6)
  const more = async () => {
    const { acknowledged } = ledger
    await expect.poll(() => ledger.acknowledged - acknowledged, { timeout: 60_000 }).toBeGreaterThan(20)
  }
  await more()
  await victim.freezeServer(frozen * 1_000)
  await more()
  await load.stop()
  expect(await check(victim, ledger)).toEqual(whole)
  // Writers wait twenty seconds for an answer, then ask again with the same key.
  expect(ledger.strange.splice(0).filter((said) => !said.includes('no answer'))).toEqual([])
}, 300_000)

test('a process that ends at a named point leaves nothing half done', async () => {
  await victim.killServer()
  const load = startLoad(victim, ledger, 4)
  for (const point of ['commit.before:50', 'commit.after:50', 'dispatch.enqueued:9', 'work.handled:15']) {
    await victim.start(point)
    await victim.exited()
  }
  await victim.start()
  await load.stop()
  expect(await check(victim, ledger)).toEqual(whole)
  expect(ledger.strange).toEqual([])
}, 300_000)
