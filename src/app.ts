import './words/words.ts'
import { mailChannels } from '#channels/mail.ts'
import { paperWriter } from '#channels/paper.ts'
import type { Module } from '#kernel/module.ts'
import { activities } from '#modules/activities/module.ts'
import { approvals } from '#modules/approvals/module.ts'
import { assignmentModule } from '#modules/assignment/module.ts'
import { collision } from '#modules/collision/module.ts'
import { currencies } from '#modules/currencies/module.ts'
import { customers } from '#modules/customers/module.ts'
import { files } from '#modules/files/module.ts'
import { flows } from '#modules/flows/module.ts'
import { forms } from '#modules/forms/module.ts'
import { fulfilment } from '#modules/fulfilment/module.ts'
import { handover } from '#modules/handover/module.ts'
import { identity } from '#modules/identity/module.ts'
import { learning } from '#modules/learning/module.ts'
import { lettersModule } from '#modules/letters/module.ts'
import { mailModule } from '#modules/mail/module.ts'
import { messages } from '#modules/messages/module.ts'
import { pools } from '#modules/pools/module.ts'
import { quality } from '#modules/quality/module.ts'
import { sales } from '#modules/sales/module.ts'
import { sequences } from '#modules/sequences/module.ts'
import { signals } from '#modules/signals/module.ts'
import { sources } from '#modules/sources/module.ts'
import { starter } from '#modules/starter/module.ts'
import { tags } from '#modules/tags/module.ts'

/** What this installation consists of. One line makes a module part of it. */
export const modules: readonly Module[] = [
  identity,
  files,
  flows,
  signals,
  approvals,
  currencies,
  customers,
  activities,
  sales,
  learning,
  collision,
  sources,
  tags,
  pools,
  forms,
  handover,
  assignmentModule,
  quality,
  mailModule(mailChannels),
  sequences,
  messages,
  lettersModule(paperWriter),
  fulfilment,
  starter,
]
