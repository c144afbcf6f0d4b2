import type { Label, Language } from '#kernel/label.ts'
import { say } from '#kernel/label.ts'
import type { Values } from '#kernel/object.ts'
import type { Registry } from '#kernel/registry.ts'
import { openDirectory } from './access/directory.ts'
import { systemPrincipal } from './access/principal.ts'
import type { Catalogue, WorkspaceRow } from './catalogue/catalogue.ts'
import { openSettings } from './company/settings.ts'
import { type Clock, engineTable, type NoteReading, type Session, type Workspace } from './context.ts'
import { crashPoint } from './crash.ts'
import { openRegistries } from './custom/registries.ts'
import { type Database, openDatabase } from './db/database.ts'
import { type Migration, migrateSchema } from './db/migrate.ts'
import type { Reader, Replica } from './db/replica.ts'
import { sql } from './db/sql.ts'
import type { Writing } from './records/op.ts'
import { applyOps, writing } from './records/write.ts'
import type { Secrets } from './secrets.ts'
import type { Clusters } from './workspace/clusters.ts'
import type { Guard } from './workspace/guard.ts'
import { completeMove } from './workspace/move-state.ts'
import { atRest, type Place, placedDatabase } from './workspace/place.ts'

export type WorkspacesOptions = {
  readonly catalogue: Catalogue
  readonly clusters: Clusters
  /** Follows the home cluster. */
  readonly replica?: Replica | null
  /** Whether this program may write. */
  readonly guard: Pick<Guard, 'write' | 'retired'>
  /** A direct connection for migrations of the home cluster, never through a pooler. */
  readonly migrating: Database
  readonly registry: Registry
  readonly migrations: readonly Migration[]
  readonly clock: Clock
  readonly secrets: Secrets
  /** Counts what somebody was given to read; nobody counts where it is left out. */
  readonly noteReading?: NoteReading
  readonly hint: (workspace: Workspace, what: 'event' | 'access') => void
}

/** The open workspaces of this process. */
export type Workspaces = ReturnType<typeof openWorkspaces>

/** Opens workspaces as they are asked for. Which database a workspace lies in is decided here alone. */
export function openWorkspaces(options: WorkspacesOptions) {
  const { catalogue, clusters, guard, registry, migrations, clock } = options
  const open = new Map<string, Workspace>()
  const registries = openRegistries(registry)
  const settings = openSettings()
  const databases = new Map<string, Database>()
  const places = new Map<string, { row: WorkspaceRow; place: Place }>()
  let looking: Promise<WorkspaceRow[]> | null = null

  /** Reads the catalogue. Whoever asks while an answer is on its way gets the next one: it must be no older than the question. */
  const look = async (): Promise<WorkspaceRow[]> => {
    await looking?.catch(() => {})
    looking ??= (async () => {
      const rows = await catalogue.workspaces()
      await clusters.learn(rows.map((row) => row.cluster))
      const gone = new Set(places.keys())
      for (const row of rows) {
        gone.delete(row.id)
        setPlace(row)
      }
      for (const id of gone) {
        open.delete(id)
        places.delete(id)
        databases.delete(id)
      }
      return rows
    })().finally(() => {
      looking = null
    })
    return looking
  }
  const setPlace = (row: WorkspaceRow) => {
    const db = clusters.get(row.cluster)
    const read = () => {
      if (row.status === 'suspended' || row.status === 'deleted') throw atRest(row.status)
    }
    places.set(row.id, { row, place: { db, read, write: guard.write } })
  }
  const placeOf = (id: string): Place => {
    const found = places.get(id)
    if (!found) throw atRest('deleted')
    return found.place
  }
  const lookAt = async (id: string) => {
    const now = (await look()).find((one) => one.id === id)
    if (now?.movingTo) await completeMove({ catalogue, clusters }, now)
    return { moving: Boolean(now?.movingTo) }
  }
  const databaseOf = (id: string): Database => {
    const known = databases.get(id)
    if (known) return known
    const made = placedDatabase(
      () => placeOf(id),
      () => lookAt(id),
    )
    databases.set(id, made)
    return made
  }
  /** The same database by the connection that stands aside. */
  const asideOf = (id: string): Database =>
    placedDatabase(
      () => ({ ...placeOf(id), db: clusters.aside(places.get(id)!.row.cluster) }),
      () => lookAt(id),
    )
  /** Heavy reads of workspaces at home go to the replica; other clusters have none. */
  const readerOf = (id: string, db: Database): Reader => {
    const { replica } = options
    if (!replica) return db
    return {
      async rows(statement, how) {
        const found = places.get(id)
        if (found?.row.cluster !== null) return db.rows(statement, how)
        found.place.read()
        return replica.rows(statement, { rows: (same) => db.rows(same, how) })
      },
    }
  }
  /** What its administrator has made is read before anybody sees the workspace. */
  const openReady = async (row: WorkspaceRow): Promise<Workspace> => {
    if (!registries.knows(row.id)) await lookInto({ id: row.id, schema: row.schema, db: databaseOf(row.id) })
    return openRow(row)
  }
  const lookInto = async (place: Pick<Workspace, 'id' | 'schema' | 'db'>): Promise<void> => {
    await Promise.all([settings.refresh(place), registries.refresh(place)])
  }
  const openRow = (row: WorkspaceRow): Workspace => {
    const known = open.get(row.id)
    const { id, name, schema, language } = row
    const registry = registries.of(id)
    const company = settings.of(id)
    const same = known?.registry === registry
    if (known && same && known.settings === company.settings && known.name === name && known.language === language)
      return known
    const db = databaseOf(id)
    const workspace: Workspace = {
      id,
      name,
      schema,
      language,
      registry,
      ...company,
      db,
      replica: readerOf(id, db),
      clock,
      secrets: options.secrets,
      directory: known && same ? known.directory : openDirectory(asideOf(id), schema, registry, clock),
      noteReading: options.noteReading ?? (() => {}),
      hint: (what) => options.hint(workspace, what),
    }
    open.set(id, workspace)
    return workspace
  }
  const live = (id: string) => places.get(id)?.row.status === 'live'
  const migrateRow = async (row: WorkspaceRow) => {
    const now = clock.now().toISOString()
    if (row.cluster === null) return migrateSchema(options.migrating, row.schema, migrations, now)
    const there = openDatabase({ url: await clusters.url(row.cluster), max: 1, prepare: false, name: 'sampan-migrate' })
    try {
      return await migrateSchema(there, row.schema, migrations, now)
    } finally {
      await there.end()
    }
  }
  return {
    /** Those that are live, opened. Reads the catalogue: what has changed there holds in this process from now on. */
    async all(): Promise<Workspace[]> {
      return Promise.all((await look()).filter((row) => row.status === 'live').map(openReady))
    },
    registries,
    /** Looks whether another configuration is live or settings have changed, and opens the workspace with them. Answers it as it is now. */
    async refresh(id: string): Promise<Workspace | null> {
      const row = places.get(id)?.row
      if (row?.status !== 'live') return null
      await lookInto({ id, schema: row.schema, db: databaseOf(id) })
      return openRow(row)
    },
    opened: () => [...open.values()].filter(({ id }) => live(id)),
    get: (id: string) => {
      registries.touch(id)
      return live(id) ? (open.get(id) ?? null) : null
    },
    /** The cluster in which it lies; null is home. */
    clusterOf: (id: string) => places.get(id)?.row.cluster ?? null,
    /** What the catalogue said of it last; null for one that is not there. */
    statusOf: (id: string) => places.get(id)?.row.status ?? null,
    /** A newer program has taken over: this one begins nothing any more. */
    retired: () => guard.retired(),
    /** Brings every schema up to date; a workspace whose making was cut short is made. Answers what ran. */
    async migrate(): Promise<{ schema: string; ran: string[] }[]> {
      const done = []
      for (const row of await look()) {
        const ran = await migrateRow(row)
        done.push({ schema: row.schema, ran })
        if (row.status === 'creating') await finish(openRow(row))
        // Where a newer program has taken over, this one only reads.
        else if (row.status === 'live' && !guard.retired()) await upgrade(await openReady(row))
      }
      return done
    },
    /** Makes a workspace: noted, then its schema in one transaction, then its first records, then live. Each step may be repeated. Refuses where a newer program has taken over. */
    async create(name: string, language: Language): Promise<Workspace> {
      await guard.write()
      const row = await catalogue.announceWorkspace(name, language)
      crashPoint('workspace.announced')
      await migrateRow(row)
      await look()
      const workspace = openRow(row)
      await finish(workspace)
      return workspace
    },
  }

  async function finish(workspace: Workspace): Promise<void> {
    crashPoint('workspace.schema')
    await seed(workspace)
    crashPoint('workspace.seeded')
    await catalogue.setWorkspace(workspace.id, { status: 'live' })
    await look()
  }
}

