/** The pages of the guide in `docs/guide`, in the order of reading. A new page is a word here. */
export const guidePages = [
  'first-day',
  'today',
  'lists',
  'record',
  'import',
  'forms',
  'together',
  'mail',
  'letters',
  'scores',
  'assignment',
  'flows',
  'signals',
  'sequences',
  'approvals',
  'pools',
  'collision',
  'quality',
  'rights',
  'handover',
  'fit',
  'company',
  'security',
  'personal-data',
  'export',
  'api',
  'operations',
  'cli',
  'clicks',
  'bench',
] as const

type GuideKey = (typeof guidePages)[number]

/** Where a `?` leads: a page of the guide, or a section of one. */
export type HelpTarget = GuideKey | `${GuideKey}#${string}`

/** The help of each kind of screen; a page of the settings says its own in `settings/pages.ts`. */
export const screenHelp = {
  today: 'today#today',
  list: 'lists',
  board: 'lists#board',
  calendar: 'today#calendar',
  page: 'record',
  import: 'import',
  merge: 'collision#merge',
  smallObjects: 'fit#objects',
} as const satisfies Record<string, HelpTarget>
