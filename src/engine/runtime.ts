import { join } from 'node:path'
import pg from 'pg'
import type { Registry } from '#kernel/registry.ts'
import { approvalMailWriter } from './approvals/by-mail.ts'
import { type ApprovalClock, startApprovalClock } from './approvals/clock.ts'
import { approvalMail } from './approvals/request.ts'
import { startDailyBackups } from './backup/daily.ts'
import { backsUpDaily, backupFolder } from './backup/kept.ts'
import { openAuth } from './catalogue/auth.ts'
import { openDoors } from './catalogue/auth-doors.ts'
import { openProviders } from './catalogue/auth-providers.ts'
import { catalogueSchema, openCatalogue } from './catalogue/catalogue.ts'
import { noteKeys } from './catalogue/keys.ts'
import type { Clock } from './context.ts'
import { openConfigurations } from './custom/press.ts'
import { openDatabase } from './db/database.ts'
import { type Migration, readMigrations } from './db/migrate.ts'
import { mayPrepare } from './db/pooler.ts'
import { openReplica } from './db/replica.ts'
import { type Due, startDue } from './due/due.ts'
import { startSealing } from './events/chain/sealing.ts'
import type { Claims } from './events/claims.ts'
import { type Dispatcher, startDispatcher } from './events/dispatcher.ts'
import { openFileStore } from './files/store.ts'
import { checkFlows, forgetFlows } from './flows/live.ts'
import { type Runner, startRunner } from './flows/runner.ts'
import { keepHouse } from './housekeeping.ts'
import { startFeeding } from './import/feeds/clock.ts'
import { type MailReceiver, startMailReceiver } from './mail/receiver.ts'
import { startMailSender } from './mail/sender.ts'
import { startMessageSender } from './messages/sender.ts'
import { openMetrics } from './metrics.ts'
import { openOutbound } from './outbound/outbound.ts'
import { makeKey, openSecrets } from './secrets.ts'
import { openDoorman } from './security/doorman.ts'
import { openPolicies } from './security/policy.ts'
import { openSso } from './security/sso.ts'
import { makeFirstWorkspace, type Setup } from './setup.ts'
import { beginUpgrade } from './upgrade.ts'
import { version } from './version.ts'
import { startWatch } from './watch/watch.ts'
import { checkWebhooks, forgetWebhooks, loadWebhooks } from './webhooks/listening.ts'
import { type Sender, startSender } from './webhooks/sender.ts'
import { openClusters } from './workspace/clusters.ts'
import { levelOf, openGuard } from './workspace/guard.ts'
import { openWorkspaces } from './workspaces.ts'

export type RuntimeOptions = {
  readonly databaseUrl: string
  /** For what must not go through a pooler: LISTEN, the queue, migrations. The same one where there is no pooler. */
  readonly directUrl?: string
  /** A streaming replica of it, for heavy reads. */
  readonly readUrl?: string
  readonly registry: Registry
  /** Where files lie. */
  readonly dataFolder: string
  /** Signs sessions. */
  readonly secret: string
  /** Where people reach this installation, such as `http://127.0.0.1:7717`. */
  readonly baseUrl: string
  /** The database is the one that Sampan brings along. */
  readonly embedded?: boolean
  readonly origins?: readonly string[]
  readonly clock?: Clock
  readonly poolSize?: number
  /** Networks that calls for users may go into beside the public ones, as CIDR by commas. */
  readonly allowNetworks?: string
  /** Handle events and jobs in this process. */
  readonly worker?: boolean
  readonly log?: (message: string, detail?: object) => void
  /** The migrations of a workspace, where they are not the committed ones. */
  readonly migrations?: readonly Migration[]
  /** Fills a new workspace with the demo company. */
  readonly sample?: (workspaceId: string) => Promise<void>
}

/** Everything that one process of Sampan is made of. */
export type Runtime = Awaited<ReturnType<typeof openRuntime>>

const channel = 'sampan'

