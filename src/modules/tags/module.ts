import { defineModule } from '#kernel/module.ts'
import { tagRules } from './tag.rules.ts'
import { tag } from './tag.ts'

export const tags = defineModule({
  key: 'tags',
  label: { en: 'Tags', zh: '标签' },
  requires: ['identity'],
  objects: [tag],
  rules: tagRules,
})
