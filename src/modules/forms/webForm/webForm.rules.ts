import { check, derive } from '#kernel/behaviour.ts'
import { problem } from '#kernel/problem.ts'
import { pool } from '#modules/pools/pool/pool.ts'
import { lead } from '#modules/sales/lead/lead.ts'
import { wrongInputs } from '../inputs.ts'
import { sitesOf } from '../sites.ts'
import { webForm } from './webForm.ts'

export const webFormRules = [
  derive(webForm, 'has an address that nobody guesses', ({ before }) =>
    before === null ? { key: crypto.randomUUID().replaceAll('-', '').slice(0, 16) } : null,
  ),

  check(webForm, 'asks for what a visitor may answer', ({ after, deleted, changes }, tx) =>
    !deleted && changes('inputs') ? wrongInputs(after.inputs, tx.fieldsOf(lead)) : null,
  ),

  check(webForm, 'its leads go to somebody or into a pool of leads', async ({ after, changes }, tx) => {
    if (!after.pool || !(changes('pool') || changes('assignTo'))) return
    if (after.assignTo)
      return problem('pool', { en: 'Either a person or a pool.', zh: '负责人和公海池只能填一个。' }, 'both')
    const into = await tx.all.get(pool, after.pool)
    if (into?.object === lead.key) return
    return problem('pool', { en: 'This pool holds other records.', zh: '该公海池存放的不是这类记录。' }, 'object')
  }),

  check(webForm, 'is embedded by websites', ({ after, changes }) => {
    if (!changes('sites') || sitesOf(after.sites) !== null) return
    return problem(
      'sites',
      {
        en: 'Give addresses such as https://www.example.com, one a line.',
        zh: '请每行填写一个网址，例如 https://www.example.com。',
      },
      'sites',
    )
  }),
]
