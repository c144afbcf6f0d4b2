import type { Event } from '#kernel/behaviour.ts'
import { allSteps, type FlowDefinition } from '#kernel/flow.ts'
import { eventOf, type Listener, listenerOf } from '#kernel/flow-change.ts'
import type { Registry } from '#kernel/registry.ts'
import { heardBy, type SignalDefinition } from '#kernel/signal.ts'
import type { Directory } from '../access/directory.ts'
import { systemPrincipal } from '../access/principal.ts'
import { engineTable, tableOf, type Workspace } from '../context.ts'
import type { Queryable } from '../db/database.ts'
import { sql } from '../db/sql.ts'
import { askerOf } from '../query/query.ts'

/** The object whose records are flows, and the one of their versions. Without them a workspace has none. */
export const flowObject = 'flow'
export const versionObject = 'flowVersion'
/** The object whose records say what makes flows of the kind `signal` begin. */
export const signalObject = 'signal'

/** A flow that may be set off now, on the version that is live. */
export type LiveFlow = {
  readonly id: string
  readonly name: string
  readonly versionId: string
  readonly owner: string | null
  readonly perMinute: number
  readonly since: string
  readonly definition: FlowDefinition
}

/** A signal that is on. */
export type LiveSignal = {
  readonly id: string
  readonly name: string
  readonly owner: string | null
  readonly since: string
  readonly definition: SignalDefinition
}

/** A live flow that an event may set off. */
type Listening = { readonly flow: LiveFlow; readonly hears: Listener }

/** The live flows by the name of the event that may set them off and, where only some changes do, by the field; and the objects at whose changes runs look again. */
type Index = {
  readonly stamp: string
  readonly flows: readonly LiveFlow[]
  readonly byEvent: ReadonlyMap<string, readonly Listening[]>
  readonly signals: readonly LiveSignal[]
  readonly bySignal: ReadonlyMap<string, readonly LiveFlow[]>
  readonly watched: ReadonlySet<string>
  /** Runs under way, when this was read. */
  readonly open: boolean
}

type Known = { index: Index | null; used: boolean; loading: Promise<Index> | null }

/** What this process knows of the flows of a workspace; goes with its directory. */
const known = new WeakMap<Directory, Known>()

/**
 * May an event set a flow off, or let a run go on, as far as this process knows? While it does not know yet the answer
 * is yes: an event too many costs the dispatcher a look, one that is overlooked would be lost.
 */
export function flowAwaits(workspace: Workspace, event: Event): boolean {
  if (!hasFlows(workspace)) return false
  const mine = of(workspace)
  mine.used = true
  if (!mine.index) {
    liveFlows(workspace).catch(() => {}) // the next one asks again
    return true
  }
  const { index } = mine
  return (
    index.watched.has(event.object) ||
    isMishap(workspace, event) ||
    setOffBy(workspace, index, event).length > 0 ||
    index.signals.some((signal) => isHeard(signal, event))
  )
}

/** Did something go wrong with a record, as its object declares it? */
export function isMishap({ registry }: Pick<Workspace, 'registry'>, { object, kind }: Event): boolean {
  return registry.objects.get(object)?.emits?.[kind]?.mishap === true
}

/** May the news of an event make a signal fire? What came before it is asked later. */
export function isHeard({ definition }: LiveSignal, { object, kind, changes }: Event): boolean {
  return heardBy(definition).some(
    (one) =>
      one.object === object &&
      (one.field === undefined ? one.kind === kind : kind !== 'created' && Object.hasOwn(changes, one.field)),
  )
}

/** Those of the live flows that what an event says sets off; their filters are still to be asked. */
export function setOffBy(workspace: Workspace, index: Pick<Index, 'byEvent'>, event: Event): readonly LiveFlow[] {
  const name = `${event.object}.${event.kind}`
  const listening = new Set(index.byEvent.get(name))
  for (const field of Object.keys(event.changes))
    for (const one of index.byEvent.get(`${name} ${field}`) ?? []) listening.add(one)
  if (listening.size === 0) return []
  const asker = askerOf(workspace, systemPrincipal(workspace), event.at)
  return [...listening].flatMap(({ flow, hears }) => (hears(event, asker) ? [flow] : []))
}

export function hasFlows({ registry }: { readonly registry: Registry }): boolean {
  return registry.objects.has(flowObject) && registry.objects.has(versionObject)
}

/** The live flows, read once and kept until one changes. */
export function liveFlows(workspace: Workspace): Promise<Index> {
  const mine = of(workspace)
  mine.used = true
  if (mine.index) return Promise.resolve(mine.index)
  if (mine.loading) return mine.loading
  const loading = read(workspace)
    .then((index) => {
      if (mine.loading === loading) mine.index = index
      return index
    })
    .finally(() => {
      if (mine.loading === loading) mine.loading = null
    })
  mine.loading = loading
  return loading
}

/** Are these still the live flows, as a transaction sees it? Where not they are forgotten, to be read anew. */
export async function areLive(tx: Queryable, workspace: Workspace, { stamp }: Pick<Index, 'stamp'>): Promise<boolean> {
  if (!hasFlows(workspace) || (await stampOf(workspace, tx)) === stamp) return true
  forgetFlows(workspace)
  return false
}