/** The session in which the system itself writes. */
export function systemSession(
  workspace: Workspace,
  via: Session['origin']['via'] = 'system',
  causeId?: string,
): Session {
  return {
    workspace,
    principal: systemPrincipal(workspace),
    origin: { via },
    language: workspace.language,
    ...(causeId ? { causeId } : {}),
  }
}

/** Gives a workspace what its modules give those that are there already, each once. */
async function upgrade(workspace: Workspace): Promise<void> {
  for (const { key, run } of workspace.registry.upgrades)
    await writing(systemSession(workspace), async (w) => {
      if (await notesUpgrade(w, key)) await run(w.tx)
    })
}

/** Notes that a workspace has an upgrade; false where that stands there. */
async function notesUpgrade(
  { db, now, session }: Pick<Writing, 'db' | 'now' | 'session'>,
  key: string,
): Promise<boolean> {
  const made = await db.count(
    sql`insert into ${engineTable(session.workspace, 'setting')} (key, value, updated_at)
      values (${`upgrade ${key}`}, '{}'::jsonb, ${now}::timestamptz) on conflict (key) do nothing`,
  )
  return made > 0
}

/** Writes the roles and records that a new workspace starts with, in one transaction; does nothing the second time. */
async function seed(workspace: Workspace): Promise<void> {
  const { registry, language } = workspace
  const system = systemSession(workspace)
  await writing(system, async (w) => {
    const role = registry.object('role')
    const there = await w.db.rows(sql`select 1 from ${w.query.from('role', 'r')} limit 1`)
    if (there.length > 0) return
    // It begins with what the upgrades would bring.
    for (const { key } of registry.upgrades) await notesUpgrade(w, key)
    const trusted = { ...w, trusted: true }
    await applyOps(
      trusted,
      role,
      registry.roles.map((r) => ({
        do: 'create',
        values: { name: say(r.label, language), key: r.key, admin: r.admin === true, grants: r.grants },
      })),
    )
    for (const { object, records } of registry.seeds) {
      const target = registry.object(object)
      await applyOps(
        trusted,
        target,
        records.map((values) => create(values, language)),
      )
    }
  })
}

function create(record: Readonly<Record<string, unknown>>, language: Language) {
  const { id, ...rest } = record as { id?: string }
  const values: Values = Object.fromEntries(
    Object.entries(rest).map(([key, value]) => [key, isLabel(value) ? say(value, language) : value]),
  )
  return { do: 'create' as const, ...(id ? { id } : {}), values }
}

function isLabel(value: unknown): value is Label {
  return typeof value === 'object' && value !== null && 'en' in value && 'zh' in value
}
