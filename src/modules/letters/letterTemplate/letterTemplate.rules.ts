import { check } from '#kernel/behaviour.ts'
import { templateProblems } from '#kernel/template.ts'
import { letterTemplate } from './letterTemplate.ts'

export const letterTemplateRules = [
  check(letterTemplate, 'every place in a letter template is a field', ({ after, changes }, tx) =>
    (['subject', 'body'] as const).flatMap((key) =>
      changes(key) || changes('about') ? templateProblems(tx, after.about, key, after[key]) : [],
    ),
  ),
]
