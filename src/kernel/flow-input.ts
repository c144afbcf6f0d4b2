import type { FlowInput, FlowTrigger } from './flow.ts'
import type { Values } from './object.ts'
import { type Problem, problem } from './problem.ts'

/** The longest value of an input, in characters of JSON. */
export const longestInput = 20_000

/** The names by which steps know what came with what set their flow off; null where nobody can tell. */
export function givenOf(trigger: FlowTrigger | null): readonly string[] | null {
  if (trigger?.on === 'webhook') return trigger.inputs.map(({ key }) => key)
  return trigger?.on === 'signal' ? ['signal', 'why'] : null
}

/** Takes the inputs of a flow out of what was sent to it, and says what is wrong with that, each at its place there. */
export function readInputs(inputs: readonly FlowInput[], body: unknown): { values: Values; problems: Problem[] } {
  const values: Record<string, unknown> = {}
  const problems: Problem[] = []
  for (const { key, path, required } of inputs) {
    const value = valueAt(body, path)
    if ((value === null || value === '') && required)
      problems.push(problem(path, { en: `'${path}' is missing.`, zh: `缺少「${path}」。` }, 'required'))
    else if ((JSON.stringify(value)?.length ?? 0) > longestInput)
      problems.push(problem(path, { en: `'${path}' is too long.`, zh: `「${path}」过长。` }, 'too-long'))
    else values[key] = value
  }
  return { values, problems }
}

/** What stands at a path such as `customer.emails.0`; null where nothing does. */
export function valueAt(body: unknown, path: string): unknown {
  const step = (at: unknown, key: string) =>
    typeof at === 'object' && at !== null && Object.hasOwn(at, key) ? (at as Values)[key] : null
  return path.split('.').reduce(step, body) ?? null
}
