import type { Deadline } from '#kernel/deadline.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import type { Asker, Where } from '#kernel/where.ts'
import { parseWhere } from '#kernel/where-parse.ts'
import type { Tree } from '#kernel/where-tree.ts'
import { canRead, type Principal, systemPrincipal, type Verb } from '../access/principal.ts'
import { scopeParts, scopeSql } from '../access/scope.ts'
import { type Session, tableOf, type Workspace } from '../context.ts'
import type { Reader } from '../db/replica.ts'
import { and, ident, raw, type Sql, sql } from '../db/sql.ts'
import { beneath, coveredColumns, coveredTable } from './covered.ts'
import { deadlineSql } from './deadline.ts'
import { whereSql } from './where.ts'

/** One reader at one instant: what turns names into SQL, with her rights built in. */
export type Query = {
  readonly workspace: Workspace
  readonly principal: Principal
  /** Where lists and groups are read. */
  readonly db: Reader
  /** ISO instant that relative dates and shares are measured from. */
  readonly now: string
  /** Which records she may reach, as a condition on the aliased table; null where all. `many`: the statement goes through many of them. */
  scope(objectKey: string, verb: Verb, alias: Sql, many?: { many: boolean }): Sql | null
  /** Each scope of a verb with the condition it amounts to: what `scope` is the union of. */
  scopes(objectKey: string, verb: Verb, alias: Sql): ReturnType<typeof scopeParts>
  /** A filter that has been read, for the table of that alias. */
  tree(tree: Tree, alias: Sql): Sql
  /** A filter of the caller's, parsed against what she may see. */
  where(object: RegisteredObject, where: Where | undefined, alias: string): Sql | null
  /** A filter of the declarations, such as the `when` of an action: it reads every field, since it shows nothing but its outcome. */
  declared(object: RegisteredObject, where: Where | undefined, alias: string): Sql | null
  /** A filter of the declarations, for the table of that alias. */
  declaredAt(object: RegisteredObject, where: Where, alias: Sql): Sql
  /** The deadlines of an object, as the standing records say, and a field of them. */
  deadlines(objectKey: string, by: string): readonly Deadline[]
  deadline(objectKey: string, key: string, alias: Sql): Sql
  /** The table of an object as she may see it: what is covered from her where a record stands is empty there. */
  table(objectKey: string): Sql
  /** The column beneath a covered one in that table; null where it is not covered from her. */
  beneath(objectKey: string, column: string): string | null
  /** `"schema"."table" r` */
  from(objectKey: string, alias: string): Sql
  /** Live records she may reach that match: the condition of every statement. `many`: it goes through many of them. */
  reach(
    object: RegisteredObject,
    options: { verb?: Verb; where?: Where; alias?: string; deleted?: boolean; many?: boolean },
  ): Sql
}

/** Makes the query context of a session. */
export function queryOf(
  session: Pick<Session, 'workspace' | 'principal'>,
  now = session.workspace.clock.now().toISOString(),
): Query {
  const { workspace, principal } = session
  const asker = askerOf(workspace, principal, now)
  const compile = (
    objectKey: string,
    where: Where,
    alias: Sql,
    visible: (o: string, f: string) => boolean,
    reader: () => Query,
  ): Sql =>
    whereSql(parseWhere(where, { registry: workspace.registry, object: objectKey, visible, beside: true }), asker, {
      alias,
      query: reader(),
    })
  const compileDeclared = (objectKey: string, where: Where, alias: Sql): Sql =>
    compile(
      objectKey,
      where,
      alias,
      () => true,
      () => past(query),
    )
  const as = (other: Principal) => queryOf({ workspace, principal: other }, now)
  const query: Query = {
    workspace,
    principal,
    db: workspace.db,
    now,
    // The filter of a role sees every field as well: it was written by an administrator.
    scope: (objectKey, verb, alias, how) =>
      scopeSql({ workspace, principal, now, compile: compileDeclared, as, ...how }, objectKey, verb, alias),
    scopes: (objectKey, verb, alias) =>
      scopeParts({ workspace, principal, now, compile: compileDeclared, as }, objectKey, verb, alias),
    tree: (tree, alias) => whereSql(tree, asker, { alias, query }),
    declared: (object, where, alias) => (where === undefined ? null : compileDeclared(object.key, where, ident(alias))),
    where: (object, where, alias) =>
      where === undefined
        ? null
        : compile(
            object.key,
            where,
            ident(alias),
            (o, f) => canRead(principal, o, f),
            () => query,
          ),
    declaredAt: (object, where, alias) => compileDeclared(object.key, where, alias),
    deadlines: (objectKey, by) => {
      const standing = workspace.directory.standing()
      return (
        workspace.registry.deadlines.get(by)?.read(objectKey, (key) => standing.get(key) ?? [], workspace.registry) ??
        []
      )
    },
    deadline: (objectKey, key, alias) => deadlineSql(past(query), workspace.registry.object(objectKey), key, alias),
    table: (objectKey) => coveredTable(workspace, principal, objectKey, now) ?? tableOf(workspace, objectKey),
    beneath: (objectKey, column) =>
      coveredColumns(workspace, principal, objectKey).has(column) ? beneath(column) : null,
    from: (objectKey, alias) => sql`${query.table(objectKey)} ${ident(alias)}`,
    reach(object, { verb = 'read', where, alias = 'r', deleted = false, many = false }) {
      const conditions = [
        sql`${ident(alias)}.deleted_at ${raw(deleted ? 'is not null' : 'is null')}`,
        this.where(object, where, alias),
        this.scope(object.key, verb, ident(alias), { many }),
      ]
      return and(conditions.filter((c) => c !== null))
    },
  }
  return query
}

/** Who asks, and when: what the relative words of a filter mean to her. */
export function askerOf({ settings }: Pick<Workspace, 'settings'>, principal: Principal, now: string): Asker {
  return {
    userId: principal.id,
    teamId: principal.teamId,
    teamIds: principal.teamsAtAndBelow,
    teamMateIds: principal.teamMates,
    belowIds: principal.peopleBelow,
    timeZone: principal.timeZone,
    firstDay: settings.firstDay,
    fiscalMonth: settings.fiscalMonth,
    now,
  }
}

/** The same reader before the whole record, for a write that keeps what she does not see; never for her eyes. */
export function uncovered(query: Query): Query {
  const whole: Query = {
    ...query,
    table: (objectKey) => tableOf(query.workspace, objectKey),
    beneath: () => null,
    from: (objectKey, alias) => sql`${tableOf(query.workspace, objectKey)} ${ident(alias)}`,
  }
  return whole
}

/**
 * The same reader, for what is heavy and not in a hurry: it runs on the replica, where there is one, and is called off
 * with `signal`, once nobody waits for it any more.
 */
export function onReplica(query: Query, signal?: AbortSignal): Query {
  const { replica } = query.workspace
  if (!signal) return { ...query, db: replica }
  return { ...query, db: { rows: (statement, how) => replica.rows(statement, { ...how, signal }) } }
}

/** The same moment read by the system itself: every record and field. For rules that guard the whole; never for a person's eyes. */
export function past(query: Query): Query {
  return query.principal.id === null
    ? query
    : queryOf({ workspace: query.workspace, principal: systemPrincipal(query.workspace) }, query.now)
}
