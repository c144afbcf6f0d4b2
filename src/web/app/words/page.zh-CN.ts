import type { pageEn } from './page.en.ts'

/** 记录页面与新建表单的文字。 */
export const pageZh: typeof pageEn = {
  history: {
    do: '{{what}}的修改历史',
    none: '还没有修改记录。',
    made: '创建时填写',
  },
}
