import type { Figures, Learning, Model } from '#kernel/learn/learning.ts'
import type { Workspace } from '../../context.ts'

/** What was learnt, and when; `model` is null where there was too little to learn from. */
export type Kept = { readonly at: string; readonly model: Model | null; readonly figures: Figures }

/** What was last learnt, with when, as every process has it at hand. */
export function latestOf(workspace: Pick<Workspace, 'registry' | 'directory'>, learning: Learning): Kept | null {
  const { models } = workspace.registry
  if (!models) return null
  const [last] = (workspace.directory.standing().get(models.object) ?? [])
    .filter((one) => one[models.of] === learning.object && one[models.score] === learning.score)
    .sort((a, b) => (String(a[models.at]) < String(b[models.at]) ? 1 : -1))
  return last
    ? {
        at: String(last[models.at]),
        model: last[models.model] as Model | null,
        figures: last[models.figures] as Figures,
      }
    : null
}