/** Migrates, opens every workspace, starts listening and dispatching. Refuses to start on data that it does not understand. */
export async function openRuntime(options: RuntimeOptions) {
  const clock = options.clock ?? { now: () => new Date() }
  const log = options.log ?? (() => {})
  const directUrl = options.directUrl ?? options.databaseUrl
  const outbound = openOutbound(options.allowNetworks ? { allowNetworks: options.allowNetworks } : {})
  const prepare = await mayPrepare(options.databaseUrl, process.env['SAMPAN_PREPARE'])
  const db = openDatabase({ url: options.databaseUrl, max: options.poolSize ?? 16, prepare })
  const catalogueDb = openDatabase({ url: options.databaseUrl, max: 4, prepare, name: 'sampan-catalogue' })
  const migrating = openDatabase({ url: directUrl, max: 1, prepare: false, name: 'sampan-migrate' })
  const root = new URL('../../migrations/', import.meta.url)
  const migrations = {
    catalogue: readMigrations(new URL('catalogue/', root)),
    workspace: options.migrations ?? readMigrations(new URL('workspace/', root)),
  }
  /** A start that is refused leaves no connection behind. */
  const orClose = <T>(step: Promise<T>, ...more: { end(): Promise<unknown> }[]) =>
    step.catch(async (error: unknown) => {
      await Promise.all([...more, db, catalogueDb, migrating].map((one) => one.end()))
      throw error
    })
  const { dataFolder } = options
  const upgrade = await orClose(beginUpgrade({ directUrl, dataFolder, migrating, migrations, clock, version, log }))
  makeKey(dataFolder)
  const secrets = openSecrets(dataFolder)
  await orClose(noteKeys(catalogueDb, catalogueSchema, secrets, clock.now().toISOString()), upgrade)
  const catalogue = openCatalogue(catalogueDb, clock)
  const auth = openAuth({
    url: options.databaseUrl,
    secret: options.secret,
    baseUrl: options.baseUrl,
    origins: options.origins ?? [],
    secure: options.baseUrl.startsWith('https:'),
    mayBegin: (loginId, method) => doorman.mayBegin(loginId, method),
  })
  const doors = openDoors(catalogueDb, clock)
  const clusters = openClusters({
    catalogue,
    secrets,
    home: db,
    pooledUrl: options.databaseUrl,
    homeUrl: directUrl,
    poolSize: options.poolSize ?? 16,
    prepare,
  })
  const metrics = openMetrics()
  const replica = options.readUrl
    ? openReplica({ url: options.readUrl, home: db, log, tell: metrics.replicaRead })
    : null
  const guard = openGuard(catalogue, levelOf(migrations.catalogue, migrations.workspace))
  await catalogue.announceProgram(guard.level, version)
  await guard.check()
  let dispatcher: Dispatcher | null = null
  let sender: Sender | null = null
  let mailSender: Claims | null = null
  let mailReceiver: MailReceiver | null = null
  let messageSender: Claims | null = null
  let runner: Runner | null = null
  let approvalClock: ApprovalClock | null = null
  let due: Due | null = null
  const forgetters: (() => void)[] = []
  const workspaces = openWorkspaces({
    catalogue,
    clusters,
    replica,
    guard,
    migrating,
    secrets,
    registry: options.registry,
    migrations: migrations.workspace,
    clock,
    noteReading: (...given) => watch.note(...given),
    hint(workspace, what) {
      if (what === 'event') {
        dispatcher?.wake()
        sender?.wake()
        mailSender?.wake()
        messageSender?.wake()
        runner?.wake()
        due?.wake()
      } else {
        // What was written through the workspace as it was before a change of its configuration holds in the one of now as well.
        const opened = workspaces.get(workspace.id)
        opened?.directory.forget()
        if (opened) forgetFlows(opened)
        announce(`access ${workspace.id}`)
      }
    },
  })
  const watch = startWatch({ workspaceOf: (id) => workspaces.get(id), log })
  const policies = openPolicies()
  forgetters.push(policies.forget)
  const doorman = openDoorman({ catalogue, doors, workspaces, policies })
  const providers = openProviders(catalogueDb, clock, secrets)
  const ssoCallback = new URL('/api/sign-in/callback', options.baseUrl).href
  const sso = openSso({ providers, catalogue, auth, doors, workspaces, outbound, callback: ssoCallback })
  await orClose(workspaces.migrate().finally(upgrade.end))
  await Promise.all((await workspaces.all()).map(loadWebhooks))
  const configurations = openConfigurations({ workspaces, clusters, announce, log })
  configurations.resumeAll()
  const listener = await listen(directUrl, heard, log)
  // Hints may be lost; what the catalogue says holds within a second all the same.
  const checking = setInterval(() => {
    guard.check().catch(() => {})
    workspaces.all().catch(() => {})
    configurations.check().catch(() => {})
    for (const workspace of workspaces.opened())
      for (const check of [workspace.directory.check(), checkWebhooks(workspace), checkFlows(workspace)])
        check.catch(() => {}) // the next round asks again
  }, 1_000)
  if (options.worker !== false) {
    sender = startSender({ workspaces, outbound, log })
    const files = openFileStore(join(dataFolder, 'files'))
    mailSender = startMailSender({
      workspaces,
      outbound,
      files,
      baseUrl: options.baseUrl,
      secret: options.secret,
      notices: { [approvalMail]: approvalMailWriter(options) },
      log,
    })
    messageSender = startMessageSender({ workspaces, outbound, log })
    mailReceiver = startMailReceiver({ workspaces, outbound, files, log })
    runner = startRunner({ workspaces, log })
    approvalClock = startApprovalClock({ workspaces, log })
    due = startDue({ workspaces, log })
    dispatcher = await startDispatcher({
      url: directUrl,
      workspaces,
      baseUrl: options.baseUrl,
      jobs: options.registry.jobs,
      log,
      onDelivery: sender.wake,
      onRun: runner.wake,
    })
  }
  const daily =
    options.worker !== false && backsUpDaily()
      ? startDailyBackups({
          databaseUrl: directUrl,
          dataFolder: options.dataFolder,
          folder: backupFolder(options.dataFolder),
          version,
          now: clock.now,
          worthwhile: catalogue.hasMembers,
          log,
        })
      : null
  const sweeping = setInterval(() => {
    for (const workspace of workspaces.opened())
      keepHouse(workspace).catch((error: unknown) => log('keeping house failed', { error: String(error) }))
  }, 3_600_000)

  const feeding = startFeeding({
    workspaces,
    outbound,
    files: openFileStore(join(options.dataFolder, 'files')),
    dataFolder: options.dataFolder,
    ...(options.worker === false ? { everyMs: null } : {}),
    log,
  })

  const sealing = startSealing({
    opened: () => (options.worker === false ? [] : workspaces.opened()),
    dataFolder: options.dataFolder,
    log,
  })

  /** Tells the other processes. A hint: each also forgets by itself after a while. */
  function announce(message: string): void {
    db.pool
      .query('select pg_notify($1, $2)', [channel, message])
      .catch((error: unknown) => log('announcing failed', { error: String(error) }))
  }

  function heard(message: string): void {
    const [what, id] = message.split(' ')
    const workspace = what === 'access' ? workspaces.get(id ?? '') : null
    if (workspace) {
      workspace.directory.forget()
      forgetWebhooks(workspace)
      forgetFlows(workspace)
    }
    if (what === 'configuration')
      workspaces
        .refresh(id ?? '')
        .catch((error: unknown) => log('reading a configuration failed', { error: String(error) }))
    if (what === 'workspaces')
      workspaces.all().catch((error: unknown) => log('opening failed', { error: String(error) }))
    for (const forget of forgetters) forget()
  }

  return {
    db,
    catalogue,
    auth,
    doors,
    doorman,
    policies,
    providers,
    sso,
    ssoCallback,
    workspaces,
    configurations,
    clusters,
    guard,
    /** The connection string that passes no pooler. */
    directUrl,
    secrets,
    /** Seals what goes out to strangers and comes back. */
    secret: options.secret,
    clock,
    files: openFileStore(join(options.dataFolder, 'files')),
    dataFolder: options.dataFolder,
    baseUrl: options.baseUrl,
    origins: [options.baseUrl, ...(options.origins ?? [])].map((url) => new URL(url).origin),
    /** The database is the one that Sampan brings along. */
    embedded: options.embedded ?? false,
    migrations,
    backups: { start: () => daily?.start() ?? false, running: () => daily?.running() ?? false },
    metrics,
    outbound,
    watch,
    announce,
    /** Called when something that a request remembered may be out of date. */
    onForget: (forget: () => void) => void forgetters.push(forget),
    /** Fills a workspace with the demo company, behind an answer that has been given already. */
    async loadSample(workspaceId: string): Promise<void> {
      await options.sample?.(workspaceId)
    },
    /** Handles everything that waits; for tests and commands. */
    settle: async () => {
      await watch.settle()
      await approvalClock?.settle()
      // Events set flows off, and flows write events: at rest is what is found so twice.
      for (let quiet = 0; quiet < 2; ) {
        await dispatcher?.settle()
        await runner?.settle()
        await due?.settle()
        quiet = (await dispatcher?.busy()) || (await runner?.busy()) ? 0 : quiet + 1
      }
      await sender?.settle()
      await mailSender?.settle()
      await messageSender?.settle()
    },
    /** Reads every mailbox that nobody reads now, once; for tests. */
    receiveMail: async () => mailReceiver?.settle(),
    /** Makes the first workspace with its administrator. */
    async setUp(setup: Setup): Promise<{ workspaceId: string; userId: string }> {
      const made = await makeFirstWorkspace({ catalogue, auth, workspaces }, setup)
      announce('workspaces')
      if (setup.sample) await options.sample?.(made.workspaceId)
      return made
    },
    async close(): Promise<void> {
      clearInterval(checking)
      clearInterval(sweeping)
      await watch.stop()
      await daily?.stop()
      await sealing.stop()
      await feeding.stop()
      await configurations.settle()
      await dispatcher?.stop()
      await runner?.stop()
      await approvalClock?.stop()
      await due?.stop()
      await sender?.stop()
      await mailSender?.stop()
      await messageSender?.stop()
      await mailReceiver?.stop()
      await listener.stop()
      await Promise.all([replica?.end(), clusters.end(), db.end(), catalogueDb.end(), migrating.end(), auth.close()])
    },
  }
}

/** Listens for hints of other processes on a connection of its own; connects again when it is lost. */
async function listen(url: string, heard: (message: string) => void, log: (message: string, detail?: object) => void) {
  let stopped = false
  let client: pg.Client | null = null
  const connect = async () => {
    const next = new pg.Client({ connectionString: url, application_name: 'sampan-listen' })
    next.on('notification', (n) => heard(n.payload ?? ''))
    next.on('error', () => {}) // 'end' follows
    next.on('end', () => {
      if (!stopped) setTimeout(() => void connect().catch(() => {}), 1_000)
    })
    await next.connect()
    await next.query(`listen ${channel}`)
    client = next
    // Whatever was said while nobody listened.
    heard('forget')
  }
  await connect().catch((error: unknown) => log('listening failed', { error: String(error) }))
  return {
    async stop() {
      stopped = true
      await client?.end()
    },
  }
}
