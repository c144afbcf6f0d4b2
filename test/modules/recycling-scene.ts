import type { Session } from '#engine/context.ts'
import { runJob } from '#engine/events/work.ts'
import { startSampan } from '../harness.ts'
import { handOf, type Told } from './hand.ts'

export type RecyclingScene = Awaited<ReturnType<typeof recyclingScene>>

/** A pool of accounts, Fang who sells, her manager who manages the pool, and what stories of recycling do; `now` is their clock. */
export async function recyclingScene(now: () => Date) {
  const sampan = await startSampan({ clock: { now } })
  const admin = handOf(sampan, sampan.admin)
  const boss = await sampan.person('周敏', 'salesManager')
  const fang = await sampan.person('王芳', 'sales')
  await admin.change('user', fang.principal.id!, { manager: boss.principal.id })
  const pool: Told = await admin.make('pool', { name: '公海', object: 'account', managers: [boss.principal.id] })
  const hand = (session: Session) => handOf(sampan, session)
  return {
    sampan,
    admin,
    boss,
    fang,
    pool,
    hand,
    /** A rule: back to the pool after 30 days without a follow-up, where the values say nothing else. */
    rule: (values: object = {}): Promise<Told> =>
      admin.make('recyclingRule', {
        name: `规则 ${Math.random()}`,
        object: 'account',
        pool: pool.id,
        conditions: [{ sign: 'noFollowUp', days: 30 }],
        ...values,
      }),
    /** An account of Fang's. */
    own: (values: object = {}): Promise<Told> =>
      hand(fang).make('account', { name: `公司 ${Math.random()}`, ...values }),
    followUp: (account: string, values: object = {}) =>
      hand(fang).make('activity', { kind: 'visit', subject: '拜访', status: 'done', account, ...values }),
    dueOf: async (id: string) => (await admin.see('account', id)).recyclesOn,
    off: async (id: string) => admin.change('recyclingRule', id, { active: false }),
    run: () => runJob(sampan.workspace, 'recycle', {}),
    /** No rule is active. */
    async still() {
      for (const { id } of await admin.list('recyclingRule', { active: true }))
        await admin.change('recyclingRule', id, { active: false })
    },
  }
}
