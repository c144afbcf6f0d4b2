import type { Span } from './calendar.ts'
import type { CompanySettings, SharingLevel } from './company-settings.ts'
import type { Language } from './label.ts'
import type { WatchSettings } from './watch.ts'

/** `GET /api/v1/settings`. */
export type ApiSettings = Omit<CompanySettings, 'watch'> & {
  /** For administrators. */
  readonly watch?: WatchSettings
  readonly name: string
  /** In which new people and the system itself speak. */
  readonly language: Language
  /** Where its picture is. To change it, send a data URL; null takes it away. */
  readonly logo: string | null
}

/** `GET /api/v1/settings/sharing`: each relation by which records may be opened with what they belong to. */
export type ApiSharingPolicy = {
  readonly data: readonly {
    readonly object: string
    readonly relation: string
    readonly to: string
    readonly level: SharingLevel
  }[]
}

/** `GET /api/v1/working-calendar?year=2026`. */
export type ApiCalendarYear = {
  readonly year: number
  readonly timeZone: string
  /** Are the holidays of the year complete? */
  readonly known: boolean
  /** The hours of each weekday, Monday first. */
  readonly week: readonly (readonly Span[])[]
  /** The days that are not as their weekday is; `own` are the company's. */
  readonly days: readonly {
    readonly day: string
    readonly work: boolean
    readonly name: string
    readonly own: boolean
  }[]
}

/** `POST /api/v1/working-calendar/import`. */
export type ApiCalendarImport = {
  readonly days: readonly { readonly day: string; readonly work: boolean; readonly name: string }[]
  /** How many the official calendar had already, and how many events are no whole days. */
  readonly known: number
  readonly leftOut: number
}

/** `GET /api/v1/audit/last?object=team,role`: who changed last what these are. */
export type ApiLastChange = {
  /** The entry of the audit log. */
  readonly entry: string
  readonly at: string
  /** Null is the system itself. */
  readonly by: { readonly id: string; readonly name: string } | null
}
