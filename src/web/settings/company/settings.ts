import { queryOptions } from '@tanstack/react-query'
import i18next from 'i18next'
import type { ApiSettings } from '#kernel/api-settings.ts'
import type { CalendarSettings } from '#kernel/company-settings.ts'
import { ask } from '../../client/fetch.ts'
import { queries } from '../../client/queries.ts'
import { complain } from '../../client/writes.ts'
import { say as toast } from '../../ui/toast.tsx'

export const settingsQuery = queryOptions({
  queryKey: ['settings'],
  queryFn: ({ signal }) => ask<ApiSettings>('GET', '/api/v1/settings', { signal }),
})

export type SettingsWish = Partial<Omit<ApiSettings, 'calendar'>> & { readonly calendar?: Partial<CalendarSettings> }

/** Changes settings of the company. Throws what the server refuses. */
export async function changeSettings(wish: SettingsWish): Promise<ApiSettings> {
  const now = await ask<ApiSettings>('PATCH', '/api/v1/settings', { body: wish })
  queries.setQueryData(settingsQuery.queryKey, now)
  void queries.invalidateQueries({ queryKey: ['audit'] })
  return now
}

/** Changes a part of the calendar at once, and offers to take it back. */
export async function changeCalendar(before: ApiSettings, calendar: Partial<CalendarSettings>): Promise<void> {
  const back = Object.fromEntries(
    Object.keys(calendar).map((key) => [key, before.calendar[key as keyof CalendarSettings]]),
  ) as Partial<CalendarSettings>
  queries.setQueryData(settingsQuery.queryKey, { ...before, calendar: { ...before.calendar, ...calendar } })
  try {
    await changeSettings({ calendar })
    toast(i18next.t('state.saved'), { undo: () => void changeSettings({ calendar: back }).catch(complain) })
  } catch (error) {
    queries.setQueryData(settingsQuery.queryKey, before)
    complain(error)
  }
}
