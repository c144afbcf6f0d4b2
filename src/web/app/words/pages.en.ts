import { approvalsEn } from './approvals.en.ts'
import { assignEn } from './assign.en.ts'
import { binEn } from './bin.en.ts'
import { bringEn } from './bring.en.ts'
import { bulkLogEn } from './bulkLog.en.ts'
import { digestEn } from './digest.en.ts'
import { fitEn } from './fit.en.ts'
import { flowsEn } from './flows.en.ts'
import { formsEn } from './forms.en.ts'
import { guardEn } from './guard.en.ts'
import { handoverEn } from './handover.en.ts'
import { healthEn } from './health.en.ts'
import { keysEn } from './keys.en.ts'
import { lettersEn } from './letters.en.ts'
import { messagesEn } from './messages.en.ts'
import { orgEn } from './org.en.ts'
import { programsEn } from './programs.en.ts'
import { qualityEn } from './quality.en.ts'
import { rightsPagesEn } from './rights.en.ts'
import { scoresEn } from './scores.en.ts'
import { securityEn } from './security.en.ts'
import { sequencesEn } from './sequences.en.ts'
import { setEn } from './set.en.ts'
import { settingsEn } from './settings.en.ts'
import { sharingEn } from './sharing.en.ts'
import { signalsEn } from './signals.en.ts'
import { tagsEn } from './tags.en.ts'
import { watchEn } from './watch.en.ts'

/** Words of the settings and of imports, in English. They load with those screens, so that the first one stays small. */
export const pagesEn = {
  ...rightsPagesEn,
  ...lettersEn,
  ...digestEn,
  ...messagesEn,
  ...approvalsEn,
  ...assignEn,
  ...binEn,
  ...bringEn,
  ...bulkLogEn,
  ...handoverEn,
  ...fitEn,
  ...flowsEn,
  ...formsEn,
  ...guardEn,
  ...healthEn,
  ...keysEn,
  ...orgEn,
  ...programsEn,
  ...qualityEn,
  ...scoresEn,
  ...securityEn,
  ...sequencesEn,
  ...setEn,
  ...settingsEn,
  ...signalsEn,
  ...sharingEn,
  ...tagsEn,
  ...watchEn,
}
