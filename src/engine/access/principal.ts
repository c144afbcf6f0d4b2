import type { Scope } from '#kernel/module.ts'
import type { RegisteredObject, Registry } from '#kernel/registry.ts'
import type { PlacesAbove } from './above-places.ts'
import type { Cover } from './cover.ts'
import type { Places } from './standing.ts'

export type Verb = 'read' | 'update' | 'delete'

/** What a person may do with one object: the union of what her roles grant. */
export type Rights = {
  readonly scopes: Readonly<Record<Verb, readonly Scope[]>>
  readonly create: boolean
  readonly export: boolean
  readonly import: boolean
  readonly merge: boolean
  readonly actions: ReadonlySet<string> | 'all'
  /** By field key; what is not named is hidden. */
  readonly fields: ReadonlyMap<string, 'read' | 'write'>
}

/** A person as the engine sees her: who she is, whom she stands for, what she may do. Immutable; a change makes a new one. */
export type Principal = {
  /** null for the system itself, which may do everything. */
  readonly id: string | null
  readonly name: string
  readonly email: string
  readonly teamId: string | null
  readonly timeZone: string
  readonly admin: boolean
  /** Ids of her roles, and the keys of those that have one: layouts and lists are made for them. */
  readonly roles: readonly string[]
  /** Her team and every team below it. */
  readonly teamsAtAndBelow: readonly string[]
  /** People of her team, herself included. */
  readonly teamMates: readonly string[]
  /** People of her team and the teams below it, and everyone who reports to her, herself included. */
  readonly peopleBelow: readonly string[]
  /** Those whom she leads: who reports to her, and the people of teams that she is the leader of; herself and her colleagues are not among them. */
  readonly peopleLed: readonly string[]
  /** Ids to which a record may have been opened for her: her own and her teams'. */
  readonly grantees: readonly string[]
  rights(objectKey: string): Rights
  /** Something acts in her name without her, or looks through her eyes: what is private stays hers. */
  readonly proxy?: true
  /** For whom she acts at this moment. */
  readonly covers: readonly Cover[]
  /** Where she belongs among the records that gather those of an object; null where nothing does. */
  places(objectKey: string): Places | null
  /** The same of what the records of an object hang on; empty where nothing that they hang on is gathered. */
  placesAbove(objectKey: string): readonly PlacesAbove[]
}

const proxies = new WeakMap<Principal, Principal>()

/** Her rights, for what acts in her name while she is not there: without what she keeps private. */
export function proxyOf(principal: Principal): Principal {
  const known = proxies.get(principal) ?? { ...principal, proxy: true as const }
  proxies.set(principal, known)
  return known
}

const systems = new WeakMap<Registry, Principal>()

/** Everything, for the system itself, in the time zone of the company. */
export function systemPrincipal({
  registry,
  settings,
}: {
  readonly registry: Registry
  readonly settings: { readonly timeZone: string }
}): Principal {
  const known = systems.get(registry)
  if (known?.timeZone === settings.timeZone) return known
  const made = { ...(known ?? makeSystem(registry)), timeZone: settings.timeZone }
  systems.set(registry, made)
  return made
}

function makeSystem(registry: Registry): Principal {
  const rights = new Map([...registry.objects].map(([key, object]) => [key, fullRights(object)]))
  return {
    id: null,
    name: 'Sampan',
    email: '',
    teamId: null,
    timeZone: 'Asia/Shanghai',
    admin: true,
    roles: [],
    teamsAtAndBelow: [],
    teamMates: [],
    peopleBelow: [],
    peopleLed: [],
    grantees: [],
    covers: [],
    rights: (key) => rights.get(key) ?? noRights,
    places: () => null,
    placesAbove: () => [],
  }
}

/** What an administrator has. */
export function fullRights(object: RegisteredObject): Rights {
  return {
    scopes: { read: ['all'], update: ['all'], delete: ['all'] },
    create: true,
    export: true,
    import: true,
    merge: true,
    actions: 'all',
    fields: new Map(Object.entries(object.fields).map(([key, field]) => [key, field.system ? 'read' : 'write'])),
  }
}

export const noRights: Rights = {
  scopes: { read: [], update: [], delete: [] },
  create: false,
  export: false,
  import: false,
  merge: false,
  actions: new Set(),
  fields: new Map(),
}

/** May she read this field? Used where names become columns, on every clause. */
export function canRead(principal: Principal, objectKey: string, fieldKey: string): boolean {
  return principal.rights(objectKey).fields.has(fieldKey)
}
