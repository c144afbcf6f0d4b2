import type { FastifyInstance } from 'fastify'
import type { Meta, MetaObject } from '#kernel/api.ts'
import type { Field } from '#kernel/fields/field.ts'
import { isComputed } from '#kernel/fields/index.ts'
import type { Language } from '#kernel/label.ts'
import { matchedFields } from '#kernel/match/matching.ts'
import type { CalendarView, Emits } from '#kernel/object.ts'
import { Refusal, refuse } from '#kernel/problem.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import type { Where } from '#kernel/where.ts'
import { parseWhere } from '#kernel/where-parse.ts'
import { canRead, type Principal } from '../../access/principal.ts'
import { allPolicies } from '../../approvals/policies.ts'
import { logoAddress } from '../../company/logo.ts'
import type { Session } from '../../context.ts'
import { isMergeable } from '../../merging/former.ts'
import { mayCompute } from '../../query/computed.ts'
import { presentRecords } from '../../query/list.ts'
import { past, queryOf } from '../../query/query.ts'
import { applyOps, writing } from '../../records/write.ts'
import type { Runtime } from '../../runtime.ts'
import { sampleState } from '../../sample/mark.ts'
import { openApi } from '../openapi/document.ts'
import { bodyOf } from './records.ts'

/** What the screens and other programs are drawn from. */
export async function metaRoutes(app: FastifyInstance, _options: { runtime: Runtime }): Promise<void> {
  app.get('/api/v1/meta', { config: { access: 'signed-in' } }, (request) => metaOf(request.caller))
  // What each person may change of herself, whatever her role.
  app.patch('/api/v1/me', { config: { access: 'signed-in' } }, async (request) => {
    const session = request.caller
    const own = ['name', 'phone', 'language', 'timeZone']
    const values = Object.fromEntries(Object.entries(bodyOf(request)).filter(([key]) => own.includes(key)))
    const { languages } = session.workspace.settings
    if (values['language'] !== undefined && !languages.some((one) => one === values['language']))
      throw refuse('invalid', 'language', {
        en: `Your workspace speaks ${languages.join(', ')}.`,
        zh: `工作区可用的语言：${languages.join('、')}。`,
      })
    const user = session.workspace.registry.object('user')
    await writing(session, (w) =>
      applyOps({ ...w, trusted: true }, user, [{ do: 'update', id: session.principal.id!, values }]),
    )
    return (await metaOf({ ...session, principal: (await session.workspace.directory.person(session.principal.id!))! }))
      .user
  })
  app.get('/openapi.json', { config: { access: 'signed-in' } }, (request) => openApi(request.caller))
}

/** The declarations, cut to what the caller may know of. */
async function metaOf(session: Session): Promise<Meta> {
  const { workspace, principal } = session
  const { calendar: _, logo: __, watch: ___, sharing: ____, ...told } = workspace.settings
  const [person] = principal.id
    ? await presentRecords(
        past(queryOf(session)), // her own, whatever her key reaches
        workspace.registry.object('user'),
        [principal.id],
        ['language', 'timeZone'],
      )
    : []
  const objects = [...workspace.registry.objects.values()].filter((o) => principal.rights(o.key).scopes.read.length > 0)
  return {
    workspace: {
      id: workspace.id,
      name: workspace.name,
      sample: (await sampleState(workspace)) === 'there',
      approvals: allPolicies(workspace).length > 0,
      logo: logoAddress(workspace),
      settings: told,
    },
    user: {
      id: principal.id ?? '',
      name: principal.name,
      email: principal.email,
      language: (person?.['language'] as Language | null) ?? workspace.language,
      timeZone: principal.timeZone,
      teamId: principal.teamId,
      leads: principal.peopleLed.length > 0,
      admin: principal.admin,
    },
    ...(session.seenBy
      ? {
          seeing: {
            id: session.seenBy.id,
            person: { id: principal.id ?? '', name: principal.name },
            until: session.seenBy.until,
          },
        }
      : {}),
    configuration: workspace.registry.version ?? 0,
    objects: Object.fromEntries(objects.map((object) => [object.key, metaObject(session, object)])),
  }
}

