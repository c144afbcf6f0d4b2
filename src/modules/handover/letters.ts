import { subscribe } from '#kernel/behaviour.ts'
import { type Language, say } from '#kernel/label.ts'
import { activity } from '#modules/activities/activity/activity.ts'
import { account } from '#modules/customers/account/account.ts'
import { user } from '#modules/identity/user/user.ts'

/* Nothing sends mail yet: the note to a customer is a task of the new owner with the draft in it. */

type Given = {
  readonly handover: string
  /** Nobody where they went into a pool. */
  readonly to?: string
  readonly object: string
  readonly field: string
  readonly ids: readonly string[]
  readonly note?: string
}

const writeTo = { en: 'Tell {customer} that you are in charge from now on', zh: '告知「{customer}」今后由你负责' }

/** By what the tasks of one handover are found again. */
const markOf = (handover: string) => `handover ${handover}`

export const letters = [
  subscribe(
    'a customer who was handed over hears of it from the new owner',
    ['user.handedOver'],
    async (event, work) => {
      const given = event.data as unknown as Given
      const { note, to } = given
      if (!note || !to || given.object !== account.key || given.field !== 'owner') return
      await work.write(async (tx) => {
        const [me, from] = await Promise.all([tx.all.get(user, to), tx.all.get(user, event.recordId)])
        const accounts = await tx.all.list(account, { where: { id: { in: [...given.ids] } }, limit: given.ids.length })
        for (const { id, name } of accounts) {
          const fill = (text: string) =>
            text
              .replaceAll('{customer}', name)
              .replaceAll('{me}', me?.name ?? '')
              .replaceAll('{from}', from?.name ?? '')
          await tx.create(activity, {
            kind: 'task',
            subject: fill(say(writeTo, (me?.language ?? 'zh-CN') as Language)).slice(0, 200),
            body: fill(note),
            account: id,
            owner: to,
            dueAt: tx.now,
            ...{ sourceId: markOf(given.handover) },
          })
        }
      })
    },
  ),

  subscribe('a handover that is taken back leaves no notes to write', ['user.handoverUndone'], async (event, work) => {
    const { handover } = event.data as unknown as Given
    await work.write(async (tx) => {
      const open = await tx.all.list(activity, {
        where: { sourceId: markOf(handover), status: 'open' },
        limit: 50_000,
      })
      for (const { id } of open) await tx.delete(activity, id)
    })
  }),
]
