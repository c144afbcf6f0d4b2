import { check, derive } from '#kernel/behaviour.ts'
import { problem } from '#kernel/problem.ts'
import { checkUscc } from '#kernel/text/uscc.ts'
import { makesCircle } from '#modules/identity/circles.ts'
import { domainOf } from '../domain.ts'
import { account } from './account.ts'

export const accountRules = [
  derive(account, 'its domain is that of its website or e-mail', ({ after, changes }) =>
    changes('website') || changes('email') ? { domain: domainOf(after.website, after.email) } : null,
  ),

  derive(account, 'a credit code is kept in capitals, and its check digits are known', ({ after, changes }) => {
    if (!changes('uscc')) return
    if (after.uscc === null) return { usccValid: null }
    const { code, valid } = checkUscc(after.uscc)
    return { uscc: code, usccValid: valid }
  }),

  check(account, 'a credit code has 18 characters of its alphabet', ({ after, changes }) => {
    if (!changes('uscc') || after.uscc === null) return
    const { reason } = checkUscc(after.uscc)
    if (reason === 'length')
      return problem('uscc', { en: 'A credit code has 18 characters.', zh: '统一社会信用代码应为 18 位。' }, 'length')
    if (reason === 'characters')
      return problem(
        'uscc',
        {
          en: 'A credit code has digits and capitals without I, O, S, V and Z.',
          zh: '统一社会信用代码不含 I、O、S、V、Z。',
        },
        'characters',
      )
  }),

  check(account, 'no account is above itself', async ({ after, changes }, tx) => {
    if (!changes('parent') || !(await makesCircle(tx, account, 'parent', after.id, after.parent))) return
    return problem(
      'parent',
      { en: 'This would make a circle of accounts.', zh: '客户层级形成了循环，请选择其他上级客户。' },
      'circle',
    )
  }),
]
