import { isComputed, typeOf } from './fields/index.ts'
import { allSteps, type FlowDefinition, type FlowStep, flowLimits, innerLists, isTaken } from './flow.ts'
import { givenOf } from './flow-input.ts'
import type { FlowPlace } from './flow-step.ts'
import { checkTrigger } from './flow-trigger-read.ts'
import { parseFormula } from './formula.ts'
import type { Fields } from './object.ts'
import { type Problem, problem, Refusal } from './problem.ts'
import type { Registry } from './registry.ts'
import { mergeFields } from './text/merge.ts'
import { parseWhere } from './where-parse.ts'
import { readPath } from './where-path.ts'

/** Everything that keeps a flow from going live, each at its place: `trigger.field`, `steps.<id>.input.owner`. */
export function flowProblems(input: unknown, registry: Registry): readonly Problem[] {
  const shape = shapeProblem(input)
  if (shape) return [shape]
  const definition = input as FlowDefinition
  const { trigger, steps } = definition
  if (!trigger) return [problem('trigger', { en: 'Say what sets it off.', zh: '请选择触发方式。' }, 'required')]
  const wrongTrigger = checkTrigger(trigger, registry)
  if (wrongTrigger.length > 0) return wrongTrigger
  if (steps.length === 0) return [problem('steps', { en: 'It has no step yet.', zh: '还没有任何步骤。' }, 'required')]
  return stepsProblems(steps, objectOf(definition), definition, registry)
}

/** The object whose records set the flow off; null where it is about none. */
export function objectOf({ trigger }: FlowDefinition): string | null {
  return trigger && 'object' in trigger ? trigger.object : null
}

/** Where a step stands: the object on whose record it acts, as the steps around and before it have it. */
export function placeOf(definition: FlowDefinition, step: FlowStep, registry: Registry): FlowPlace {
  return { registry, object: actsOn(definition, step, objectAround(definition, step.id), registry) }
}

function actsOn(definition: FlowDefinition, step: FlowStep, around: string | null, registry: Registry): string | null {
  if (!step.of) return around
  const maker = allSteps(definition.steps).find(({ id }) => id === step.of)
  return (maker && registry.steps.get(maker.kind)?.makes?.(maker)) ?? null
}

/** Inside a step that goes through related records it is those that are acted on. */
function objectAround(definition: FlowDefinition, id: string): string | null {
  const inside = (steps: readonly FlowStep[], object: string | null): string | null | undefined => {
    for (const step of steps) {
      if (step.id === id) return object
      for (const list of innerLists(step)) {
        const found = inside(list, list === step.steps ? (step.object ?? null) : object)
        if (found !== undefined) return found
      }
    }
    return undefined
  }
  return inside(definition.steps, objectOf(definition)) ?? null
}

function stepsProblems(
  steps: readonly FlowStep[],
  object: string | null,
  definition: FlowDefinition,
  registry: Registry,
): Problem[] {
  return steps.flatMap((step) => {
    const at = (p: Problem) => ({ ...p, field: `steps.${step.id}${p.field ? `.${p.field}` : ''}` })
    const kind = registry.steps.get(step.kind)
    if (!kind) return [at(problem(null, { en: 'There is no such kind of step.', zh: '没有这种步骤。' }, 'unknown'))]
    const given = givenOf(definition.trigger)
    const place = { registry, object: actsOn(definition, step, object, registry), given }
    if (kind.record && place.object === null)
      return [at(problem(null, { en: 'This step needs a record.', zh: '这个步骤需要一条记录。' }, 'record'))]
    const own = kind.check?.(step, place) ?? []
    const filled = own.length > 0 ? [] : inputProblems(kind.fields(step, place), step.input ?? {}, place)
    const inner = innerLists(step).flatMap((list) =>
      stepsProblems(list, list === step.steps ? (step.object ?? null) : object, definition, registry),
    )
    return [...[...own, ...filled].map(at), ...inner]
  })
}

