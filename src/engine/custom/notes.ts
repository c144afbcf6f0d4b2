import type { Configuration, CustomRule } from '#kernel/configuration.ts'
import type { ItemChange } from '#kernel/configuration-diff.ts'
import { readRule } from '#kernel/configuration-rules.ts'
import { columnsOf } from '#kernel/fields/index.ts'
import type { Label } from '#kernel/label.ts'
import { Refusal } from '#kernel/problem.ts'
import type { Registry } from '#kernel/registry.ts'
import { systemPrincipal } from '../access/principal.ts'
import { tableOf, type Workspace } from '../context.ts'
import { and, ident, raw, type Sql, sql } from '../db/sql.ts'
import { expressionSql } from '../query/formula.ts'
import { queryOf } from '../query/query.ts'

/** Past so many records a note says "more than". */
const most = 10_000

/** What to know before a change is published, beyond what it says itself. */
export async function notesOf(
  workspace: Workspace,
  document: Configuration,
  change: ItemChange,
  returning: readonly string[],
): Promise<Label[]> {
  const { section, key } = change
  if (section === 'fields' && change.change === 'removed')
    return told(await filled(workspace, key), (n) => ({
      en: `${n} records hold a value. It is kept, and comes back when this is rolled back.`,
      zh: `${n} 条记录有值。数据会保留，回滚后恢复。`,
    }))
  if (section === 'objects' && change.change === 'removed')
    return told(
      await count(workspace, sql`select 1 from ${tableOf(workspace, key)} r where r.deleted_at is null`),
      (n) => ({
        en: `${n} records are no longer seen. They are kept, and come back when this is rolled back.`,
        zh: `${n} 条记录将不再显示。数据会保留，回滚后恢复。`,
      }),
    )
  if (section === 'fields' && returning.includes(key))
    return [{ en: 'Its former values come back.', zh: '原有数据会恢复。' }]
  const rule = section === 'rules' ? document.rules[key] : undefined
  if (rule)
    return told(await breaking(workspace, rule), (n) => ({
      en: `${n} records do not keep this rule today. They stay as they are until somebody changes what it is about.`,
      zh: `目前有 ${n} 条记录不符合该规则，在相关字段被修改前不受影响。`,
    }))
  return []
}

function told(n: number, words: (n: string) => Label): Label[] {
  if (n === 0) return []
  return [words(n > most ? `> ${most.toLocaleString('en')}` : n.toLocaleString('en'))]
}

async function count(workspace: Workspace, some: Sql): Promise<number> {
  const [row] = await workspace.db.rows(sql`select count(*) from (${some} limit ${most + 1}::integer) found`, {
    once: true,
  })
  return Number(row?.[0] ?? 0)
}

/** Live records that hold a value in a field of the live registry. */
export async function filled(workspace: Workspace, path: string): Promise<number> {
  const [object = '', key = ''] = path.split('.')
  const field = workspace.registry.objects.get(object)?.fields[key]
  const column = field && columnsOf(key, field)[0]
  if (!column) return 0
  return count(
    workspace,
    sql`select 1 from ${tableOf(workspace, object)} r where r.deleted_at is null and ${ident('r', column.name)} is not null`,
  )
}

/** Live records that a rule would refuse; none where it reads what is only being made. */
async function breaking(workspace: Workspace, rule: CustomRule): Promise<number> {
  if (!workspace.registry.objects.has(rule.object)) return 0
  const read = readLive(rule, workspace.registry)
  if (!read) return 0
  const { when, must, formula } = read
  const query = queryOf({ workspace, principal: systemPrincipal(workspace) })
  const alias = ident('r')
  const broken = must
    ? sql`(${query.tree(must, alias)}) is not true`
    : sql`(${formula ? expressionSql(formula, query, alias) : raw('true')}) is false`
  const conditions = [sql`r.deleted_at is null`, ...(when ? [query.tree(when, alias)] : []), broken]
  return count(workspace, sql`select 1 from ${tableOf(workspace, rule.object)} r where ${and(conditions)}`)
}

/** The rule, where every name in it is live already. */
function readLive(rule: CustomRule, registry: Registry): ReturnType<typeof readRule> | null {
  try {
    return readRule(rule, registry)
  } catch (error) {
    if (error instanceof Refusal) return null
    throw error
  }
}
