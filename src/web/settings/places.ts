import i18next from 'i18next'
import type { Meta } from '#kernel/api.ts'
import { pluralOf } from '../app/navigation.ts'
import { type Findable, find } from './find.ts'
import { type SettingsPage, settingsGroups } from './pages.ts'

/** Nested objects that have a page of their own here, or none at all. */
const elsewhere = [
  'user',
  'team',
  'role',
  'savedView',
  'file',
  'tag',
  'exchangeRate',
  'pipeline',
  'stage',
  'webForm',
  'qualityStandard',
  'placeholderValue',
  'quarantine',
  'cleaningTask',
  'mailbox',
  'flow',
  'flowVersion',
  'approvalPolicy',
  'collisionPolicy',
]

/** The pages that are the reader's, by group. */
export function groupsFor(meta: Meta): typeof settingsGroups {
  return settingsGroups
    .map((group) => ({ ...group, pages: group.pages.filter((page) => page.when?.(meta) ?? true) }))
    .filter((group) => group.pages.length > 0)
}

/** The small objects that business is made of; each has a page of the settings. */
export function othersFor(meta: Meta) {
  return Object.values(meta.objects).filter((one) => one.nested && one.rights.create && !elsewhere.includes(one.key))
}

/** What of the settings somebody means: pages by their titles, and by the options on them. */
export function findSettings(meta: Meta, sought: string): ReturnType<typeof find> {
  const told = ({ key, icon, words, finds = [] }: SettingsPage): Findable => ({
    key,
    icon,
    words: String(i18next.t(words)),
    options: finds.map((option) => String(i18next.t(option))),
  })
  return find(sought, [
    ...groupsFor(meta).flatMap((group) => group.pages.map(told)),
    ...othersFor(meta).map((one) => ({ key: one.key, icon: one.icon, words: pluralOf(one), options: [] })),
  ])
}