function metaObject(session: Session, object: RegisteredObject): MetaObject {
  const { principal } = session
  const query = queryOf(session)
  const rights = principal.rights(object.key)
  const seen = (key: string) => rights.fields.has(key.replace(/^-/, '').split('.')[0] ?? key)
  const fields = Object.fromEntries(
    Object.entries(object.fields).flatMap(([key, field]): [string, Field & { access: 'read' | 'write' }][] => {
      const access = rights.fields.get(key)
      if (!access) return []
      const { column: _, ...told } = field
      // Rules name what a reader may not see; what they give is told by the record.
      if (field.type === 'score' && !principal.admin) return [[key, { ...withoutRules(told), access: 'read' }]]
      if (!isComputed(field)) return [[key, { ...told, access }]]
      // What it is made of is told to those alone who may see all of it; for others it is empty anyway.
      return [[key, { ...(mayCompute(query, object, key) ? told : withoutSources(told)), access: 'read' }]]
    }),
  )
  const views = viewsFor(object, principal.roles)
  const list = (keys: readonly string[] | undefined) => keys?.filter(seen)
  const papers = session.workspace.registry.papers
    .filter((paper) => paper.object === object.key && paper.shows.every(seen))
    .map(({ key, label }) => ({ key, label }))
  return {
    key: object.key,
    module: object.module,
    label: object.label,
    plural: object.plural,
    ...(object.help ? { help: object.help } : {}),
    title: object.title,
    ...(object.icon ? { icon: object.icon } : {}),
    nested: object.nested === true,
    ...(object.open ? { open: true } : {}),
    ...(isCounted(principal, object.key) ? { opensCounted: true } : {}),
    ...(object.custom ? { custom: true } : {}),
    ...customOf(session, object, seen),
    ...(object.emits ? { emits: labelsOf(object.emits) } : {}),
    traits: object.traits,
    ...(object.matching ? { matches: matchedFields(object.matching).filter(seen) } : {}),
    fields,
    views: {
      list: list(views.list ?? [object.title])!,
      ...(views.sort ? { sort: list(views.sort)! } : {}),
      ...(views.board && seen(views.board.by) ? { board: boardOf(views.board, seen) } : {}),
      ...(views.calendar && seen(views.calendar.at) ? { calendar: calendarOf(views.calendar, seen) } : {}),
      ...(views.map && seen(views.map.tone) && seen(views.map.above ?? views.map.of ?? '')
        ? { map: { ...views.map, show: views.map.show.filter(seen) } }
        : {}),
      ...(views.create ? { create: list(views.create)! } : {}),
      ...(views.header ? { header: list(views.header)! } : {}),
      page: (views.page ?? [])
        .map((group) => ({ ...group, fields: group.fields.filter(seen) }))
        .filter((group) => group.fields.length > 0),
    },
    indexes: object.indexes.filter((index) => index.every(seen)),
    actions: object.actions
      .filter((a) => !a.unlisted && (rights.actions === 'all' || rights.actions.has(a.key)))
      .map(({ key, label, help, icon, minor, input, when }) => ({
        key,
        label,
        input,
        ...(help ? { help } : {}),
        ...(icon ? { icon } : {}),
        ...(minor ? { minor } : {}),
        // A condition that reads what she may not see is the server's alone.
        ...(when && mayFilter(session, object, when) ? { when } : {}),
      })),
    ...(papers.length > 0 ? { papers } : {}),
    inverse: object.inverse.filter((i) => canRead(principal, i.object, i.field)),
    rights: {
      create: rights.create,
      update: rights.scopes.update.length > 0,
      delete: rights.scopes.delete.length > 0,
      export: rights.export,
      import: rights.import,
      merge: rights.merge && isMergeable(object),
      whole: rights.scopes.read.includes('all'),
    },
  }
}

