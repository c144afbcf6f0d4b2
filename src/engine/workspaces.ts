import type { Label, Language } from '#kernel/label.ts'
import { say } from '#kernel/label.ts'
import type { Values } from '#kernel/object.ts'
import type { Registry } from '#kernel/registry.ts'
import { openDirectory } from './access/directory.ts'
import { systemPrincipal } from './access/principal.ts'
import type { Catalogue, WorkspaceRow } from './catalogue/catalogue.ts'
import type { Clock, Session, Workspace } from './context.ts'
import { crashPoint } from './crash.ts'
import type { Database } from './db/database.ts'
import { type Migration, migrateSchema } from './db/migrate.ts'
import { sql } from './db/sql.ts'
import { applyOps, writing } from './records/write.ts'
import type { Secrets } from './secrets.ts'

export type WorkspacesOptions = {
  readonly catalogue: Catalogue
  readonly db: Database
  /** A direct connection for migrations, never through a pooler. */
  readonly migrating: Database
  readonly registry: Registry
  readonly migrations: readonly Migration[]
  readonly clock: Clock
  readonly secrets: Secrets
  readonly hint: (workspace: Workspace, what: 'event' | 'access') => void
}

/** The open workspaces of this process. */
export type Workspaces = ReturnType<typeof openWorkspaces>

/** Opens workspaces as they are asked for. Which database a workspace lies in is decided here alone. */
export function openWorkspaces(options: WorkspacesOptions) {
  const { catalogue, db, registry, migrations, clock } = options
  const open = new Map<string, Workspace>()
  const openRow = (row: WorkspaceRow): Workspace => {
    const known = open.get(row.id)
    if (known && known.name === row.name && known.language === row.language) return known
    const workspace: Workspace = {
      ...row,
      registry,
      db,
      clock,
      secrets: options.secrets,
      directory: known?.directory ?? openDirectory(db, row.schema, registry),
      hint: (what) => options.hint(workspace, what),
    }
    open.set(row.id, workspace)
    return workspace
  }
  return {
    /** Those that are live, opened. */
    async all(): Promise<Workspace[]> {
      return (await catalogue.workspaces()).filter((row) => row.status === 'live').map(openRow)
    },
    opened: () => [...open.values()],
    get: (id: string) => open.get(id) ?? null,
    /** Brings every schema up to date; a workspace whose making was cut short is made. Answers what ran. */
    async migrate(): Promise<{ schema: string; ran: string[] }[]> {
      const done = []
      for (const row of await catalogue.workspaces()) {
        const ran = await migrateSchema(options.migrating, row.schema, migrations, clock.now().toISOString())
        done.push({ schema: row.schema, ran })
        if (row.status === 'creating') await finish(openRow(row))
      }
      return done
    },
    /** Makes a workspace: noted, then its schema in one transaction, then its first records, then live. Each step may be repeated. */
    async create(name: string, language: Language): Promise<Workspace> {
      const row = await catalogue.announceWorkspace(name, language)
      crashPoint('workspace.announced')
      await migrateSchema(options.migrating, row.schema, migrations, clock.now().toISOString())
      const workspace = openRow({ ...row, status: 'live' })
      await finish(workspace)
      return workspace
    },
  }

  async function finish(workspace: Workspace): Promise<void> {
    crashPoint('workspace.schema')
    await seed(workspace)
    crashPoint('workspace.seeded')
    await catalogue.setWorkspace(workspace.id, { status: 'live' })
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
    principal: systemPrincipal(workspace.registry),
    origin: { via },
    language: workspace.language,
    ...(causeId ? { causeId } : {}),
  }
}

/** Writes the roles and records that a new workspace starts with, in one transaction; does nothing the second time. */
async function seed(workspace: Workspace): Promise<void> {
  const { registry, language } = workspace
  const system = systemSession(workspace)
  await writing(system, async (w) => {
    const role = registry.object('role')
    const there = await w.db.rows(sql`select 1 from ${w.query.from('role', 'r')} limit 1`)
    if (there.length > 0) return
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
