import { check, derive } from '#kernel/behaviour.ts'
import { problem } from '#kernel/problem.ts'
import { checkUscc } from '#kernel/text/uscc.ts'
import { parkingRules } from './lead.park.ts'
import { qualified } from './lead.qualify.ts'
import { lead } from './lead.ts'

export const leadRules = [
  ...parkingRules,
  qualified,

  derive(lead, 'a credit code is kept in capitals', ({ after, changes }) =>
    changes('uscc') && after.uscc !== null ? { uscc: checkUscc(after.uscc).code } : null,
  ),

  check(lead, 'converting is what makes a lead converted', ({ after, changes }) =>
    changes('status') && after.status === 'converted' && after.convertedAt === null
      ? problem('status', { en: "Use 'Convert'.", zh: '请使用「转化」操作。' }, 'use-convert')
      : null,
  ),

  check(lead, 'what has been converted stays converted', ({ before, after, changes }) =>
    before?.status === 'converted' && changes('status')
      ? problem('status', { en: `${after.name} has been converted.`, zh: '线索已转化，状态不能再修改。' }, 'converted')
      : null,
  ),

  check(lead, 'an unqualified lead has a reason', ({ after, deleted, changes }) =>
    !deleted && changes('status') && after.status === 'unqualified' && after.unqualifiedReason === null
      ? problem('unqualifiedReason', { en: 'Say why.', zh: '请选择无效原因。' }, 'required')
      : null,
  ),
]
