import { createHash } from 'node:crypto'
import type { ApiUse } from '#kernel/api-configuration.ts'
import type { Configuration, CustomField, Section } from '#kernel/configuration.ts'
import { configure } from '#kernel/configuration-module.ts'
import { type ItemProblem, readItem } from '#kernel/configuration-read.ts'
import { usesOf, without } from '#kernel/configuration-uses.ts'
import { formulaWithKeys } from '#kernel/formula-keys.ts'
import { notFound, problem, Refusal, refuse } from '#kernel/problem.ts'
import type { Registry } from '#kernel/registry.ts'
import type { Session } from '../context.ts'
import type { Transaction } from '../db/database.ts'
import { sql } from '../db/sql.ts'
import { keyFrom } from './key.ts'
import { pointsAtIn } from './repairs.ts'
import { type Draft, readDraft, writeDraft } from './store.ts'

type Body = Readonly<Record<string, unknown>>
export type Edited = { readonly key: string; readonly item: unknown; readonly revision: number }

/** Adds an item to the draft. Refuses with every problem at the property that it is about; other items may be unfinished. */
export function addItem(
  session: Session,
  base: Registry,
  section: Section,
  body: Body,
  expected?: number,
): Promise<Edited> {
  return edit(session, expected, null, (document) => {
    const { key, item } = split(section, body, document)
    if (Object.hasOwn(document[section], key))
      throw refuse('invalid', 'key', { en: `'${key}' is there already.`, zh: `「${key}」已存在。` }, 'taken')
    const now = session.workspace.clock.now().toISOString()
    const by = session.principal.email
    const kept = { owner: by, ...item, createdAt: now, createdBy: by }
    const value = read(session, base, document, section, key, kept)
    const next = withTitle({ ...document, [section]: { ...document[section], [key]: value } }, section, key, kept)
    return { document: checked(base, next, section, key), answer: { key, item: next[section][key] } }
  })
}

/** Changes properties of an item of the draft; null takes one away. */
export function changeItem(
  session: Session,
  base: Registry,
  at: { section: Section; key: string },
  body: Body,
  expected?: number,
): Promise<Edited> {
  const { section, key } = at
  return edit(session, expected, { ...at, yours: body }, (document) => {
    if (!Object.hasOwn(document[section], key)) throw notFound()
    const before = document[section][key] as object
    for (const fixed of ['createdAt', 'createdBy', 'column'])
      if (fixed in body) throw refuse('invalid', fixed, { en: 'The engine writes this.', zh: '这一项由系统写入。' })
    const merged = Object.entries({ ...before, ...body }).filter(([, value]) => value !== null)
    const value = read(session, base, document, section, key, Object.fromEntries(merged))
    const next = { ...document, [section]: { ...document[section], [key]: value } }
    return { document: checked(base, next, section, key), answer: { key, item: value } }
  })
}

/** Takes an item out of the draft. What uses it is told, and with `repair` mended or taken out with it. */
export function removeItem(
  session: Session,
  at: { section: Section; key: string },
  options: { repair: boolean; expected?: number | undefined },
): Promise<{ revision: number; repaired: readonly ApiUse[] }> {
  const { section, key } = at
  return edit(session, options.expected, at, (document) => {
    if (!Object.hasOwn(document[section], key)) throw notFound()
    if (section !== 'objects' && section !== 'fields') {
      const { [key]: _gone, ...rest } = document[section] as Record<string, unknown>
      return { document: { ...document, [section]: rest }, answer: { repaired: [] } }
    }
    const pointsAt = pointsAtIn(session.workspace.registry)
    const direct = usesOf(document, new Set([key]), pointsAt)
    const { document: mended, uses } = without(document, new Set([key]), pointsAt)
    const blocking = uses.find((use) => use.fate === 'blocks')
    if (blocking)
      throw refuse('conflict', null, {
        en: `It names the records of '${blocking.key}'. Choose another title there first.`,
        zh: `它是「${blocking.label.zh}」的名称字段，请先为该对象另选名称字段。`,
      })
    const foreign = section === 'objects' ? uses.filter((use) => !use.key.startsWith(`${key}.`)) : uses
    if (foreign.length > 0 && !options.repair)
      throw new Refusal(
        'conflict',
        [problem(null, { en: `${direct.length} things use it.`, zh: `有 ${direct.length} 处正在使用它。` }, 'used')],
        { uses },
      )
    return { document: mended, answer: { repaired: uses } }
  })
}

/** Puts a whole document in the place of the draft. */
export function replaceDraft(
  session: Session,
  document: Configuration,
  expected?: number,
): Promise<{ revision: number }> {
  return edit(session, expected, null, () => ({ document, answer: {} }))
}

