import { approvalsZh } from './approvals.zh-CN.ts'
import { assignZh } from './assign.zh-CN.ts'
import { binZh } from './bin.zh-CN.ts'
import { bringZh } from './bring.zh-CN.ts'
import { bulkLogZh } from './bulkLog.zh-CN.ts'
import { digestZh } from './digest.zh-CN.ts'
import { fitZh } from './fit.zh-CN.ts'
import { flowsZh } from './flows.zh-CN.ts'
import { formsZh } from './forms.zh-CN.ts'
import { guardZh } from './guard.zh-CN.ts'
import { handoverZh } from './handover.zh-CN.ts'
import { healthZh } from './health.zh-CN.ts'
import { keysZh } from './keys.zh-CN.ts'
import { lettersZh } from './letters.zh-CN.ts'
import { messagesZh } from './messages.zh-CN.ts'
import { orgZh } from './org.zh-CN.ts'
import type { pagesEn } from './pages.en.ts'
import { programsZh } from './programs.zh-CN.ts'
import { qualityZh } from './quality.zh-CN.ts'
import { rightsPagesZh } from './rights.zh-CN.ts'
import { scoresZh } from './scores.zh-CN.ts'
import { securityZh } from './security.zh-CN.ts'
import { sequencesZh } from './sequences.zh-CN.ts'
import { setZh } from './set.zh-CN.ts'
import { settingsZh } from './settings.zh-CN.ts'
import { sharingZh } from './sharing.zh-CN.ts'
import { signalsZh } from './signals.zh-CN.ts'
import { tagsZh } from './tags.zh-CN.ts'
import { watchZh } from './watch.zh-CN.ts'

/** 设置与导入页面的文字，随页面加载。 */
export const pagesZh: typeof pagesEn = {
  ...rightsPagesZh,
  ...lettersZh,
  ...digestZh,
  ...messagesZh,
  ...approvalsZh,
  ...assignZh,
  ...binZh,
  ...bringZh,
  ...bulkLogZh,
  ...handoverZh,
  ...fitZh,
  ...flowsZh,
  ...formsZh,
  ...guardZh,
  ...healthZh,
  ...keysZh,
  ...orgZh,
  ...programsZh,
  ...qualityZh,
  ...scoresZh,
  ...securityZh,
  ...sequencesZh,
  ...setZh,
  ...settingsZh,
  ...signalsZh,
  ...sharingZh,
  ...tagsZh,
  ...watchZh,
}
