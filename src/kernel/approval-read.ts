import { type ApprovalBy, type ApprovalPolicy, type ApprovalStep, approvalLimits } from './approval.ts'
import { isComputed } from './fields/index.ts'
import { type Problem, problem, Refusal } from './problem.ts'
import type { RegisteredObject, Registry } from './registry.ts'
import { parseWhere } from './where-parse.ts'
import type { Tree } from './where-tree.ts'

/** What is wrong with a policy about an object, each at its place under `definition`. */
export function policyProblems(
  definition: unknown,
  object: RegisteredObject,
  registry: Pick<Registry, 'objects' | 'object'>,
): readonly Problem[] {
  if (!isPlain(definition))
    return [problem('definition', { en: 'Say what needs approval.', zh: '请设置审批内容。' }, 'required')]
  const policy = definition as Partial<ApprovalPolicy>
  const steps = Array.isArray(policy.steps) ? (policy.steps as readonly Partial<ApprovalStep>[]) : []
  return [
    ...ofProblems(policy, object),
    ...whereProblems('definition.where', policy.where, object, registry),
    ...(['record', 'fields', 'none'].includes(policy.hold ?? '')
      ? []
      : [problem('definition.hold', { en: 'Choose what is locked.', zh: '请选择锁定方式。' }, 'required')]),
    ...(steps.length < 1 || steps.length > approvalLimits.steps
      ? [problem('definition.steps', { en: 'From 1 to 10 steps.', zh: '请设置 1 到 10 个审批步骤。' }, 'required')]
      : []),
    ...steps.flatMap((step, i) => stepProblems(`definition.steps.${i}`, step, object, registry)),
  ]
}

function ofProblems({ of }: Partial<ApprovalPolicy>, object: RegisteredObject): readonly Problem[] {
  const at = 'definition.of'
  switch (of?.do) {
    case 'create':
    case 'delete':
    case 'merge':
    case 'ask':
      return []
    case 'update': {
      const fields = Array.isArray(of.fields) ? of.fields : []
      const wrong = fields.find((key) => !object.fields[key] || isComputed(object.fields[key]))
      if (fields.length === 0)
        return [problem(`${at}.fields`, { en: 'Choose a field.', zh: '请选择字段。' }, 'required')]
      return wrong === undefined
        ? []
        : [
            problem(
              `${at}.fields`,
              {
                en: `${object.label.en} has no field '${wrong}' that changes.`,
                zh: `「${object.label.zh}」没有可修改的字段「${wrong}」。`,
              },
              'unknown',
            ),
          ]
    }
    case 'action':
      return object.actions.some(({ key }) => key === of.action)
        ? []
        : [problem(`${at}.action`, { en: 'Choose an action.', zh: '请选择动作。' }, 'required')]
    default:
      return [problem(at, { en: 'Say which change needs approval.', zh: '请选择哪种变更需要审批。' }, 'required')]
  }
}

function stepProblems(
  at: string,
  step: Partial<ApprovalStep>,
  object: RegisteredObject,
  registry: Pick<Registry, 'objects' | 'object'>,
): readonly Problem[] {
  const by = Array.isArray(step.by) ? (step.by as readonly ApprovalBy[]) : []
  const { hours } = step
  return [
    ...(by.length < 1 || by.length > approvalLimits.by || !by.every(isBy)
      ? [problem(`${at}.by`, { en: 'Say who decides.', zh: '请选择审批人。' }, 'required')]
      : []),
    ...(step.mode === 'any' || step.mode === 'all'
      ? []
      : [problem(`${at}.mode`, { en: 'One of them, or all?', zh: '请选择或签还是会签。' }, 'required')]),
    ...whereProblems(`${at}.where`, step.where, object, registry),
    ...(hours === undefined || hours === null || (Number(hours) > 0 && Number(hours) <= approvalLimits.hours)
      ? []
      : [
          problem(`${at}.hours`, {
            en: `From 1 to ${approvalLimits.hours} working hours.`,
            zh: `请填写 1 到 ${approvalLimits.hours} 个工作小时。`,
          }),
        ]),
  ]
}

function isBy(by: ApprovalBy): boolean {
  if (by?.by === 'superior' || by?.by === 'leader')
    return Number.isInteger(by.levels) && by.levels >= 1 && by.levels <= approvalLimits.levels
  return (
    (by?.by === 'person' || by?.by === 'role') &&
    Array.isArray(by.ids) &&
    by.ids.length > 0 &&
    by.ids.length <= approvalLimits.ids &&
    by.ids.every((id) => typeof id === 'string' && /^[0-9a-f-]{36}$/i.test(id))
  )
}

/** A condition is asked of what a record would become, before it is stored: it names the record's own fields. */
function whereProblems(
  at: string,
  where: unknown,
  object: RegisteredObject,
  registry: Pick<Registry, 'objects' | 'object'>,
): readonly Problem[] {
  if (where === undefined || where === null) return []
  try {
    return leadsAway(parseWhere(where, { registry: registry as Registry, object: object.key }))
      ? [
          problem(
            at,
            { en: 'A condition names fields of the record itself.', zh: '条件只能使用记录自身的字段。' },
            'path',
          ),
        ]
      : []
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return error.problems.map(({ message }) => problem(at, message, 'filter'))
  }
}

function leadsAway(tree: Tree): boolean {
  if (tree.is === 'not') return leadsAway(tree.of)
  if (tree.is === 'leaf') return tree.hops.length > 0 || tree.column.declared?.type === 'deadline'
  return tree.of.some(leadsAway)
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
