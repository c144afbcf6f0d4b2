import { defineAction } from '#kernel/behaviour.ts'
import { longText } from '#kernel/fields/longText.ts'
import { number } from '#kernel/fields/number.ts'
import { select } from '#kernel/fields/select.ts'
import { refuse } from '#kernel/problem.ts'
import { account } from '#modules/customers/account/account.ts'
import { user } from '#modules/identity/user/user.ts'
import { asPooled } from '#modules/pools/pooled.ts'
import { dealRegistration } from '../dealRegistration/dealRegistration.ts'
import { ownershipDispute } from './ownershipDispute.ts'

const customer = asPooled(account)

export const ownershipDisputeActions = [
  defineAction(ownershipDispute, 'rule', {
    label: { en: 'Rule', zh: '裁决' },
    icon: 'list-details',
    when: { status: 'open' },
    input: {
      verdict: select({
        label: { en: 'Verdict', zh: '裁决结果' },
        required: true,
        options: ownershipDispute.fields.verdict.options,
      }),
      share: number({
        label: { en: 'Share of the first (%)', zh: '先报备人分成（%）' },
        help: { en: 'Only where the credit is split.', zh: '仅在分成时填写。' },
        min: 1,
        max: 99,
      }),
      reason: longText({ label: { en: 'Reason', zh: '裁决理由' }, required: true }),
    },
    async run(record, { verdict, share, reason }, tx) {
      if (tx.actor.id === record.firstOwner || tx.actor.id === record.secondOwner)
        throw refuse('forbidden', null, {
          en: 'Nobody rules on a dispute of her own.',
          zh: '不能裁决与自己有关的争议。',
        })
      for (const id of [record.first, record.second])
        if (id && !(await tx.get(dealRegistration, id)) && (await tx.all.get(dealRegistration, id)))
          throw refuse('forbidden', null, {
            en: 'You see one side alone. Let somebody rule who sees both.',
            zh: '你只能看到其中一方的报备和跟进，请由能看到双方的人裁决。',
          })
      if (verdict === 'split' && share === null)
        throw refuse('invalid', 'share', { en: 'Say how the credit is split.', zh: '请填写分成比例。' }, 'required')
      const first = verdict === 'keep' ? 100 : verdict === 'move' ? 0 : share!
      await settle(record.first, first > 0)
      await settle(record.second, first < 100)
      await give(record.account, verdict)
      await tx.update(ownershipDispute, record.id, {
        status: 'ruled',
        verdict,
        firstShare: first,
        secondShare: 100 - first,
        reason,
        judge: tx.actor.id,
        ruledAt: tx.now,
      })
      await tx.emit(ownershipDispute, record.id, 'ruled', { verdict, reason, share: first })

      /**
       * The customer goes to whom it was given, out of a pool as well: a ruling is above the pool and uses up nobody's claims.
       * Where it stays with the first, only the second has to give it up, or the pool.
       */
      async function give(id: string | null, verdict: 'keep' | 'move' | 'split'): Promise<void> {
        if (!id || verdict === 'split') return
        const there = await tx.lock(customer, id)
        if (!there) {
          if (verdict === 'keep') return
          throw refuse(
            'conflict',
            null,
            {
              en: 'The customer has been deleted. Restore it, so that it can be given over.',
              zh: '关联客户已被删除，请先恢复，再裁决转移。',
            },
            'deleted',
          )
        }
        const owner = verdict === 'move' ? record.secondOwner : record.firstOwner
        const held = there.owner ?? null
        const stays = verdict === 'keep' && held !== null && held !== record.secondOwner
        if (!owner || owner === held || stays) return
        const receiver = await tx.all.get(user, owner)
        if (receiver?.active !== true)
          throw refuse(
            'conflict',
            null,
            {
              en: `${receiver?.name ?? 'Who it would go to'} has left. Let somebody take over the registration first.`,
              zh: `${receiver?.name ?? '接收人'}已停用，不能接收客户，请先交接其报备。`,
            },
            'left',
          )
        await tx.update(
          customer,
          there.id,
          {
            owner,
            pool: null,
            heldReason: 'judged',
            heldNote: `${record.number}：${reason}`.slice(0, 300),
          },
          { ruled: true },
        )
      }

      async function settle(id: string | null, stands: boolean): Promise<void> {
        const registration = id ? await tx.all.get(dealRegistration, id) : null
        if (!registration) return
        const status = !stands ? 'overruled' : (registration.until ?? '') < tx.today ? 'ended' : 'active'
        await tx.update(dealRegistration, registration.id, { status })
        if (!stands) await tx.emit(dealRegistration, registration.id, 'overruled')
      }
    },
  }),
]
