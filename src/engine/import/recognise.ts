import type { ImportPlan } from '#kernel/api-import.ts'
import { parseId } from '#kernel/fields/relation.ts'
import { readCompany } from '#kernel/match/company.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import { foldText } from '#kernel/text/fold.ts'
import { engineTable, type Session, tableOf } from '../context.ts'
import { join, raw, sql } from '../db/sql.ts'
import { queryOf } from '../query/query.ts'
import { hasKeys, identityOf, type Rule, sameAs } from './identity.ts'
import { lookUp } from './names.ts'
import { openReferences } from './references.ts'
import type { StagedValues } from './stage.ts'
import { targetsOf } from './targets.ts'

/**
 * Finds out which staged rows are records that are there already, and which say the same as an earlier row. Set by set
 * in the database. Only records that the caller may read are recognised: to be recognised is to be read.
 */
export async function recogniseRows(
  session: Session,
  importId: string,
  object: RegisteredObject,
  plan: ImportPlan,
): Promise<void> {
  const { db } = session.workspace
  const rows = engineTable(session.workspace, 'import_row')
  const { rules, byCompany, keysOf } = identityOf(object, plan)
  const query = queryOf(session)
  const open = sql`i.import_id = ${importId}::uuid and i.problems is null and i.match_id is null`
  for (const rule of rules) {
    await db.count(
      sql`update ${rows} t set match_id = m.id, locked = m.locked from (
        select distinct on (i.line) i.line, r.id, not (${query.reach(object, { verb: 'update' })}) as locked
        from ${rows} i join ${query.from(object.key, 'r')} on ${sameAs(rule, 'r')}
        where ${open} and ${hasKeys(rule)} and ${query.reach(object, {})} order by i.line, r.created_at, r.id) m
        where t.import_id = ${importId}::uuid and t.line = m.line`,
    )
    if (namesOne(rule)) await recogniseFormer(session, importId, object, rule)
  }
  if (byCompany) await recogniseCompanies(session, importId, object)
  for (const rule of byCompany ? [...rules, { keys: [companyPlace(keysOf({}).length)] }] : rules)
    await db.count(
      sql`update ${rows} t set leader = f.first from (
        select i.line, min(i.line) over (partition by ${join(rule.keys.map(({ at }) => sql`i.keys[${raw(String(at))}]`))}) as first
        from ${rows} i where ${open} and i.leader is null and ${hasKeys(rule)}) f
        where t.import_id = ${importId}::uuid and t.line = f.line and f.first < f.line`,
    )
  // who follows a follower follows its leader
  for (let depth = 0; depth < rules.length; depth++)
    await db.count(
      sql`update ${rows} t set leader = l.leader from ${rows} l
        where t.import_id = ${importId}::uuid and l.import_id = t.import_id and l.line = t.leader and l.leader is not null`,
    )
}

/** The rule asks for an id alone: the record's own, or where it came from. */
function namesOne({ keys }: Rule): boolean {
  return keys.length === 1 && (keys[0]!.column === 'id' || keys[0]!.column === 'source_id')
}

/**
 * Rows by the id of a record that has become part of another: they are that one's. It keeps the id that it has itself where
 * it came from, so that the rows of both find it the next time.
 */
async function recogniseFormer(
  session: Session,
  importId: string,
  object: RegisteredObject,
  rule: Rule,
): Promise<void> {
  const { workspace } = session
  const [rows, former] = [engineTable(workspace, 'import_row'), engineTable(workspace, 'former_id')]
  const query = queryOf(session)
  const coded = object.fields['sourceId'] ? sql`r.source_id is not null` : sql`false`
  await workspace.db.count(
    sql`with recursive steps as (
        select i.line, f.survivor_id as id from ${rows} i join ${tableOf(workspace, object.key)} l on ${sameAs(rule, 'l')}
          join ${former} f on f.object = ${object.key} and f.id = l.id
          where i.import_id = ${importId}::uuid and i.problems is null and i.match_id is null and ${hasKeys(rule)}
        union select s.line, f.survivor_id from steps s join ${former} f on f.object = ${object.key} and f.id = s.id)
      update ${rows} t set match_id = m.id, locked = m.locked,
        row_values = case when m.coded then (t.row_values::jsonb #- '{v,sourceId}')::json else t.row_values end
      from (select distinct on (s.line) s.line, r.id, ${coded} as coded, not (${query.reach(object, { verb: 'update' })}) as locked
        from steps s join ${query.from(object.key, 'r')} on r.id = s.id where ${query.reach(object, {})} order by s.line, r.created_at, r.id) m
      where t.import_id = ${importId}::uuid and t.line = m.line`,
  )
}

const chunk = 2_000

/** The key of a company's name stands behind those of the rules and the name itself. */
function companyPlace(keys: number): Rule['keys'][number] {
  return { at: keys + 2, column: '', type: 'text' }
}

