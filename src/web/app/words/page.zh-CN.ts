import type { pageEn } from './page.en.ts'

/** 记录页面与新建表单的文字。 */
export const pageZh: typeof pageEn = {
  history: {
    do: '{{what}}的修改历史',
    none: '还没有修改记录。',
    made: '创建时填写',
    typed: '原文',
  },
  nextStep: '下一步',
  paste: {
    do: '粘贴名片或签名档',
    hint: '粘贴邮件签名档、名片、地址或一行表格，自动填入各字段。',
    check: '请核对',
    none: '没有识别到新的内容。',
    filled_one: '已填入 {{count}} 项',
    filled_other: '已填入 {{count}} 项',
  },
}