/** The views of an object, as the first layout that is made for one of these roles has them. */
function viewsFor({ views, layouts = [] }: RegisteredObject, roles: readonly string[]): RegisteredObject['views'] {
  const layout = layouts.find((one) => madeFor(one, roles))
  if (!layout) return views
  const { list, sort, create, header, page } = layout
  return {
    ...views,
    ...(list ? { list } : {}),
    ...(sort ? { sort } : {}),
    ...(create ? { create } : {}),
    ...(header ? { header } : {}),
    ...(page ? { page } : {}),
  }
}

function madeFor(item: { readonly roles?: readonly string[] }, roles: readonly string[]): boolean {
  return !item.roles?.length || item.roles.some((role) => roles.includes(role))
}

/** Conditions and ready lists, without what the caller may not know of: a filter that reads a hidden field is left out. */
function customOf(session: Session, object: RegisteredObject, seen: (key: string) => boolean) {
  const conditions = Object.entries(object.conditions ?? {}).flatMap(([key, { requiredWhen, visibleWhen }]) => {
    const required = requiredWhen && mayFilter(session, object, requiredWhen) ? { requiredWhen } : {}
    const visible = visibleWhen && mayFilter(session, object, visibleWhen) ? { visibleWhen } : {}
    return seen(key) ? [[key, { ...required, ...visible }] as const] : []
  })
  const lists = (object.listViews ?? [])
    .filter((view) => madeFor(view, session.principal.roles) && (!view.where || mayFilter(session, object, view.where)))
    .map(({ key, label, where, columns, sort }) => ({
      key,
      label,
      ...(where ? { where } : {}),
      ...(columns ? { columns: columns.filter(seen) } : {}),
      ...(sort ? { sort: sort.filter(seen) } : {}),
    }))
  return {
    ...(conditions.length > 0 ? { conditions: Object.fromEntries(conditions) } : {}),
    ...(lists.length > 0 ? { listViews: lists } : {}),
  }
}

function labelsOf(emits: Emits): NonNullable<MetaObject['emits']> {
  return Object.fromEntries(Object.entries(emits).map(([kind, { label }]) => [kind, label]))
}

/** A computed field without what it reads. */
function withoutSources({ of: _of, where: _where, ...field }: Field & { of?: unknown; where?: unknown }): Field {
  return field.type === 'formula' ? ({ ...field, is: 'null' } as Field) : { ...field, ...{ over: null, through: null } }
}

function withoutRules({ rules: _rules, where: _where, ...field }: Field & { rules?: unknown; where?: unknown }): Field {
  return field
}

/** A board without what she may not see on it. */
function boardOf(board: NonNullable<MetaObject['views']['board']>, seen: (key: string) => boolean) {
  const { sum, card, ...rest } = board
  return { ...rest, ...(sum && seen(sum) ? { sum } : {}), card: card?.filter(seen) ?? [] }
}

function calendarOf({ at, until, tone, moves }: CalendarView, seen: (key: string) => boolean): CalendarView {
  return {
    at,
    ...(until && seen(until) ? { until } : {}),
    ...(tone && seen(tone) ? { tone } : {}),
    ...(moves ? { moves: moves.filter(seen) } : {}),
  }
}

function mayFilter({ workspace, principal }: Session, object: RegisteredObject, where: Where): boolean {
  try {
    parseWhere(where, { registry: workspace.registry, object: object.key, visible: (o, f) => canRead(principal, o, f) })
    return true
  } catch (error) {
    if (error instanceof Refusal) return false
    throw error
  }
}

/** May she open only so many of them a day, or of what they hang on? Then none is opened before she asks for it. */
function isCounted(principal: Principal, objectKey: string): boolean {
  return [principal.places(objectKey), ...principal.placesAbove(objectKey)].some(
    (places) => (places?.opens.length ?? 0) > 0,
  )
}
