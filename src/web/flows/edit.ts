import i18next from 'i18next'
import { type FlowDefinition, type FlowPath, type FlowStep, spotOf } from '#kernel/flow.ts'

/** A list of steps: that of the flow, of a way of a branch, of a step that goes through related records. */
export type ListAt = { readonly parent: string | null; readonly path: string | null }

export const top: ListAt = { parent: null, path: null }

/** The same definition with one of its lists changed. */
function changeList(
  steps: readonly FlowStep[],
  at: ListAt,
  change: (list: readonly FlowStep[]) => readonly FlowStep[],
): readonly FlowStep[] {
  if (at.parent === null) return change(steps)
  return steps.map((step): FlowStep => {
    if (step.id === at.parent) {
      if (at.path === null) return { ...step, steps: change(step.steps ?? []) }
      return {
        ...step,
        paths: (step.paths ?? []).map((path) => (path.id === at.path ? { ...path, steps: change(path.steps) } : path)),
      }
    }
    return withInner(step, (inner) => changeList(inner, at, change))
  })
}

function withInner(step: FlowStep, change: (list: readonly FlowStep[]) => readonly FlowStep[]): FlowStep {
  return {
    ...step,
    ...(step.steps ? { steps: change(step.steps) } : {}),
    ...(step.paths ? { paths: step.paths.map((path) => ({ ...path, steps: change(path.steps) })) } : {}),
  }
}

/** Puts a new step into a list, before what stands at the index. */
export function insertStep(flow: FlowDefinition, at: ListAt, index: number, step: FlowStep): FlowDefinition {
  return { ...flow, steps: changeList(flow.steps, at, (list) => list.toSpliced(index, 0, step)) }
}

/** Changes one step, wherever it stands. */
export function changeStep(flow: FlowDefinition, id: string, change: (step: FlowStep) => FlowStep): FlowDefinition {
  const walk = (steps: readonly FlowStep[]): readonly FlowStep[] =>
    steps.map((step) => (step.id === id ? change(step) : withInner(step, walk)))
  return { ...flow, steps: walk(flow.steps) }
}

/** Takes a step out with all that is inside it. */
export function removeStep(flow: FlowDefinition, id: string): FlowDefinition {
  const walk = (steps: readonly FlowStep[]): readonly FlowStep[] =>
    steps.filter((step) => step.id !== id).map((step) => withInner(step, walk))
  return { ...flow, steps: walk(flow.steps) }
}

/** Moves a step one place up or down in its list. */
export function moveStep(flow: FlowDefinition, id: string, by: -1 | 1): FlowDefinition {
  const spot = spotOf(flow.steps, id)
  const index = (spot?.index ?? 0) + by
  if (!spot || index < 0 || index >= spot.list.length) return flow
  const swap = (list: readonly FlowStep[]) => list.toSpliced(spot.index, 1).toSpliced(index, 0, spot.step)
  const walk = (steps: readonly FlowStep[]): readonly FlowStep[] =>
    steps === spot.list ? swap(steps) : steps.map((step) => withInner(step, walk))
  return { ...flow, steps: walk(flow.steps) }
}

/** A step of a kind as it begins. */
export function newStep(kind: string): FlowStep {
  const id = `s${crypto.randomUUID().slice(0, 8)}`
  if (kind === 'approval')
    return {
      id,
      kind,
      paths: (['approved', 'rejected'] as const).map((way) => ({
        id: way,
        label: i18next.t(`approvals.status.${way}`),
        steps: [],
      })),
    }
  if (kind === 'branch') return { id, kind, paths: [newPath(), newPath()] }
  return kind === 'each' ? { id, kind, steps: [] } : { id, kind }
}

export function newPath(): FlowPath {
  return { id: `p${crypto.randomUUID().slice(0, 8)}`, steps: [] }
}
