import type { Action, Job, Rule, Subscriber } from './behaviour.ts'
import type { CustomCondition, CustomLayout, CustomView } from './configuration.ts'
import type { Deadlines } from './deadline.ts'
import { collector, type DeclarationProblem, sentenceOf, suggestion, type Wrong } from './declaration-problem.ts'
import type { DueWork } from './due.ts'
import type { Field } from './fields/field.ts'
import type { JsonField } from './fields/json.ts'
import type { StepKind } from './flow-step.ts'
import { keepingsOf } from './keeping.ts'
import type { Learning } from './learn/learning.ts'
import type { MailHandling } from './mail.ts'
import type { Guard } from './match/guard.ts'
import type { MessageHandling } from './messages.ts'
import type { ModelRecords, Module, RateRecords, RoleSeed, Seed, Upgrade } from './module.ts'
import type { Notice } from './notice.ts'
import type { Extension, Fields, Identity, Index, ObjectDef, Trait, Views } from './object.ts'
import type { Paper, PaperWriter } from './paper.ts'
import type { PublicPage } from './public-page.ts'
import type { DoubleRecords, QualityRecords } from './quality/records.ts'
import { checkBehaviour, checkObject } from './registry-check.ts'
import type { SourceProfile } from './source-profile.ts'
import type { TemplateRecords } from './template.ts'
import type { TodaySection } from './today.ts'
import { systemFields, traitFields } from './traits.ts'
import { wrongExpressions } from './where-check.ts'

/** An object as the engine sees it: every field that it has, whoever declared it. */
export type RegisteredObject = ObjectDef & {
  readonly module: string
  /** All fields by key: the system's, the traits', the object's, its extensions'. */
  readonly fields: Fields
  readonly traits: readonly Trait[]
  readonly views: Views
  readonly identity: Identity
  readonly indexes: readonly Index[]
  readonly together: readonly (readonly string[])[]
  readonly rules: readonly Rule[]
  readonly actions: readonly Action[]
  /** Relations of other objects that point here. */
  readonly inverse: readonly { readonly object: string; readonly field: string; readonly name: string }[]
  /** When a field is required or shown, by its key; from the configuration. */
  readonly conditions?: Readonly<Record<string, Pick<CustomCondition, 'requiredWhen' | 'visibleWhen'>>>
  /** How its records look for some roles, the first that fits; from the configuration. */
  readonly layouts?: readonly CustomLayout[]
  /** Lists that are there from the beginning; from the configuration. */
  readonly listViews?: readonly (CustomView & { readonly key: string })[]
}

/** All that a workspace is made of. Everything in the engine and on the screen is drawn from it. */
export type Registry = {
  readonly modules: readonly Module[]
  readonly objects: ReadonlyMap<string, RegisteredObject>
  readonly subscribers: readonly Subscriber[]
  readonly jobs: readonly Job[]
  readonly notices: readonly Notice[]
  readonly dues: readonly DueWork[]
  /** Kinds of steps of flows by their key, in the order in which they are offered. */
  readonly steps: ReadonlyMap<string, StepKind>
  /** Sets of deadlines by their key. */
  readonly deadlines: ReadonlyMap<string, Deadlines>
  /** In the order in which they stand. */
  readonly today: readonly TodaySection[]
  readonly publicPages: readonly PublicPage[]
  readonly roles: readonly RoleSeed[]
  readonly seeds: readonly Seed[]
  readonly upgrades: readonly Upgrade[]
  readonly profiles: readonly SourceProfile[]
  readonly learnings: readonly Learning[]
  /** Where what was learnt is kept, if anywhere. */
  readonly models: ModelRecords | null
  /** Where rates between currencies are kept, if anywhere. */
  readonly rates: RateRecords | null
  /** Where placeholders and standards are kept, and records that are likely the same, if anywhere. */
  readonly quality: QualityRecords | null
  readonly doubles: DoubleRecords | null
  /** What watches over records that are like others. */
  readonly guard: Guard | null
  /** Objects whose records are templates, by their key. */
  readonly templates: ReadonlyMap<string, TemplateRecords>
  readonly papers: readonly Paper[]
  readonly paperWriter: PaperWriter | null
  /** What is sent and received by mail, if anything. */
  readonly mail: MailHandling | null
  readonly messages: MessageHandling | null
  /** The version of the configuration that is in it; none where it is made of modules alone. */
  readonly version?: number
  /** The object of that key; throws where there is none, which is a bug of the caller. */
  object(key: string): RegisteredObject
}

