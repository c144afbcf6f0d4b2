import { type CompanySettings, calendarOf, plainSettings } from '#kernel/company-settings.ts'
import { readCompanySettings } from '#kernel/company-settings-read.ts'
import { type Problem, problem, Refusal } from '#kernel/problem.ts'
import type { Registry } from '#kernel/registry.ts'
import { hangings } from '../access/inherited.ts'
import { engineTable, type Session, type Workspace } from '../context.ts'
import type { Queryable } from '../db/database.ts'
import { sql } from '../db/sql.ts'
import { tellSetting } from '../security/tell.ts'
import { keepLogo, readLogo } from './logo.ts'

type Place = Pick<Workspace, 'id' | 'schema' | 'db'>

/** The settings that a company works by, and its working calendar. */
export type Company = Pick<Workspace, 'settings' | 'calendar'>

/** The settings of the workspaces of this process, as they are now. */
export function openSettings() {
  const known = new Map<string, { text: unknown; company: Company }>()
  return {
    of: (id: string): Company => known.get(id)?.company ?? plainCompany,
    /** Reads them again. */
    async refresh({ id, schema, db }: Place): Promise<void> {
      const [row] = await db.rows(sql`select value::text from ${engineTable({ schema }, 'setting')} where key = ${key}`)
      const text = row?.[0] ?? '{}'
      if (known.get(id)?.text !== text) known.set(id, { text, company: companyOf(fromRow(JSON.parse(String(text)))) })
    },
  }
}

/**
 * Changes the settings of the company, parts that are not named stay. Refuses what is wrong at its field; the audit log
 * tells what has changed. The caller has every process read them again.
 */
export async function saveSettings(
  session: Session,
  wish: Readonly<Record<string, unknown>>,
): Promise<CompanySettings> {
  const { workspace, principal } = session
  const now = workspace.clock.now().toISOString()
  const table = engineTable(workspace, 'setting')
  const [before, settings] = await workspace.db.transaction(async (tx) => {
    await tx.count(
      sql`insert into ${table} (key, value, updated_at) values (${key}, '{}'::jsonb, ${now}::timestamptz) on conflict (key) do nothing`,
    )
    const [row] = await tx.rows(sql`select value from ${table} where key = ${key} for update`)
    const before = fromRow(row?.[0])
    const { settings: read, problems } = readCompanySettings(before, wish)
    const wrong = [...problems, ...unknownHangings(workspace.registry, wish['sharing'])]
    if (wrong.length > 0) throw new Refusal('invalid', wrong)
    const logo = wish['logo'] === undefined ? undefined : readLogo(wish['logo'])
    const settings = logo === undefined ? read : { ...read, logo: await keepLogo(tx, workspace, logo) }
    await write(tx, workspace, settings, now, principal.id)
    return [before, settings] as const
  })
  const changes = changesBetween(before, settings)
  if (Object.keys(changes).length > 0) await tellSetting(session, 'settingsChanged', workspace.id, changes)
  return settings
}

/** What a new workspace begins with; does nothing where somebody has set anything. */
export async function beginSettings(workspace: Workspace, settings: CompanySettings): Promise<void> {
  const now = workspace.clock.now().toISOString()
  await workspace.db.count(
    sql`insert into ${engineTable(workspace, 'setting')} (key, value, updated_at)
      values (${key}, ${JSON.stringify(settings)}::jsonb, ${now}::timestamptz) on conflict (key) do nothing`,
  )
}

/** Relations by which nothing could be shared. */
function unknownHangings(registry: Registry, wish: unknown): readonly Problem[] {
  const there = new Set(hangings(registry).map(({ object, relation }) => `${object}.${relation}`))
  return Object.keys(typeof wish === 'object' && wish !== null ? wish : {})
    .filter((name) => !there.has(name))
    .map((name) =>
      problem(`sharing.${name.slice(0, 120)}`, {
        en: 'There is no such relation to something that is shared.',
        zh: '没有这个关系，或者它指向的对象不能共享。',
      }),
    )
}

const key = 'company'

function companyOf(settings: CompanySettings): Company {
  return { settings, calendar: calendarOf(settings) }
}

/** What is kept, with what usually holds for parts that an older program did not know. */
function fromRow(value: unknown): CompanySettings {
  const kept = (value ?? {}) as Partial<CompanySettings>
  return {
    ...plainSettings,
    ...kept,
    calendar: { ...plainSettings.calendar, ...kept.calendar },
    watch: { ...plainSettings.watch, ...kept.watch },
  }
}

const plainCompany = companyOf(plainSettings)

async function write(
  on: Queryable,
  workspace: Workspace,
  settings: CompanySettings,
  now: string,
  by: string | null,
): Promise<void> {
  await on.count(
    sql`update ${engineTable(workspace, 'setting')} set value = ${JSON.stringify(settings)}::jsonb, updated_at = ${now}::timestamptz,
      updated_by = ${by}::uuid where key = ${key}`,
  )
}

/** From and to of each setting that differs; of the company's own days only those that come or go. */
function changesBetween(before: CompanySettings, after: CompanySettings): Record<string, readonly [unknown, unknown]> {
  const flat = ({ calendar, sharing, watch, ...rest }: CompanySettings): Record<string, unknown> => ({
    ...rest,
    ...Object.fromEntries(Object.entries(watch).map(([part, value]) => [`watch.${part}`, value])),
    ...Object.fromEntries(Object.entries(sharing).map(([relation, level]) => [`sharing.${relation}`, level])),
    ...Object.fromEntries(Object.entries(calendar).map(([part, value]) => [`calendar.${part}`, value])),
  })
  const [old, now] = [flat(before), flat(after)]
  return Object.fromEntries(
    [...new Set([...Object.keys(old), ...Object.keys(now)])].flatMap((name) => {
      if (JSON.stringify(old[name]) === JSON.stringify(now[name])) return []
      if (name !== 'calendar.days') return [[name, [old[name] ?? null, now[name] ?? null] as const]]
      const told = (days: CompanySettings['calendar']['days']) => days.map((day) => JSON.stringify(day))
      const [gone, come] = [told(before.calendar.days), told(after.calendar.days)]
      const only = (these: string[], those: string[]) =>
        these.filter((day) => !those.includes(day)).map((day) => JSON.parse(day) as unknown)
      return [[name, [only(gone, come), only(come, gone)] as const]]
    }),
  )
}
