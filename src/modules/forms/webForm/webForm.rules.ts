import { check, derive } from '#kernel/behaviour.ts'
import { problem } from '#kernel/problem.ts'
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
