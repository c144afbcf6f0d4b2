import { afterAll, beforeAll, expect, test } from 'vitest'
import { check } from '../../src/bench/crash/check.ts'
import { makeVictim, type Victim } from '../../src/bench/crash/child.ts'
import { type Ledger, openLedger, startLoad } from '../../src/bench/crash/load.ts'
import { playRound, targets } from '../../src/bench/crash/rounds.ts'

/* `node src/bench/crash.ts --kills 20` does the same for longer. */

const whole = { lost: 0, doubled: 0, eventless: 0, effectsLost: 0, effectsDoubled: 0, gaps: 0, jobsLeft: 0 }
let victim: Victim
let ledger: Ledger
beforeAll(async () => {
  victim = await makeVictim()
  ledger = openLedger()
})
afterAll(() => victim.close())

test.each(targets)(
  'killing the %s under load loses nothing that was acknowledged and does nothing twice',
  async (target) => {
    for (let kill = 1; kill <= 2; kill++) expect((await playRound(victim, ledger, target)).broken).toEqual(whole)
    expect(ledger.strange).toEqual([])
  },
  60_000,
)

test.each(['commit.before:60', 'commit.after:60', 'dispatch.enqueued:10', 'work.handled:20'])(
  'a process that ends at %s leaves nothing half done',
  async (point) => {
    await victim.killServer()
    await victim.start(point)
    const load = startLoad(victim, ledger, 4)
    await victim.exited()
    await victim.start()
    await load.stop()
    expect(await check(victim, ledger)).toEqual(whole)
    expect(ledger.strange).toEqual([])
  },
  60_000,
)