/**
 * Checks the declarations and makes one registry of them.
 * Throws one error whose message lists every wrong declaration, a sentence each.
 */
export function buildRegistry(given: readonly Module[]): Registry {
  const { registry, problems } = readRegistry(given)
  if (registry) return registry
  throw new Error(`The declarations are wrong:\n${problems.map((p) => `  - ${sentenceOf(p)}`).join('\n')}`)
}

/** What a configuration does to declared objects, and the number of its version. */
export type Adaptation = {
  readonly version?: number
  readonly adapt?: (object: RegisteredObject) => RegisteredObject
}

/** Like `buildRegistry`, but answers what is wrong, each at its place; the registry is null where anything is. */
export function readRegistry(
  given: readonly Module[],
  { version, adapt = (object) => object }: Adaptation = {},
): { registry: Registry | null; problems: readonly DeclarationProblem[] } {
  const { problems, wrong } = collector()
  const modules = inOrder(given, wrong)
  const objects = new Map<string, RegisteredObject>()
  for (const module of modules)
    for (const object of module.objects ?? []) {
      if (objects.has(object.key))
        wrong(object.key, `The object '${object.key}' is declared twice.`, `对象「${object.key}」重复定义。`)
      else objects.set(object.key, adapt(register(object, module, modules, wrong)))
    }
  for (const object of objects.values()) checkObject(object, objects, wrong)
  checkBehaviour(modules, objects, wrong)
  if (problems.length === 0) problems.push(...wrongExpressions({ modules, objects }))
  if (problems.length > 0) return { registry: null, problems }
  const registry: Registry = {
    modules,
    objects: withKeepings(withInverses(objects)),
    subscribers: modules.flatMap((m) => m.subscribers ?? []),
    jobs: modules.flatMap((m) => m.jobs ?? []),
    notices: modules.flatMap((m) => m.notices ?? []),
    dues: modules.flatMap((m) => m.dues ?? []),
    steps: new Map(modules.flatMap((m) => m.steps ?? []).map((one) => [one.key, one])),
    deadlines: new Map(modules.flatMap((m) => m.deadlines ?? []).map((one) => [one.key, one])),
    today: modules.flatMap((m) => m.today ?? []).sort((a, b) => (a.order ?? 100) - (b.order ?? 100)),
    publicPages: modules.flatMap((m) => m.publicPages ?? []),
    roles: modules.flatMap((m) => m.roles ?? []),
    seeds: modules.flatMap((m) => m.seeds ?? []),
    upgrades: modules.flatMap((m) => m.upgrades ?? []),
    profiles: modules.flatMap((m) => m.profiles ?? []),
    learnings: modules.flatMap((m) => m.learnings ?? []),
    models: modules.find((m) => m.models)?.models ?? null,
    rates: modules.find((m) => m.rates)?.rates ?? null,
    quality: modules.find((m) => m.quality)?.quality ?? null,
    doubles: modules.find((m) => m.doubles)?.doubles ?? null,
    guard: modules.flatMap((m) => m.guard ?? [])[0] ?? null,
    templates: new Map(modules.flatMap((m) => m.templates ?? []).map((one) => [one.object.key, one])),
    papers: modules.flatMap((m) => m.papers ?? []),
    paperWriter: modules.find((m) => m.paperWriter)?.paperWriter ?? null,
    mail: modules.find((m) => m.mail)?.mail ?? null,
    messages: modules.find((m) => m.messages)?.messages ?? null,
    ...(version === undefined ? {} : { version }),
    object(key) {
      const found = this.objects.get(key)
      if (!found) throw new Error(`There is no object '${key}'.${suggestion(key, objects.keys()).en}`)
      return found
    },
  }
  return { registry, problems }
}

