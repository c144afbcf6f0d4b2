import { check } from '#kernel/behaviour.ts'
import { problem } from '#kernel/problem.ts'
import { file } from './file.ts'

export const fileRules = [
  check(file, 'a file comes with its bytes', ({ before, after }) =>
    before === null && after.sha256 === null
      ? problem(
          null,
          { en: 'Send the file itself to /api/v1/files.', zh: '请将文件本身上传到 /api/v1/files。' },
          'no-bytes',
        )
      : null,
  ),
]