/** One change of the draft: whoever changes it at the same time waits, and whoever saw an older one is refused. */
async function edit<T extends object>(
  session: Session,
  expected: number | undefined,
  about: { section: Section; key: string; yours?: unknown } | null,
  change: (document: Configuration) => { document: Configuration; answer: T },
): Promise<T & { revision: number }> {
  const { workspace, principal } = session
  const now = workspace.clock.now().toISOString()
  return workspace.db.transaction(async (tx) => {
    await lockDraft(tx, workspace.schema)
    const draft = await readDraft(tx, workspace, { lock: true })
    if (expected !== undefined && expected !== draft.revision) throw stale(draft, about)
    const { document, answer } = change(draft.document)
    const revision = draft.revision + 1
    await writeDraft(tx, workspace, { revision, base: draft.base, document }, now, principal.id)
    return { ...answer, revision }
  })
}

function lockDraft(tx: Transaction, schema: string) {
  const key = createHash('sha256').update(`sampan draft ${schema}`).digest().readBigInt64BE().toString()
  return tx.rows(sql`select pg_advisory_xact_lock(${key}::bigint)`)
}

function stale(
  { document, revision }: Draft,
  about: { section: Section; key: string; yours?: unknown } | null,
): Refusal {
  const current = about ? (document[about.section][about.key] ?? null) : null
  return new Refusal(
    'stale',
    [
      problem(
        null,
        { en: 'Somebody else has changed the draft in the meantime.', zh: '草稿刚被其他人修改过。' },
        'stale',
      ),
    ],
    { current, yours: about?.yours ?? null, revision },
  )
}

/** The key of a new item, from what says where it belongs, and the item itself. */
function split(section: Section, body: Body, document: Configuration): { key: string; item: Body } {
  const text = (value: unknown) => (typeof value === 'string' ? value : '')
  if (['fields', 'choices', 'conditions', 'scores', 'labels'].includes(section)) {
    const { object, field, key, ...item } = body
    const of = text(object)
    if (of === '') throw refuse('invalid', 'object', { en: 'Say of which object.', zh: '请指定对象。' })
    const given = text(section === 'fields' ? (key ?? field) : field)
    if (section === 'labels' && given === '') return { key: of, item }
    const made =
      given ||
      (section === 'fields' ? keyFrom(item['label'], (one) => Object.hasOwn(document.fields, `${of}.${one}`)) : '')
    if (made === '') throw refuse('invalid', 'field', { en: 'Say of which field.', zh: '请指定字段。' })
    return { key: `${of}.${made}`, item }
  }
  const { key, ...item } = body
  return { key: text(key) || keyFrom(item['label'], (one) => Object.hasOwn(document[section], one)), item }
}

/** Reads an item; labels in its formula become keys, so that they may be renamed. */
function read(
  session: Session,
  base: Registry,
  document: Configuration,
  section: Section,
  key: string,
  item: Body,
): unknown {
  const { value, wrong } = readItem(section, key, item)
  if (wrong.length > 0) throw new Refusal('invalid', wrong)
  const { is, object } = value as { is?: string; object?: string }
  if (is === undefined) return value
  const of = object ?? key.split('.')[0] ?? ''
  const { registry } = configure(base.modules, document)
  const objects = (registry ?? session.workspace.registry).objects
  return objects.has(of)
    ? { ...(value as object), is: formulaWithKeys(is, { registry: { objects }, object: of }) }
    : value
}

/** An object cannot be without the field that names its records; it is made with it. */
function withTitle(document: Configuration, section: Section, key: string, kept: Body): Configuration {
  const title = document.objects[key]?.title
  const path = `${key}.${title}`
  if (section !== 'objects' || !title || Object.hasOwn(document.fields, path)) return document
  const field: CustomField = {
    type: 'text',
    label: { en: 'Name', zh: '名称' },
    required: true,
    search: 'name',
    index: true,
    owner: String(kept['owner']),
    createdAt: String(kept['createdAt']),
    createdBy: String(kept['createdBy']),
  }
  return { ...document, fields: { ...document.fields, [path]: field } }
}

/** The document, if nothing is wrong with this one item. */
function checked(base: Registry, document: Configuration, section: Section, key: string): Configuration {
  const { problems } = configure(base.modules, document)
  const mine = problems.filter((one) => isOf(one, section, key))
  if (mine.length > 0)
    throw new Refusal(
      'invalid',
      mine.map((one) => one.problem),
    )
  return document
}

function isOf(one: ItemProblem, section: Section, key: string): boolean {
  return one.section === section && one.key === key
}
