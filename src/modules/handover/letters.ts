import { follow, subscribe, type Tx } from '#kernel/behaviour.ts'
import { type Language, say } from '#kernel/label.ts'
import type { RecordOf } from '#kernel/object.ts'
import { activity } from '#modules/activities/activity/activity.ts'
import { account } from '#modules/customers/account/account.ts'
import { contact } from '#modules/customers/contact/contact.ts'
import { user } from '#modules/identity/user/user.ts'
import { mailMessage } from '#modules/mail/mailMessage/mailMessage.ts'

/* The note to a customer is a task of the new owner, and a mail of hers that waits for her to look at it and send it. */

type Given = {
  readonly handover: string
  /** Nobody where they went into a pool. */
  readonly to?: string
  readonly object: string
  readonly field: string
  readonly ids: readonly string[]
  readonly note?: string
}

const words = {
  task: { en: 'Tell {customer} that you are in charge from now on', zh: '告知「{customer}」今后由你负责' },
  subject: { en: '{me} looks after you from now on', zh: '今后由{me}为您服务' },
  draft: {
    en: 'The mail to {to} waits as a draft among the mails of the customer. Sending it ends this task.',
    zh: '给 {to} 的邮件草稿已放在该客户的邮件中，检查后发送；发出后本任务自动完成。',
  },
} as const

/** By what the tasks of one handover are found again. */
const markOf = (handover: string) => `handover ${handover}`
const most = 50_000

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
        const ids = [...given.ids]
        const accounts = await tx.all.list(account, { where: { id: { in: ids } }, limit: ids.length })
        const addresses = await addressesOf(tx, accounts)
        const language = (me?.language ?? 'zh-CN') as Language
        for (const { id, name } of accounts) {
          const address = addresses.get(id)
          const fill = (text: string) =>
            text
              .replaceAll('{customer}', name)
              .replaceAll('{me}', me?.name ?? '')
              .replaceAll('{from}', from?.name ?? '')
              .replaceAll('{to}', address ?? '')
          await tx.create(activity, {
            kind: 'task',
            subject: fill(say(words.task, language)).slice(0, 200),
            body: address ? `${fill(say(words.draft, language))}\n\n${fill(note)}` : fill(note),
            account: id,
            owner: to,
            dueAt: tx.now,
            ...{ sourceId: markOf(given.handover) },
          })
          if (address)
            await tx.create(mailMessage, {
              to: address,
              subject: fill(say(words.subject, language)).slice(0, 300),
              body: fill(note),
              account: id,
              owner: to,
            })
        }
      })
    },
  ),

  subscribe('a handover that is taken back leaves no notes to write', ['user.handoverUndone'], async (event, work) => {
    const { handover } = event.data as unknown as Given
    await work.write(async (tx) => {
      const open = await tx.all.list(activity, { where: { sourceId: markOf(handover), status: 'open' }, limit: most })
      const accounts = open.flatMap((task) => task.account ?? [])
      // Made in one transaction with its task, and not sent.
      const drafts = await tx.all.list(mailMessage, {
        where: { account: { in: accounts }, status: { in: unsent } },
        limit: most,
      })
      const of = (one: { account: string | null; owner?: string | null; createdAt: string }) =>
        `${one.account} ${one.owner} ${one.createdAt}`
      const tasks = new Set(open.map(of))
      for (const { id } of open) await tx.delete(activity, id)
      for (const draft of drafts) if (tasks.has(of(draft))) await tx.delete(mailMessage, draft.id)
    })
  }),
]

export const letterRules = [
  follow(
    mailMessage,
    'a customer who is written to has been told of the handover',
    async ({ after, before, changes }, tx) => {
      if (before === null || after.status !== 'queued' || !changes('status') || !after.account || !after.owner) return
      const tasks = await tx.all.list(activity, {
        where: {
          account: after.account,
          owner: after.owner,
          status: 'open',
          createdAt: after.createdAt,
          sourceId: { startsWith: markOf('') },
        },
        limit: 1,
      })
      for (const { id } of tasks) await tx.update(activity, id, { status: 'done' })
    },
  ),
]

const unsent = ['draft', 'held', 'failed']

/** Where each customer is written to: whoever there was spoken with last and may be written to, else the customer's own address. */
async function addressesOf(tx: Tx, accounts: readonly RecordOf<typeof account>[]): Promise<Map<string, string>> {
  const people = await tx.all.list(contact, {
    where: { account: { in: accounts.map(({ id }) => id) }, email: { empty: false }, doNotContact: { ne: true } },
    sort: ['-lastFollowUpAt'],
    limit: most,
  })
  const found = new Map<string, string>()
  for (const { id, email } of accounts) if (email) found.set(id, email)
  for (const one of people.toReversed()) if (one.account && one.email) found.set(one.account, one.email)
  return found
}
