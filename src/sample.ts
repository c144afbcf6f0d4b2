import { askApproval } from '#engine/approvals/ask.ts'
import { actOn } from '#engine/approvals/decide.ts'
import { addComment } from '#engine/comments/comments.ts'
import type { Session, Workspace } from '#engine/context.ts'
import { beginHandover, carryOut } from '#engine/handover/run.ts'
import { addSampleFields, type Publisher } from '#engine/sample/fields.ts'
import { type FillOptions, fillSample, type Past, type PastBatch } from '#engine/sample/fill.ts'
import { sampleMark, sampleState } from '#engine/sample/mark.ts'
import { isHeldBack } from '#engine/signals/hold.ts'
import { replaySignals } from '#engine/signals/replay.ts'
import type { Language } from '#kernel/label.ts'
import type { Values } from '#kernel/object.ts'
import { demoRequests } from '#modules/demo/approvals.ts'
import { bankFields } from '#modules/demo/bank.ts'
import { type DemoBatch, demoCompany } from '#modules/demo/demo.ts'
import { doorOf } from '#modules/demo/dirt.ts'
import { demoTalk } from '#modules/demo/talk.ts'
import { allInTaiwan } from '#modules/demo/words/taiwan.ts'

export type SampleOptions = Omit<FillOptions, 'order'> & {
  /** 1 is the whole company: 5,000 accounts and 60,000 activities. */
  readonly scale?: number
  /** Who looks at it takes the place of the sales director. */
  readonly director?: string
  /** Ids of roles by key. */
  readonly roles: Readonly<Record<string, string>>
  /** What its people write; otherwise the language of the workspace. */
  readonly language?: Language
}

/** Fills a workspace with the demo company as it stands now. @returns the number of records by object */
export async function loadDemo(
  on: Publisher,
  { id }: Pick<Workspace, 'id'>,
  { scale = 1, director, roles, language: written, ...options }: SampleOptions,
): Promise<Record<string, number>> {
  const bank = await openBank(on, id)
  const workspace = workspaceOf(on, id)
  const language = written ?? workspace.language
  const now = workspace.clock.now().toISOString()
  // Another company each time: a record of an earlier one that was kept keeps its id.
  const seed = Math.floor(Date.parse(now) / 1_000) | 0
  const batches = [
    ...demoCompany({
      ...{ now, seed, scale, roles, language },
      ...(director ? { director } : {}),
      ...(bank ? { bank: isHeldBack } : {}),
    }),
  ]
  const order = [...new Set(batches.map((batch) => batch.object))]
  const counts = await fillSample(workspace, batches.values().map(withHistory), { ...options, order })
  if (director) {
    await talk(workspace, batches, seed, director, language)
    await handOver(workspace, batches, director)
    await askAround(workspace, batches, language)
  }
  workspace.directory.forget()
  await replaySignals(workspace, new Set(recordsOf(batches, 'signal').map(({ id }) => String(id))), daysListened)
  return counts
}

/** For so many days before now it stands which signals would have fired. */
const daysListened = 400

/** The fields of the bank's cases, where the company has none of these names. */
async function openBank(on: Publisher, id: string): Promise<boolean> {
  const workspace = workspaceOf(on, id)
  if ((await sampleState(workspace)) !== 'none') return false
  const fields = bankFields(workspace.language === 'en')
  return addSampleFields(on, workspace, workspace.language === 'zh-TW' ? allInTaiwan(fields) : fields)
}

function workspaceOf({ workspaces }: Publisher, id: string): Workspace {
  const found = workspaces.get(id)
  if (!found) throw new Error(`There is no workspace ${id}.`)
  return found
}

function recordsOf(batches: readonly DemoBatch[], object: string): readonly Values[] {
  return batches.flatMap((batch) => (batch.object === object ? (batch.records as readonly Values[]) : []))
}

/** Whoever has left hands her book over to two of her team, so that the director can look at it and take it back. */
async function handOver(workspace: Workspace, batches: readonly DemoBatch[], director: string): Promise<void> {
  const principal = await workspace.directory.person(director)
  const people = recordsOf(batches, 'user')
  const leaver = people.find(({ active }) => active === false)
  const book = recordsOf(batches, 'account')
  if (!principal || !leaver || !book.some(({ owner }) => owner === leaver['id'])) return
  const to: string[] = []
  for (const { id, active, team, manager } of people) {
    if (!active || team !== leaver['team'] || manager !== leaver['manager'] || to.length === 2) continue
    const person = await workspace.directory.person(String(id))
    if (['account', 'lead'].every((key) => person?.rights(key).scopes.read.length)) to.push(String(id))
  }
  if (to.length === 0) return
  const session: Session = {
    workspace,
    principal,
    origin: { via: 'screen', id: sampleMark },
    language: workspace.language,
  }
  const wish = {
    rules: [
      { object: 'account', field: 'owner', to, split: 'count' as const },
      { object: 'contact', field: 'owner', with: ['account'], to },
      { object: 'opportunity', field: 'owner', with: ['account'], to },
      { object: 'lead', field: 'owner', to },
      { object: 'activity', field: 'owner', with: ['account', 'opportunity'], to },
    ],
    lastDay: workspace.clock.now().toISOString().slice(0, 10),
  }
  await carryOut(session, await beginHandover(session, String(leaver['id']), wish))
}