/** Rows whose company is there under another spelling: other brackets, another form of the same kind of company. */
async function recogniseCompanies(session: Session, importId: string, object: RegisteredObject): Promise<void> {
  const { db } = session.workspace
  const rows = engineTable(session.workspace, 'import_row')
  const query = queryOf(session)
  const anybody = await db.rows(
    sql`select 1 from ${query.from(object.key, 'r')} where ${query.reach(object, {})} limit 1`,
  )
  if (anybody.length === 0) return
  for (let after = -1; ; ) {
    const open = await db.rows(
      sql`select i.line, i.row_values->'v'->>${object.title} from ${rows} i
        where i.import_id = ${importId}::uuid and i.problems is null and i.match_id is null and i.line > ${after}::int
        and i.row_values->'v'->>${object.title} is not null and i.row_values->>'x' is null order by i.line limit ${chunk}::int`,
    )
    if (open.length === 0) return
    after = Number(open.at(-1)![0])
    const names = [...new Set(open.map(([, name]) => String(name)))]
    const found = await lookUp(query, object, names)
    const matches = open.flatMap(([line, name]) => {
      const one = found.get(String(name))
      return typeof one === 'object' && 'id' in one && readCompany(one.title).full === readCompany(String(name)).full
        ? [{ line, id: one.id }]
        : []
    })
    if (matches.length > 0)
      await db.count(
        sql`update ${rows} t set match_id = m.id, locked = m.locked from (
          select x.line, r.id, not (${query.reach(object, { verb: 'update' })}) as locked
          from json_to_recordset(${JSON.stringify(matches)}::json) as x (line int, id uuid)
          join ${query.from(object.key, 'r')} on r.id = x.id where ${query.reach(object, {})}) m
          where t.import_id = ${importId}::uuid and t.line = m.line`,
      )
  }
}

/**
 * Names of other rows of the same file become references to their records; who bears the name comes first among the rows.
 * What no row is called is decided by the plan.
 */
export async function linkRowsToRows(
  session: Session,
  importId: string,
  object: RegisteredObject,
  plan: ImportPlan,
): Promise<void> {
  const { db } = session.workspace
  const rows = engineTable(session.workspace, 'import_row')
  const targets = new Map(targetsOf(session, object).map((t) => [t.path, t]))
  const references = openReferences(session, object, plan, importId)
  const { rules, keysOf } = identityOf(object, plan)
  const place = keysOf({}).length + 1
  // a row may also be named by its id in the source, or by its own
  const codes = rules.flatMap(({ keys }) =>
    keys.length === 1 && (keys[0]!.column === 'source_id' || keys[0]!.column === 'id') ? [keys[0]!.at] : [],
  )
  for (let after = -1; ; ) {
    const waiting = await db.rows(
      sql`select i.line, i.row_values, i.problems, i.later from ${rows} i
        where i.import_id = ${importId}::uuid and i.later is not null and i.line > ${after}::int order by i.line limit ${chunk}::int`,
    )
    if (waiting.length === 0) return
    after = Number(waiting.at(-1)![0])
    const names = [
      ...new Set(waiting.flatMap(([, , , later]) => Object.values(later as Record<string, string>).map(foldText))),
    ]
    const bearers = new Map(
      (
        await db.rows(
          sql`select distinct on (1) i.keys[${raw(String(place))}], coalesce(i.match_id, l.match_id, l.id, i.id)
            from ${rows} i left join ${rows} l on l.import_id = i.import_id and l.line = i.leader
            where i.import_id = ${importId}::uuid and i.keys[${raw(String(place))}] = any(${names}::text[]) order by 1, i.line`,
        )
      ).map(([name, id]) => [String(name), String(id)]),
    )
    const exact = [...new Set(waiting.flatMap(([, , , later]) => Object.values(later as Record<string, string>)))]
    const coded = new Map<string, string>()
    for (const at of codes)
      for (const [code, id] of await db.rows(
        sql`select distinct on (1) i.keys[${raw(String(at))}], coalesce(i.match_id, l.match_id, l.id, i.id)
          from ${rows} i left join ${rows} l on l.import_id = i.import_id and l.line = i.leader
          where i.import_id = ${importId}::uuid and i.keys[${raw(String(at))}] = any(${exact}::text[]) order by 1, i.line`,
      ))
        coded.set(String(code), String(id))
    const changed = waiting.map(([line, staged, problems, later]) => {
      const values = staged as StagedValues
      const pending = [...(values.p ?? [])]
      const wrong = [...((problems as object[] | null) ?? [])]
      const links: Record<string, string> = {}
      for (const [path, name] of Object.entries(later as Record<string, string>)) {
        const id = coded.get(name) ?? bearers.get(foldText(name)) ?? ('value' in parseId(name) ? name : undefined)
        const decided = id ? { id } : references.unknown(targets.get(path)!, name)
        if ('problem' in decided && decided.problem) wrong.push(decided.problem)
        if ('pending' in decided && decided.pending) {
          pending.push(decided.pending)
          values.v[path] = decided.id
        } else if (decided.id) links[path] = decided.id
      }
      return {
        line,
        row_values: { ...values, ...(pending.length > 0 ? { p: pending } : {}) },
        problems: wrong.length > 0 ? wrong : null,
        later: Object.keys(links).length > 0 ? links : null,
      }
    })
    await db.count(
      sql`update ${rows} t set row_values = x.row_values, problems = x.problems, later = x.later
        from json_to_recordset(${JSON.stringify(changed)}::json) as x (line int, row_values json, problems json, later json)
        where t.import_id = ${importId}::uuid and t.line = x.line`,
    )
  }
}
