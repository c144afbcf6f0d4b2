import { check } from '#kernel/behaviour.ts'
import { templateProblems } from '#kernel/template.ts'
import { mailTemplate } from './mailTemplate.ts'

export const mailTemplateRules = [
  check(mailTemplate, 'every place in a template is a field', ({ after, changes }, tx) =>
    (['subject', 'body'] as const).flatMap((key) =>
      changes(key) || changes('about') ? templateProblems(tx, after.about, key, after[key]) : [],
    ),
  ),
]