/** What is wrong with values that are filled in, by the fields that they are for. */
function inputProblems(fields: Fields, input: Readonly<Record<string, unknown>>, place: FlowPlace): Problem[] {
  const wrong = Object.entries(input).flatMap(([key, value]): Problem[] => {
    const at = `input.${key}`
    const field = Object.hasOwn(fields, key) ? fields[key] : undefined
    if (!field || isComputed(field))
      return [
        problem(at, { en: `There is no field '${key}' to fill in.`, zh: `没有可填写的字段「${key}」。` }, 'unknown'),
      ]
    if (value === null || value === '') return []
    try {
      if (isTaken(value)) return takenProblems(at, field.type, value, place)
      const paths = typeof value === 'string' ? pathsOf(value) : []
      if (paths.length > 0) return paths.flatMap((path) => pathProblems(at, path, place))
      const parsed = typeOf(field).parse(value, field)
      return 'wrong' in parsed ? [problem(at, parsed.wrong)] : []
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      return error.problems.map(({ message }) => problem(at, message))
    }
  })
  const empty = (value: unknown) => value === undefined || value === null || value === ''
  const missing = Object.entries(fields).flatMap(([key, { required, label, system }]) =>
    required && !system && fields[key]?.default === undefined && empty(input[key])
      ? [problem(`input.${key}`, { en: `${label.en} is required.`, zh: `请填写${label.zh}。` }, 'required')]
      : [],
  )
  return [...wrong, ...missing]
}

function takenProblems(at: string, type: string, value: object, place: FlowPlace): Problem[] {
  if ('from' in value) return pathProblems(at, String(value.from), place)
  if ('is' in value) {
    if (place.object === null) return [noRecord(at)]
    parseFormula({ is: String(value.is), result: resultOf(type) }, { registry: place.registry, object: place.object })
    return []
  }
  return type === 'date' || type === 'datetime' || type === 'text'
    ? []
    : [problem(at, { en: 'A time does not fit here.', zh: '这里不能填时间。' })]
}

/** What a formula must give for a field of this type. */
export function resultOf(type: string): 'number' | 'text' | 'boolean' | 'date' {
  if (type === 'number' || type === 'percent' || type === 'money') return 'number'
  return type === 'boolean' || type === 'date' ? type : 'text'
}

function pathProblems(at: string, path: string, { object, registry, given }: FlowPlace): Problem[] {
  if (path.startsWith('data.')) {
    const [, name = ''] = path.split('.')
    return !given || given.includes(name)
      ? []
      : [problem(at, { en: `Nothing comes with the name '${name}'.`, zh: `没有名为「${name}」的输入项。` }, 'unknown')]
  }
  if (object === null) return [noRecord(at)]
  const found = readPath(object, path, { registry })
  return 'wrong' in found ? [problem(at, found.wrong, 'unknown')] : []
}

function noRecord(at: string): Problem {
  return problem(at, { en: 'There is no record to take this from.', zh: '没有可取值的记录。' }, 'record')
}

/** The paths in a text: `{{account.name}}`, or `{{account.name|your company}}`. */
export function pathsOf(text: string): readonly string[] {
  return mergeFields(text).flatMap(({ path }) => (/^[\w.]+$/.test(path) ? [path] : []))
}

/** What is wrong with a filter, at its place. */
export function whereProblems(at: string, where: unknown, { object, registry }: FlowPlace): Problem[] {
  if (where === undefined) return []
  if (object === null) return [noRecord(at)]
  try {
    parseWhere(where, { registry, object })
    return []
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return error.problems.map(({ message }) => problem(at, message, 'filter'))
  }
}

/** Refuses what could not even be drawn: the shape of it, its size, two steps under one name. */
export function shapeProblem(input: unknown): Problem | null {
  const wrong = (en: string, zh: string) => problem('steps', { en, zh }, 'shape')
  if (!isPlain(input) || !isSteps(input['steps'], 1)) return wrong('This is no flow.', '流程格式不正确。')
  if (input['trigger'] !== null && !isPlain(input['trigger'])) return wrong('This is no flow.', '流程格式不正确。')
  const ids = allSteps((input as unknown as FlowDefinition).steps).map(({ id }) => id)
  if (ids.length > flowLimits.steps)
    return wrong(`At most ${flowLimits.steps} steps.`, `最多 ${flowLimits.steps} 个步骤。`)
  return new Set(ids).size === ids.length ? null : wrong('Two steps have the same id.', '有两个步骤编号相同。')
}

function isSteps(input: unknown, depth: number): boolean {
  return (
    Array.isArray(input) &&
    depth <= flowLimits.depth &&
    input.every(
      (step) =>
        isPlain(step) &&
        typeof step['id'] === 'string' &&
        /^\w{1,40}$/.test(step['id']) &&
        typeof step['kind'] === 'string' &&
        (step['input'] === undefined || isPlain(step['input'])) &&
        (step['steps'] === undefined || isSteps(step['steps'], depth + 1)) &&
        (step['paths'] === undefined || isPaths(step['paths'], depth)),
    )
  )
}

function isPaths(input: unknown, depth: number): boolean {
  return (
    Array.isArray(input) &&
    input.length <= flowLimits.paths &&
    input.every((path) => isPlain(path) && typeof path['id'] === 'string' && isSteps(path['steps'], depth + 1))
  )
}

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
