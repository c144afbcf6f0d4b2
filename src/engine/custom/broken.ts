import type { ItemChange } from '#kernel/configuration-diff.ts'
import type { ItemProblem } from '#kernel/configuration-read.ts'
import { flowProblems } from '#kernel/flow-read.ts'
import { problem } from '#kernel/problem.ts'
import type { Registry } from '#kernel/registry.ts'
import { signalProblems } from '#kernel/signal-read.ts'
import type { Workspace } from '../context.ts'
import { liveFlows } from '../flows/live.ts'

/** The flows and signals that could run no more once this is removed, each told by its name at what it uses. */
export async function brokenBy(
  workspace: Workspace,
  registry: Registry,
  changes: readonly ItemChange[],
): Promise<ItemProblem[]> {
  const removed = changes.filter(({ change }) => change === 'removed')
  if (removed.length === 0) return []
  const { flows, signals } = await liveFlows(workspace)
  const breaks = (problemsOf: (registry: Registry) => readonly unknown[]) =>
    problemsOf(registry).length > 0 && problemsOf(workspace.registry).length === 0
  const broken = [
    ...flows
      .filter(({ definition }) => breaks((one) => flowProblems(definition, one)))
      .map((one) => ({ ...one, en: 'The flow', zh: '流程' })),
    ...signals
      .filter(({ definition }) => breaks((one) => signalProblems(definition, { registry: one })))
      .map((one) => ({ ...one, en: 'The signal', zh: '信号' })),
  ]
  return broken.map(({ name, definition, en, zh }) => {
    const words = JSON.stringify(definition).split(/\W+/)
    const { section, key } = removed.find((one) => words.includes(one.key.split('.').at(-1) ?? '')) ?? removed[0]!
    const told = {
      en: `${en} “${name}” uses it and is live. Change or pause it first.`,
      zh: `${zh}「${name}」正在使用它，请先修改或停用。`,
    }
    return { section, key, problem: problem(null, told, 'used') }
  })
}
