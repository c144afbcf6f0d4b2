import { check, derive } from '#kernel/behaviour.ts'
import { problem } from '#kernel/problem.ts'
import { user } from '#modules/identity/user/user.ts'
import { mailbox } from './mailbox.ts'

export const mailboxRules = [
  check(mailbox, 'an administrator says which mailboxes are shared', ({ after, before, changes }, tx) =>
    changes('shared') && (after.shared || before !== null) && tx.actor.id !== null && !tx.actor.admin
      ? problem(
          'shared',
          { en: 'Only an administrator shares a mailbox.', zh: '只有管理员可以设置公共邮箱。' },
          'admin',
        )
      : null,
  ),

  check(mailbox, 'what is private is given away by whose it is, as long as she is there', async (record, tx) => {
    const { before, after, changes, deleted } = record
    if (!before?.owner || deleted || before.shared || tx.actor.id === null || before.owner === tx.actor.id) return
    const given = changes('owner') ? 'owner' : changes('shared') && after.shared ? 'shared' : null
    if (given === null || (await tx.all.get(user, before.owner))?.active !== true) return
    return problem(
      given,
      { en: 'Only its owner opens her own mailbox.', zh: '个人邮箱只能由本人转交或设为公共。' },
      'private',
    )
  }),

  check(mailbox, 'an administrator says from where the system writes', ({ after, changes }, tx) => {
    if (!after.notices || !(changes('notices') || changes('shared'))) return
    if (!after.shared)
      return problem('notices', { en: 'Share the mailbox first.', zh: '请先设为公共邮箱。' }, 'not-shared')
    if (changes('notices') && tx.actor.id !== null && !tx.actor.admin)
      return problem('notices', { en: 'Only an administrator says so.', zh: '只有管理员可以设置。' }, 'admin')
  }),

  derive(mailbox, 'another owner says anew whether it counts openings', ({ before, changes }) =>
    before?.tracks && changes('owner') && !changes('tracks') ? { tracks: false } : undefined,
  ),

  check(mailbox, 'whoever a mailbox belongs to says whether it counts openings', ({ after, changes }, tx) => {
    if (!after.tracks || !changes('tracks') || tx.actor.id === null) return
    if (after.shared ? tx.actor.admin : after.owner === tx.actor.id) return
    return after.shared
      ? problem('tracks', { en: 'Only an administrator says so.', zh: '只有管理员可以设置。' }, 'admin')
      : problem('tracks', { en: 'Only its owner says so.', zh: '只能由邮箱本人设置。' }, 'private')
  }),

  check(mailbox, 'leads come from a shared mailbox', ({ after, changes }) =>
    (changes('intake') || changes('shared')) && after.intake && !after.shared
      ? problem('intake', { en: 'Share the mailbox first.', zh: '请先设为公共邮箱。' }, 'not-shared')
      : null,
  ),
]
