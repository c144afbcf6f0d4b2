import type { ApiUse } from '#kernel/api-configuration.ts'
import type { Configuration } from '#kernel/configuration.ts'
import { differencesOf, type ItemChange } from '#kernel/configuration-diff.ts'
import { configure } from '#kernel/configuration-module.ts'
import type { ItemProblem } from '#kernel/configuration-read.ts'
import { usesOf } from '#kernel/configuration-uses.ts'
import type { Label } from '#kernel/label.ts'
import { problem } from '#kernel/problem.ts'
import type { Registry } from '#kernel/registry.ts'
import { tableOf, type Workspace } from '../context.ts'
import { sql } from '../db/sql.ts'
import { tablesOf } from '../db/tables.ts'
import { brokenBy } from './broken.ts'
import { assignColumns, type Reuse, shapeOf } from './columns.ts'
import { readHave } from './have.ts'
import { notesOf } from './notes.ts'
import { findRepairs, goneBetween, pointsAtIn, type Repair } from './repairs.ts'
import { type Step, stepsTo } from './steps.ts'
import { readFreed, type Version } from './store.ts'

/** What publishing a document would do. */
export type Plan = {
  readonly document: Configuration
  readonly registry: Registry | null
  readonly changes: readonly (ItemChange & { readonly uses: readonly ApiUse[]; readonly notes: readonly Label[] })[]
  readonly steps: readonly Step[]
  readonly reuses: readonly Reuse[]
  readonly repairs: readonly Repair[]
  readonly problems: readonly ItemProblem[]
}

/** Reckons what leads from what is live to a document. Changes nothing. */
export async function planOf(
  workspace: Workspace,
  base: Registry,
  live: Version,
  wanted: Configuration,
): Promise<Plan> {
  const { db, schema } = workspace
  const now = workspace.clock.now().toISOString()
  const [have, freed] = await Promise.all([readHave(db, schema), readFreed(db, workspace)])
  const { document, reuses, returning } = assignColumns(wanted, live.document, { base, have, freed, now })
  const { registry, problems: wrong } = configure(base.modules, document, { version: live.version + 1 })
  const gone = goneBetween(live.document, document)
  const pointsAt = pointsAtIn(workspace.registry)
  const repairs = await findRepairs(db, workspace, gone)
  const differences = differencesOf(live.document, document)
  const problems = [
    ...wrong,
    ...changedTypes(live.document, document),
    ...(await unknownRoles(workspace, document)),
    ...blocked(repairs, gone),
    ...(registry ? await brokenBy(workspace, registry, differences) : []),
  ]
  const steps = registry ? stepsTo(have, tablesOf(registry)) : []
  const changes = await Promise.all(
    differences.map(async (change) => ({
      ...change,
      uses: change.change === 'removed' ? usesOf(live.document, new Set([change.key]), pointsAt) : [],
      notes: registry ? await notesOf(workspace, document, change, returning) : [],
    })),
  )
  return { document, registry, changes, steps, reuses, repairs, problems }
}

/** A column holds one type of value for good. */
function changedTypes(from: Configuration, to: Configuration): ItemProblem[] {
  return Object.entries(to.fields).flatMap(([key, field]): ItemProblem[] => {
    const before = Object.hasOwn(from.fields, key) ? from.fields[key] : undefined
    if (!before) return []
    const computed = (type: string) => type === 'formula' || type === 'rollup' || type === 'deadline'
    if (computed(before.type) && computed(field.type)) return []
    if (computed(before.type) === computed(field.type) && shapeOf(before) === shapeOf(field)) return []
    const words = {
      en: 'What this field holds cannot change any more. Make a new field, and remove this one.',
      zh: '字段的类型已不能更改。请新建一个字段，再移除这个。',
    }
    return [
      {
        section: 'fields',
        key,
        problem: problem(before.type === field.type ? (before.to !== field.to ? 'to' : 'integer') : 'type', words),
      },
    ]
  })
}

async function unknownRoles(workspace: Workspace, document: Configuration): Promise<ItemProblem[]> {
  const sections = ['layouts', 'views'] as const
  const wanted = sections.flatMap((section) =>
    Object.entries<{ readonly roles?: readonly string[] }>(document[section]).flatMap(([key, item]) =>
      (item.roles ?? []).map((role, i) => ({ section, key, role, i })),
    ),
  )
  if (wanted.length === 0) return []
  const known = await rolesOf(workspace)
  return wanted
    .filter(({ role }) => !known.some((one) => one.key === role || one.id === role))
    .map(({ section, key, role, i }) => ({
      section,
      key,
      problem: problem(`roles.${i}`, { en: `There is no role '${role}'.`, zh: `没有角色「${role}」。` }),
    }))
}

/** The roles of a workspace, by id and by the key that those have which came with it. */
export async function rolesOf(workspace: Workspace): Promise<{ id: string; key: string | null; name: string }[]> {
  const rows = await workspace.db.rows(
    sql`select r.id, r.key, r.name from ${tableOf(workspace, 'role')} r where r.deleted_at is null order by r.key, r.id`,
  )
  return rows.map(([id, key, name]) => ({ id: String(id), key: key as string | null, name: String(name) }))
}

/** Roles whose scope would open more if the name were taken out of it. */
function blocked(repairs: readonly Repair[], gone: ReadonlySet<string>): ItemProblem[] {
  const [first] = gone
  return repairs
    .filter(({ use }) => use.fate === 'blocks')
    .map(({ use }) => ({
      section: first?.includes('.') ? ('fields' as const) : ('objects' as const),
      key: first ?? '',
      problem: problem(null, {
        en: `The role '${use.label.en}' decides by it who sees what. Change the role first.`,
        zh: `角色「${use.label.zh}」用它划定可见范围，请先修改该角色。`,
      }),
    }))
}
