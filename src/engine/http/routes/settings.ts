import type { FastifyInstance } from 'fastify'
import type { ApiCalendarImport, ApiCalendarYear, ApiSettings, ApiSharingPolicy } from '#kernel/api-settings.ts'
import { isKnown } from '#kernel/calendar.ts'
import { readCalendarFile } from '#kernel/calendar-file.ts'
import { specialDays } from '#kernel/holidays/holidays.ts'
import { officialCalendars } from '#kernel/holidays/index.ts'
import { languages, say } from '#kernel/label.ts'
import { notFound, refuse } from '#kernel/problem.ts'
import { dayOf } from '#kernel/time.ts'
import { type Hanging, hangings } from '../../access/inherited.ts'
import { findLogo, logoAddress } from '../../company/logo.ts'
import { saveSettings } from '../../company/settings.ts'
import type { Session, Workspace } from '../../context.ts'
import type { Runtime } from '../../runtime.ts'
import { tellSetting } from '../../security/tell.ts'
import { bodyOf } from './records.ts'

const signedIn = { config: { access: 'signed-in' as const } }
const admin = { config: { access: 'admin' as const } }

/** What the company has settled for everybody, and when it works. */
export async function settingsRoutes(app: FastifyInstance, { runtime }: { runtime: Runtime }): Promise<void> {
  app.get('/api/v1/settings', signedIn, (request): ApiSettings => {
    const { watch, ...rest } = present(request.caller.workspace)
    // Nobody learns how much she may read before it is told.
    return request.caller.principal.admin ? { ...rest, ...(watch ? { watch } : {}) } : rest
  })

  app.patch('/api/v1/settings', admin, async (request): Promise<ApiSettings> => {
    const { name, language, ...wish } = bodyOf(request)
    const called = readNaming({ name, language })
    await saveSettings(request.caller, wish)
    await rename(request.caller, called)
    return present(await renewed(request.caller))
  })

  app.get('/api/v1/settings/sharing', admin, (request): ApiSharingPolicy => {
    const { registry, settings } = request.caller.workspace
    const levelOf = ({ object, relation }: Hanging) => settings.sharing[`${object}.${relation}`] ?? 'none'
    return { data: hangings(registry).map((hanging) => ({ ...hanging, level: levelOf(hanging) })) }
  })

  app.get('/api/v1/settings/logo', signedIn, async (request, reply) => {
    const logo = await findLogo(request.caller.workspace)
    if (!logo) throw notFound()
    return reply
      .header('cache-control', 'private, max-age=31536000, immutable')
      .header('content-security-policy', "default-src 'none'")
      .type(logo.type)
      .send(logo.bytes)
  })

  app.get('/api/v1/working-calendar', signedIn, (request): ApiCalendarYear => {
    const { workspace, language } = request.caller
    const today = dayOf(workspace.clock.now().toISOString(), workspace.settings.timeZone)
    const asked = (request.query as { year?: string }).year ?? today.slice(0, 4)
    if (!/^(19|20|21)\d\d$/.test(asked)) throw refuse('invalid', 'year', { en: 'This is no year.', zh: '年份不正确。' })
    const { calendar, settings } = workspace
    const own = new Set(settings.calendar.days.map(({ day }) => day))
    return {
      year: Number(asked),
      timeZone: calendar.timeZone,
      known: isKnown(calendar, `${asked}-01-01`),
      week: calendar.week,
      days: [...calendar.days]
        .filter(([day]) => day.startsWith(asked))
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([day, { work, name }]) => ({ day, work, name: say(name, language), own: own.has(day) })),
    }
  })

  // The days of the file come beside those that are there; where a day is there already, the file is right.
  app.post('/api/v1/working-calendar/import', admin, async (request): Promise<ApiCalendarImport> => {
    const { ics } = bodyOf(request)
    const found = typeof ics === 'string' ? readCalendarFile(ics) : null
    if (!found)
      throw refuse('invalid', 'ics', {
        en: 'This is no iCalendar file; it begins with BEGIN:VCALENDAR.',
        zh: '不是 iCalendar（.ics）文件，应以 BEGIN:VCALENDAR 开头。',
      })
    if (found.days.length === 0)
      throw refuse('invalid', 'ics', { en: 'The file has no whole days.', zh: '文件中没有全天的日期。' })
    const { settings } = request.caller.workspace
    const official = new Map(specialDays(officialCalendars[settings.calendar.holidays]))
    const fresh = found.days.filter(({ day, work }) => official.get(day)?.work !== work)
    const days = new Map([...settings.calendar.days, ...fresh].map((day) => [day.day, day]))
    await saveSettings(request.caller, { calendar: { days: [...days.values()] } })
    await renewed(request.caller)
    return { days: fresh, known: found.days.length - fresh.length, leftOut: found.leftOut }
  })

  /** Every process reads the settings anew, this one at once. */
  async function renewed({ workspace }: Session): Promise<Workspace> {
    const now = (await runtime.workspaces.refresh(workspace.id)) ?? workspace
    runtime.announce(`configuration ${workspace.id}`)
    return now
  }

  /** The name and the language of a workspace stand in the catalogue. */
  async function rename(session: Session, wanted: Partial<Pick<Workspace, 'name' | 'language'>>): Promise<void> {
    const { workspace } = session
    const changed = (['name', 'language'] as const).filter(
      (key) => wanted[key] !== undefined && wanted[key] !== workspace[key],
    )
    if (changed.length === 0) return
    await runtime.catalogue.setWorkspace(workspace.id, wanted)
    await runtime.workspaces.all()
    runtime.announce('workspaces')
    const changes = Object.fromEntries(changed.map((key) => [key, [workspace[key], wanted[key]] as const]))
    await tellSetting(session, 'settingsChanged', workspace.id, changes)
  }
}

function present(workspace: Workspace): ApiSettings {
  const { name, language, settings } = workspace
  return { name, language, ...settings, logo: logoAddress(workspace) }
}

function readNaming(given: { name: unknown; language: unknown }): Partial<Pick<Workspace, 'name' | 'language'>> {
  const name = typeof given.name === 'string' ? given.name.trim() : ''
  if (given.name !== undefined && (name === '' || [...name].length > 120))
    throw refuse('invalid', 'name', { en: 'The name has 1 to 120 characters.', zh: '名称长度应为 1 到 120 个字。' })
  const language = languages.find((one) => one === given.language)
  if (given.language !== undefined && !language)
    throw refuse('invalid', 'language', { en: 'Choose zh-CN, zh-TW or en.', zh: '请选择 zh-CN、zh-TW 或 en。' })
  return { ...(name ? { name } : {}), ...(language ? { language } : {}) }
}
