import { defineModule } from '#kernel/module.ts'
import { sequenceDue } from './due.ts'
import { enrolActions } from './enrol.ts'
import { enrolmentActions } from './enrolment/enrolment.actions.ts'
import { enrolmentRules } from './enrolment/enrolment.rules.ts'
import { enrolment } from './enrolment/enrolment.ts'
import { sequenceNotices } from './notices.ts'
import { outcomeRules } from './outcome.ts'
import { sequenceActions } from './sequence/sequence.actions.ts'
import { sequenceRules } from './sequence/sequence.rules.ts'
import { sequence } from './sequence/sequence.ts'
import { sequencePolicy } from './sequencePolicy/sequencePolicy.ts'
import { sequencePromise } from './sequencePromise/sequencePromise.ts'
import { sequenceVersion } from './sequenceVersion/sequenceVersion.ts'
import { stopRules } from './stop.rules.ts'
import { sequenceSubscribers } from './wake.ts'

export const sequences = defineModule({
  key: 'sequences',
  label: { en: 'Sequences', zh: '培育序列' },
  requires: ['sales', 'mail', 'letters', 'flows'],
  objects: [sequence, sequenceVersion, enrolment, sequencePromise, sequencePolicy],
  rules: [...sequenceRules, ...enrolmentRules, ...stopRules, ...outcomeRules],
  actions: [...sequenceActions, ...enrolActions, ...enrolmentActions],
  subscribers: sequenceSubscribers,
  notices: sequenceNotices,
  dues: [sequenceDue],
})
