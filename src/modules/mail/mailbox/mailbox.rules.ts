import { check } from '#kernel/behaviour.ts'
import { problem } from '#kernel/problem.ts'
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

  check(mailbox, 'leads come from a shared mailbox', ({ after, changes }) =>
    (changes('intake') || changes('shared')) && after.intake && !after.shared
      ? problem('intake', { en: 'Share the mailbox first.', zh: '请先设为公共邮箱。' }, 'not-shared')
      : null,
  ),
]