/** A flow was changed, here or in another process. */
export function forgetFlows(workspace: Workspace): void {
  const mine = of(workspace)
  mine.index = null
  mine.loading = null
}

/** Looks whether another process changed one and its hint was lost. Asks nothing while nothing is written. */
export async function checkFlows(workspace: Workspace): Promise<void> {
  const mine = of(workspace)
  if (!mine.used || !mine.index) return
  mine.used = false
  if ((await stampOf(workspace)) !== mine.index.stamp) forgetFlows(workspace)
}

function of({ directory }: Workspace): Known {
  let mine = known.get(directory)
  if (!mine) {
    mine = { index: null, used: false, loading: null }
    known.set(directory, mine)
  }
  return mine
}

const none: Index = {
  stamp: '',
  flows: [],
  byEvent: new Map(),
  signals: [],
  bySignal: new Map(),
  watched: new Set(),
  open: false,
}

async function read(workspace: Workspace): Promise<Index> {
  if (!hasFlows(workspace)) return none
  // Before the flows: a change in between is found by the next check.
  const stamp = await stampOf(workspace)
  const rows = await workspace.db.rows(
    sql`select f.id, f.name, f.live, f.owner_id, f.per_minute, f.live_since, v.definition
      from ${tableOf(workspace, flowObject)} f join ${tableOf(workspace, versionObject)} v on v.id = f.live::uuid
      where f.status = 'live' and f.deleted_at is null and f.live is not null`,
  )
  const flows = rows.map(
    ([id, name, versionId, owner, perMinute, since, definition]): LiveFlow => ({
      id: String(id),
      name: String(name),
      versionId: String(versionId),
      owner: owner as string | null,
      perMinute: Number(perMinute),
      since: String(since),
      definition: definition as FlowDefinition,
    }),
  )
  const [open] = await workspace.db.rows(
    sql`select exists (select 1 from ${engineTable(workspace, 'flow_run')} where due_at is not null)`,
  )
  return {
    stamp,
    flows,
    byEvent: listeningTo(flows, workspace.registry),
    signals: await signalsOf(workspace),
    bySignal: Map.groupBy(
      flows.filter(({ definition: { trigger } }) => trigger?.on === 'signal'),
      ({ definition: { trigger } }) => (trigger?.on === 'signal' ? trigger.signal : ''),
    ),
    watched: await watchedBy(workspace, flows),
    open: open?.[0] === true,
  }
}

/** By `account.created`, and by `account.updated industry`: a change that concerns no flow finds none. */
function listeningTo(flows: readonly LiveFlow[], registry: Registry): ReadonlyMap<string, readonly Listening[]> {
  const found = new Map<string, Listening[]>()
  for (const flow of flows) {
    const { trigger } = flow.definition
    const name = trigger && eventOf(trigger)
    if (!trigger || !name) continue
    const listening = { flow, hears: listenerOf(trigger, registry) }
    for (const key of trigger.on === 'changed' ? trigger.fields.map((field) => `${name} ${field}`) : [name])
      found.set(key, [...(found.get(key) ?? []), listening])
  }
  return found
}

async function signalsOf(workspace: Workspace): Promise<readonly LiveSignal[]> {
  if (!workspace.registry.objects.has(signalObject)) return []
  const rows = await workspace.db.rows(
    sql`select s.id, s.name, s.owner_id, s.live_since, s.definition from ${tableOf(workspace, signalObject)} s
      where s.status = 'live' and s.deleted_at is null order by s.id`,
  )
  return rows.map(([id, name, owner, since, definition]) => ({
    id: String(id),
    name: String(name),
    owner: owner as string | null,
    since: String(since),
    definition: definition as SignalDefinition,
  }))
}

/** Objects of records that runs may wait for: of live flows, and of versions on which runs wait still. */
async function watchedBy(workspace: Workspace, flows: readonly LiveFlow[]): Promise<ReadonlySet<string>> {
  const rows = await workspace.db.rows(
    sql`select distinct object from ${engineTable(workspace, 'flow_run')} where watch_id is not null and object is not null`,
  )
  const live = flows.flatMap(({ definition }) =>
    allSteps(definition.steps).some(({ kind }) => kind === 'until') ? objectsOf(definition) : [],
  )
  return new Set([...rows.map(([object]) => String(object)), ...live])
}

/** Every object on whose records some step may act. */
function objectsOf({ trigger, steps }: FlowDefinition): readonly string[] {
  const start = trigger && 'object' in trigger && trigger.object ? [trigger.object] : []
  return [...start, ...allSteps(steps).flatMap(({ object }) => object ?? [])]
}

/** Another one after every write: which transaction wrote each row (system column `xmin`); two may be of the same moment. */
async function stampOf(workspace: Workspace, on: Queryable = workspace.db): Promise<string> {
  const stamps = [flowObject, signalObject].filter((key) => workspace.registry.objects.has(key))
  const rows = await Promise.all(
    stamps.map((key) =>
      on.rows(sql`select string_agg(t.xmin::text, ' ' order by t.id) from ${tableOf(workspace, key)} t`),
    ),
  )
  return String(rows)
}
