import type { StepKind } from '#kernel/flow-step.ts'
import { branch } from './branch.ts'
import { call, webhook } from './call.ts'
import { condition } from './condition.ts'
import { each } from './each.ts'
import { notify } from './notify.ts'
import { until, wait } from './wait.ts'
import { action, assign, create, update } from './write.ts'

/** In the order in which they are offered; modules bring more of their own. */
export const steps: readonly StepKind[] = [
  condition,
  branch,
  wait,
  until,
  update,
  create,
  assign,
  notify,
  action,
  each,
  call,
  webhook,
]
