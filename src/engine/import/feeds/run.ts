import type { Label } from '#kernel/label.ts'
import { Refusal } from '#kernel/problem.ts'
import { engineTable, type Session, type Workspace } from '../../context.ts'
import { type Sql, sql } from '../../db/sql.ts'
import type { FileStore } from '../../files/store.ts'
import type { Workspaces } from '../../workspaces.ts'
import { run as runImport, takeImport } from '../import.ts'
import { mergePlan } from '../plan.ts'
import { loadImport } from '../store.ts'
import { change, type Feed, findFeeds, placeOf } from './feed.ts'
import { type FeedFound, type FeedParts, findFiles } from './fetch.ts'

export type Feeding = FeedParts & { readonly files: FileStore }

/** A look that says nothing for so long is dead, and another may begin. */
const silenceMs = 3_600_000

/** Looks at all feeds that are due, in every workspace; of several processes one does it. Answers how many. */
export async function runDueFeeds(parts: Feeding, workspaces: Pick<Workspaces, 'opened'>): Promise<number> {
  let looked = 0
  for (const workspace of workspaces.opened()) {
    const now = workspace.clock.now().toISOString()
    const due = sql`not paused and next_at <= ${now}::timestamptz`
    for (const feed of await findFeeds(workspace, due)) if (await runFeed(parts, workspace, feed, due)) looked++
  }
  return looked
}

/**
 * Looks once what a feed has, and brings in every file that it has not brought yet. What goes wrong is noted with the
 * feed or the file and does not keep the others back.
 * @param still what must hold of it when the look begins
 * @returns false where somebody else is looking, or has looked meanwhile
 */
export async function runFeed(
  parts: Feeding,
  workspace: Workspace,
  feed: Feed,
  still: Sql = sql`true`,
): Promise<boolean> {
  const at = workspace.clock.now()
  const dead = new Date(at.getTime() - silenceMs).toISOString()
  const next = new Date(at.getTime() + feed.everyMinutes * 60_000).toISOString()
  const [claimed] = await workspace.db.rows(
    sql`update ${engineTable(workspace, 'feed')} set started_at = ${at.toISOString()}::timestamptz, finished_at = null,
      next_at = ${next}::timestamptz where id = ${feed.id}::uuid and ${still}
      and (started_at is null or finished_at is not null or started_at < ${dead}::timestamptz) returning id`,
  )
  if (!claimed) return false
  const error = await look(parts, workspace, feed).then(
    () => null,
    (wrong: unknown) => messageOf(wrong),
  )
  await change(workspace, feed.id, [
    sql`finished_at = ${workspace.clock.now().toISOString()}::timestamptz`,
    sql`error = ${error === null ? null : JSON.stringify(error)}::jsonb`,
  ])
  return true
}

async function look(parts: Feeding, workspace: Workspace, feed: Feed): Promise<void> {
  const principal = feed.createdBy ? await workspace.directory.person(feed.createdBy) : null
  if (!principal)
    throw new Refusal('forbidden', [
      {
        field: null,
        code: 'forbidden',
        message: {
          en: 'Who made this feed is no longer active. Make it anew.',
          zh: '创建该来源的成员已停用，请重新创建。',
        },
      },
    ])
  const session: Session = { workspace, principal, origin: { via: 'import' }, language: workspace.language }
  const secret = feed.secret === null ? null : workspace.secrets.open(feed.secret, placeOf(feed.id))
  const known = async (hostKey: string) =>
    change(workspace, feed.id, [sql`source = ${JSON.stringify({ ...feed.source, hostKey })}::jsonb`])
  for await (const found of findFiles(parts, feed.source, secret, known))
    if (await isNew(workspace, feed, found)) await bring(parts, session, feed, found)
}

/** A file of that name that has not been changed since it was brought is not fetched again. */
async function isNew(workspace: Workspace, feed: Feed, { name, modified }: FeedFound): Promise<boolean> {
  if (!modified) return true
  const rows = await workspace.db.rows(
    sql`select 1 from ${engineTable(workspace, 'feed_file')} where feed_id = ${feed.id}::uuid and file_name = ${name}::text
      and at > ${modified.toISOString()}::timestamptz limit 1`,
  )
  return rows.length === 0
}

async function bring({ files }: Feeding, session: Session, feed: Feed, found: FeedFound): Promise<void> {
  const { workspace } = session
  const { sha256 } = await files.put(await found.read())
  const table = engineTable(workspace, 'feed_file')
  // noted before it is brought: what fails is seen, and is not tried over and over again
  const noted = await workspace.db.rows(
    sql`insert into ${table} (feed_id, file_hash, file_name, at) values (${feed.id}::uuid, ${sha256}::text,
      ${found.name.slice(0, 200)}::text, ${workspace.clock.now().toISOString()}::timestamptz)
      on conflict (feed_id, file_hash) do nothing returning file_hash`,
  )
  if (noted.length === 0) return
  const here = sql`feed_id = ${feed.id}::uuid and file_hash = ${sha256}::text`
  try {
    const taken = await takeImport({ files }, session, { object: feed.object, fileName: found.name, hash: sha256 })
    await workspace.db.count(sql`update ${table} set import_id = ${taken.id}::uuid where ${here}`)
    const { analysis } = taken
    const mapped = analysis.remembered || analysis.profile?.object === feed.object || feed.plan.columns !== undefined
    if (!mapped) throw unmapped()
    const { ended } = await runImport({ files }, session, taken.id, mergePlan(taken.plan, feed.plan))
    await ended
    const { error } = await loadImport(session, taken.id)
    if (error) throw new Refusal('invalid', [{ field: null, code: 'failed', message: { en: error, zh: error } }])
  } catch (wrong) {
    await workspace.db.count(sql`update ${table} set error = ${JSON.stringify(messageOf(wrong))}::jsonb where ${here}`)
  }
}

function unmapped(): Refusal {
  return new Refusal('invalid', [
    {
      field: null,
      code: 'not-mapped',
      message: {
        en: 'Nobody has said yet where the columns of such a file go. Open this import, set its columns and run it: the next file comes in by itself.',
        zh: '还没有人确认过这种文件的列对应关系。打开这次导入，设好各列并执行，之后的文件会自动导入。',
      },
    },
  ])
}

/** What people may read of it; anything else is a bug, said without its insides. */
function messageOf(wrong: unknown): Label {
  if (wrong instanceof Refusal) {
    const all = wrong.problems.map((p) => p.message)
    return { en: all.map((m) => m.en).join(' '), zh: all.map((m) => m.zh).join('') }
  }
  return { en: 'Something went wrong here. The log of the server says more.', zh: '出现内部错误，详见服务器日志。' }
}
