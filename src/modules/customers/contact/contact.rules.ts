import { check, follow } from '#kernel/behaviour.ts'
import { problem } from '#kernel/problem.ts'
import { makesCircle } from '#modules/identity/circles.ts'
import { employment } from '../employment/employment.ts'
import { contact } from './contact.ts'

export const contactRules = [
  check(contact, 'no contact reports to herself, however many steps away', async ({ after, changes }, tx) => {
    if (!changes('reportsTo') || !(await makesCircle(tx, contact, 'reportsTo', after.id, after.reportsTo))) return
    return problem(
      'reportsTo',
      { en: 'This would make a circle of reporting lines.', zh: '汇报关系形成了循环，请选择其他联系人。' },
      'circle',
    )
  }),

  follow(
    contact,
    'her account is her main employment',
    async ({ after, deleted, changes }, tx) => {
      if (deleted || !(changes('account') || changes('jobTitle') || changes('department'))) return
      const held = await tx.all.list(employment, { where: { contact: after.id }, limit: 200 })
      const { jobTitle, department } = after
      const current = held.find((e) => e.account === after.account && e.until === null)
      if (current) await tx.update(employment, current.id, { primary: true, jobTitle, department })
      else if (after.account)
        await tx.create(employment, { contact: after.id, account: after.account, jobTitle, department, primary: true })
      else for (const { id, primary } of held) if (primary) await tx.update(employment, id, { primary: false })
    },
    { apart: true },
  ),
]
