import { defineModule } from '#kernel/module.ts'
import { fileRules } from './file/file.rules.ts'
import { file } from './file/file.ts'

export const files = defineModule({
  key: 'files',
  label: { en: 'Files', zh: '文件' },
  requires: ['identity'],
  objects: [file],
  rules: fileRules,
})
