import { setTimeout as pause } from 'node:timers/promises'
import { type Broken, check } from './check.ts'
import type { Victim } from './child.ts'
import { type Ledger, startLoad } from './load.ts'

/** Who is killed while the writers write. */
export const targets = ['server', 'database', 'both'] as const
export type Target = (typeof targets)[number]

export type Round = {
  readonly target: Target
  /** From the kill to the first write acknowledged afterwards, in milliseconds. */
  readonly recoveredMs: number
  /** Of that, from starting the server to its being ready; nothing where it was not killed. */
  readonly startedMs: number | null
  readonly broken: Broken
}

/**
 * Lets writers write, kills at a random moment, starts again what does not start by itself, and checks all promises.
 * @param options.withinMs the kill comes at most so much later than a start of 200 ms
 */
export async function playRound(
  victim: Victim,
  ledger: Ledger,
  target: Target,
  { withinMs = 1_200 }: { withinMs?: number } = {},
): Promise<Round> {
  const load = startLoad(victim, ledger, 8)
  await pause(200 + Math.random() * withinMs)
  const killed = performance.now()
  if (target !== 'server') victim.killPostgres()
  if (target !== 'database') await victim.killServer()
  const acknowledged = ledger.acknowledged
  const startedMs = target === 'database' ? null : await victim.start()
  while (ledger.acknowledged <= acknowledged + 8) {
    if (!victim.isRunning()) throw new Error(`The server ended by itself:\n${victim.log().slice(-4_000)}`)
    if (performance.now() - killed > 120_000)
      throw new Error(`Nothing is written any more:\n${victim.log().slice(-4_000)}`)
    await pause(2)
  }
  const recoveredMs = performance.now() - killed
  await pause(Math.random() * 300)
  await load.stop()
  return { target, recoveredMs, startedMs, broken: await check(victim, ledger) }
}

/** How often anything was broken in a round. */
export function total(broken: Broken): number {
  return Object.values(broken).reduce((a, b) => a + b, 0)
}