/** People ask for what others have to agree to, some hours ago each, and some of them have an answer. */
async function askAround(workspace: Workspace, batches: readonly DemoBatch[], language: Language): Promise<void> {
  workspace.directory.forget()
  const now = workspace.clock.now().getTime()
  const sessionAt = async (id: string, hoursAgo: number): Promise<Session> => ({
    workspace: { ...workspace, clock: { now: () => new Date(now - hoursAgo * 3_600_000) } },
    principal: (await workspace.directory.person(id))!,
    origin: { via: 'screen', id: sampleMark },
    language: workspace.language,
  })
  for (const { object, recordId, asker, change, hoursAgo, reason, decisions } of demoRequests(
    batches,
    language,
    new Date(now),
  )) {
    const wish = { object: workspace.registry.object(object), recordId, change, reason }
    const id = await askApproval(await sessionAt(asker, hoursAgo), wish)
    for (const { by, act, words, hoursAgo: ago } of decisions) await actOn(await sessionAt(by, ago), id, { act, words })
  }
}

/** People comment on sales under way and name each other; whoever is named hears of it as ever. */
async function talk(
  workspace: Workspace,
  batches: readonly DemoBatch[],
  seed: number,
  director: string,
  language: Language,
): Promise<void> {
  workspace.directory.forget()
  const looking = await workspace.directory.person(director)
  if (!looking) return
  const sessionOf = async (id: string): Promise<Session | null> => {
    const principal = await workspace.directory.person(id)
    const sees = principal && principal.rights('opportunity').scopes.read.length > 0
    return sees
      ? { workspace, principal, origin: { via: 'screen', id: sampleMark }, language: workspace.language }
      : null
  }
  for (const { object: key, recordId, author, text, answer } of demoTalk(
    batches,
    seed,
    { id: director, name: looking.name },
    language,
  )) {
    const object = workspace.registry.object(key)
    const writer = await sessionOf(author)
    if (!writer) continue
    const said = await addComment(writer, object, recordId, { text, replyTo: null })
    const answering = answer && (await sessionOf(answer.author))
    if (answering) await addComment(answering, object, recordId, { text: answer.text, replyTo: said.id })
  }
}

/** The generator tells how records stand now and what changed; here they begin as they were and live through it. */
function withHistory({ object, records, history }: DemoBatch): PastBatch {
  const byRecord = Map.groupBy(history, (happened) => happened.recordId)
  return {
    object,
    records: records.map(({ id, createdAt, createdBy, updatedAt, updatedBy, ...now }): Past => {
      const happened = byRecord.get(id) ?? []
      const values: Record<string, unknown> = { ...now }
      for (const { changes } of happened.toReversed())
        for (const [key, [from]] of Object.entries(changes)) values[key] = from
      if (happened.length > 0 && values['closeDate'] === null) values['closeDate'] = hoped(id, String(now['closeDate']))
      return {
        ...{ id, createdAt, createdBy, updatedAt, updatedBy, values },
        via: doorOf(object, now),
        steps: happened.map(({ at, actor, changes }) => {
          const to: Values = Object.fromEntries(Object.entries(changes).map(([key, [, value]]) => [key, value]))
          const status = to['status']
          const tells =
            status === 'won'
              ? { kind: 'won', data: { amount: now['amount'] } }
              : status === 'lost'
                ? { kind: 'lost', data: { reason: to['lostReason'] } }
                : undefined
          return { at, by: actor, values: to, ...(tells ? { tells } : {}) }
        }),
      }
    }),
  }
}

/** For when a sale was expected at its beginning: some weeks before or after it came to an end. */
function hoped(id: string, closed: string): string {
  const days = (Number.parseInt(id.slice(-2), 16) % 7) * 7 - 21
  return new Date(Date.parse(closed) + days * 86_400_000).toISOString().slice(0, 10)
}
