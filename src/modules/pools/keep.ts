import { type Action, defineAction, type Tx } from '#kernel/behaviour.ts'
import { date } from '#kernel/fields/date.ts'
import { longText } from '#kernel/fields/longText.ts'
import type { ObjectDef } from '#kernel/object.ts'
import { problem, Refusal, refuse } from '#kernel/problem.ts'
import { addDays, dayOf } from '#kernel/time.ts'
import { user } from '#modules/identity/user/user.ts'
import { extensionRequest } from './extensionRequest/extensionRequest.ts'
import { leads } from './members.ts'
import { pool } from './pool/pool.ts'
import { asPooled } from './pooled.ts'
import { recyclingRule } from './recyclingRule/recyclingRule.ts'

const longest = 366

/** What keeps a record from being recycled: more time, asked of those who decide; a lock, set by those who manage pools. */
export function keepingActions(of: ObjectDef): Action[] {
  const object = asPooled(of)
  const lockedAs = (key: string, label: Action['label'], icon: string, locked: boolean) =>
    defineAction(object, key, {
      label,
      icon,
      minor: true,
      needs: 'read',
      when: { pool: { empty: true }, locked: locked ? { ne: true } : true },
      input: {},
      async run(record, _input, tx) {
        if (!(await leadsAny(tx, of.key)))
          throw refuse(
            'forbidden',
            null,
            { en: 'Those who manage a pool of these records do this.', zh: '只有公海池管理员可以操作。' },
            'not-manager',
          )
        await tx.update(object, record.id, { locked })
      },
    })
  return [
    defineAction(object, 'askForTime', {
      label: { en: 'Ask for more time', zh: '申请延期' },
      help: { en: 'Your manager or those who manage the pool decide.', zh: '由上级或公海池管理员审批。' },
      icon: 'calendar-time',
      // the countdown on the page offers it
      minor: true,
      when: { owner: { empty: false }, recyclesOn: { empty: false } },
      input: {
        until: date({ label: { en: 'Until', zh: '延期至' }, required: true }),
        reason: longText({ label: { en: 'Why', zh: '申请理由' }, required: true }),
      },
      async run(record, { until, reason }, tx) {
        const today = dayOf(tx.now, tx.calendar.timeZone)
        if (until <= today || until > addDays(today, longest))
          throw new Refusal('invalid', [
            problem(
              'until',
              { en: `A day to come, at most ${longest} days away.`, zh: `请选择今天之后、${longest} 天以内的日期。` },
              'range',
            ),
          ])
        const later = { id: record.id, recyclesOn: { gte: until } } as const
        if ((await tx.all.count(object, later)) > 0)
          throw new Refusal('invalid', [
            problem(
              'until',
              {
                en: 'It stays as long without asking; choose a later day.',
                zh: '这条记录到那天还不会回落，请选择更晚的日期。',
              },
              'early',
            ),
          ])
        const waiting = await tx.all.count(extensionRequest, { record: record.id, status: 'pending' })
        if (waiting > 0)
          throw refuse(
            'conflict',
            null,
            { en: 'A request for it is waiting already.', zh: '这条记录已有待审批的延期申请。' },
            'waiting',
          )
        const name = (record as Readonly<Record<string, unknown>>)[of.title]
        const id = await tx.create(extensionRequest, {
          owner: record.owner ?? null,
          object: of.key as 'account',
          record: record.id,
          recordName: typeof name === 'string' ? name.slice(0, 200) : null,
          until,
          reason,
          status: 'pending',
          decider: await deciderOf(tx, of.key, record.owner ?? null),
        })
        await tx.emit(extensionRequest, id, 'asked')
        return { request: id }
      },
    }),
    lockedAs('lockHolding', { en: 'Never recycle', zh: '锁定不回落' }, 'lock', true),
    lockedAs('unlockHolding', { en: 'Recycle again', zh: '解除锁定' }, 'rotate', false),
  ]
}

/** Her manager, else who manages a pool that an active rule leads to; null leaves it to the administrators. */
async function deciderOf(tx: Tx, key: string, owner: string | null): Promise<string | null> {
  const person = owner ? await tx.all.get(user, owner) : null
  const rules = await tx.all.list(recyclingRule, { where: { object: key, active: true }, limit: 200 })
  const pools = await Promise.all([...new Set(rules.map(({ pool }) => pool))].map((id) => tx.all.get(pool, id)))
  const all = [person?.manager ?? null, ...pools.flatMap((one) => one?.managers ?? [])]
  return all.find((id) => id !== null && id !== owner) ?? null
}

async function leadsAny(tx: Tx, key: string): Promise<boolean> {
  const pools = await tx.all.list(pool, { where: { object: key }, limit: 200 })
  return tx.actor.admin || pools.some((one) => leads(tx, one))
}