/** Modules sorted so that each comes after those that it requires. */
function inOrder(given: readonly Module[], wrong: Wrong): Module[] {
  const byKey = new Map(given.map((m) => [m.key, m]))
  const done = new Set<string>()
  const sorted: Module[] = []
  const visit = (module: Module, path: readonly string[]) => {
    if (done.has(module.key)) return
    if (path.includes(module.key)) {
      const circle = [...path, module.key].join(' → ')
      wrong(module.key, `Modules require each other in a circle: ${circle}.`, `模块之间循环依赖：${circle}。`)
      return
    }
    for (const key of module.requires ?? []) {
      const needed = byKey.get(key)
      const guess = suggestion(key, byKey.keys())
      if (needed) visit(needed, [...path, module.key])
      else
        wrong(
          module.key,
          `The module '${module.key}' requires the unknown module '${key}'.${guess.en}`,
          `模块「${module.key}」依赖的模块「${key}」不存在。${guess.zh}`,
        )
    }
    done.add(module.key)
    sorted.push(module)
  }
  for (const module of given) visit(module, [])
  return sorted
}

function register(object: ObjectDef, module: Module, modules: readonly Module[], wrong: Wrong): RegisteredObject {
  const extensions = modules.flatMap((m) => m.extensions ?? []).filter((e) => e.object === object.key)
  const traits = object.traits ?? []
  const fields: Record<string, Field> = { ...systemFields }
  for (const more of [object.fields, ...traits.map(traitFields), ...extensions.map((e) => e.fields)])
    for (const [key, field] of Object.entries(more)) {
      const at = `${object.key}.${key}`
      if (Object.hasOwn(fields, key)) wrong(at, `${at} is declared twice.`, `「${at}」重复定义。`)
      else fields[key] = field
    }
  if (object.ownerLabel && fields['owner']) fields['owner'] = { ...fields['owner'], label: object.ownerLabel }
  return {
    ...object,
    module: module.key,
    fields,
    traits,
    views: withMore(object.views ?? {}, extensions),
    identity: object.identity ?? [],
    indexes: [...(object.indexes ?? []), ...extensions.flatMap((e) => e.indexes ?? [])],
    together: [...(object.together ?? []), ...extensions.flatMap((e) => e.together ?? [])],
    rules: modules.flatMap((m) => m.rules ?? []).filter((rule) => rule.object === object.key),
    actions: modules.flatMap((m) => m.actions ?? []).filter((action) => action.object === object.key),
    inverse: [],
  }
}

/** The views of an object with what its extensions add. */
function withMore(views: Views, extensions: readonly Extension[]): Views {
  const add = <T>(own: readonly T[] | undefined, more: readonly T[]) =>
    more.length > 0 ? [...(own ?? []), ...more] : own
  const parts = { list: [] as string[], header: [] as string[], page: [] as NonNullable<Views['page']>[number][] }
  for (const { views: more } of extensions) {
    parts.list.push(...(more?.list ?? []))
    parts.header.push(...(more?.header ?? []))
    parts.page.push(...(more?.page ?? []))
  }
  const list = add(views.list, parts.list)
  const header = add(views.header, parts.header)
  const page = add(views.page, parts.page)
  return { ...views, ...(list ? { list } : {}), ...(header ? { header } : {}), ...(page ? { page } : {}) }
}

function withInverses(objects: ReadonlyMap<string, RegisteredObject>): ReadonlyMap<string, RegisteredObject> {
  const pointing = [...objects.values()].flatMap((from) =>
    Object.entries(from.fields).flatMap(([field, f]) =>
      'to' in f && 'inverse' in f && f.inverse
        ? [{ to: String(f.to), object: from.key, field, name: String(f.inverse) }]
        : [],
    ),
  )
  return new Map(
    [...objects].map(([key, object]) => [key, { ...object, inverse: pointing.filter((p) => p.to === key) }]),
  )
}

/** What is offered to choose from where a field offers what keeps records with their owner. */
function withKeepings(objects: ReadonlyMap<string, RegisteredObject>): ReadonlyMap<string, RegisteredObject> {
  return new Map(
    [...objects].map(([key, object]) => {
      const offering = Object.entries(object.fields).filter(([, field]) => 'offersKeepings' in field)
      if (offering.length === 0) return [key, object]
      const fields = offering.map(([name, field]) => [name, offered(field as JsonField, objects)] as const)
      return [key, { ...object, fields: { ...object.fields, ...Object.fromEntries(fields) } }]
    }),
  )
}

function offered(field: JsonField, objects: ReadonlyMap<string, RegisteredObject>): JsonField {
  const choices = Object.entries(field.choices ?? {}).map(([of, own]) => {
    const kept = keepingsOf({ objects }, of).map(({ key, label }) => ({ key, label }))
    return [of, [...kept, ...own]] as const
  })
  return { ...field, choices: Object.fromEntries(choices) }
}
