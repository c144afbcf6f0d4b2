import type { ParseKeys } from 'i18next'
import { type ComponentType, lazy } from 'react'
import type { Meta } from '#kernel/api.ts'
import type { HelpTarget } from '../help/targets.ts'

/** A page of the settings. Each loads when it is opened. */
export type SettingsPage = {
  /** Its address: `/settings/keys`. */
  readonly key: string
  readonly icon: string
  readonly words: ParseKeys
  /** What of the guide tells about it. */
  readonly help: HelpTarget
  /** Whose events of the audit log tell of its changes: objects, and kinds of `sampan.workspace`. */
  readonly log?: { readonly object: string; readonly kind?: string }
  /** The options on it by which it is found as well. */
  readonly finds?: readonly ParseKeys[]
  /** For whom it is there; everybody where nothing is said. */
  readonly when?: (meta: Meta) => boolean
  readonly Page: ComponentType
}

/** Every page, by the group under which it stands. A new page is a line here. */
export const settingsGroups: readonly { readonly words: ParseKeys; readonly pages: readonly SettingsPage[] }[] = [
  {
    words: 'account.group',
    pages: [
      {
        key: 'account',
        icon: 'user',
        words: 'account.title',
        help: 'security#account',
        finds: [
          'account.name',
          'account.phone',
          'account.language',
          'account.timeZone',
          'account.theme',
          'account.password',
          'account.totp',
          'account.recovery',
          'account.passkeys',
          'account.sessions',
        ],
        Page: lazy(async () => ({ default: (await import('./account/Account.tsx')).Account })),
      },
      {
        key: 'notifications',
        icon: 'bell',
        words: 'notices.title',
        help: 'together#notifications',
        finds: ['notices.inApp', 'notices.desktop'],
        Page: lazy(async () => ({ default: (await import('./notifications/Notifications.tsx')).Notifications })),
      },
      {
        key: 'bulk',
        icon: 'rotate',
        words: 'bulkLog.title',
        help: 'lists#bulk',
        Page: lazy(async () => ({ default: (await import('./bulk/BulkWrites.tsx')).BulkWrites })),
      },
    ],
  },
  {
    words: 'company.group',
    pages: [
      {
        key: 'workspace',
        icon: 'building',
        words: 'company.title',
        help: 'company#workspace',
        log: { object: 'sampan.workspace', kind: 'settingsChanged' },
        finds: [
          'company.name',
          'company.logo',
          'company.language',
          'company.languages',
          'company.timeZone',
          'company.firstDay',
          'company.fiscalMonth',
          'company.currency',
        ],
        Page: lazy(async () => ({ default: (await import('./company/Company.tsx')).Company })),
      },
      {
        key: 'calendar',
        icon: 'calendar',
        words: 'workday.title',
        help: 'company#calendar',
        log: { object: 'sampan.workspace', kind: 'settingsChanged' },
        finds: ['workday.hours', 'workday.official', 'workday.holiday', 'workday.makeUp', 'workday.import'],
        Page: lazy(async () => ({ default: (await import('./company/WorkCalendar.tsx')).WorkCalendar })),
      },
      {
        key: 'currencies',
        icon: 'coin',
        words: 'currency.title',
        help: 'company#currencies',
        log: { object: 'exchangeRate,sampan.workspace', kind: 'created,updated,deleted,restored,settingsChanged' },
        finds: ['currency.rate', 'currency.rates', 'currency.offered', 'currency.currency', 'currency.import'],
        Page: lazy(async () => ({ default: (await import('./company/Currencies.tsx')).Currencies })),
      },
    ],
  },
  {
    words: 'settings.groupPeople',
    pages: [
      {
        key: 'people',
        icon: 'user-circle',
        words: 'settings.people',
        help: 'security#people',
        finds: ['settings.addPerson', 'secure.link'],
        log: { object: 'user' },
        Page: lazy(async () => ({ default: (await import('./People.tsx')).People })),
      },
      {
        key: 'handover',
        icon: 'transform',
        words: 'handover.title',
        help: 'handover',
        finds: ['handover.receivers'],
        log: { object: 'user', kind: 'handedOver,handoverUndone' },
        when: ({ user }) => user.admin,
        Page: lazy(async () => ({ default: (await import('./handover/Handover.tsx')).Handover })),
      },
      {
        key: 'teams',
        icon: 'users-group',
        words: 'settings.teams',
        help: 'rights#teams',
        finds: ['org.leader', 'org.newBelow'],
        log: { object: 'team' },
        when: ({ objects }) => Boolean(objects['team']),
        Page: lazy(async () => ({ default: (await import('./teams/Teams.tsx')).Teams })),
      },
      {
        key: 'roles',
        icon: 'shield-lock',
        words: 'settings.roles',
        help: 'rights',
        finds: ['roles.new', 'roles.fields', 'roles.sensitive'],
        log: { object: 'role' },
        when: ({ objects }) => Boolean(objects['role']),
        Page: lazy(async () => ({ default: (await import('./Roles.tsx')).Roles })),
      },
      {
        key: 'sign-in',
        icon: 'lock',
        words: 'secure.title',
        help: 'security#sign-in',
        log: {
          object: 'sampan.workspace',
          kind: 'signInPolicyChanged,identityProviderAdded,identityProviderChanged,identityProviderRemoved',
        },
        finds: ['secure.factor', 'secure.ssoOnly', 'secure.providers'],
        when: ({ user }) => user.admin,
        Page: lazy(async () => ({ default: (await import('./security/SignInSettings.tsx')).SignInSettings })),
      },
      {
        key: 'audit',
        icon: 'list-details',
        words: 'audit.title',
        help: 'security#audit',
        finds: ['audit.export', 'audit.verify'],
        when: ({ user }) => user.admin,
        Page: lazy(async () => ({ default: (await import('./audit/Audit.tsx')).Audit })),
      },
      {
        key: 'exports',
        icon: 'file-text',
        words: 'exports.title',
        help: 'export',
        finds: ['exports.everything'],
        when: ({ user }) => user.admin,
        Page: lazy(async () => ({ default: (await import('./Exports.tsx')).Exports })),
      },
      {
        key: 'persons',
        icon: 'user-off',
        words: 'persons.title',
        help: 'personal-data',
        finds: ['persons.erase'],
        when: ({ user }) => user.admin,
        Page: lazy(async () => ({ default: (await import('./Persons.tsx')).Persons })),
      },
    ],
  },
  {
    words: 'settings.groupFit',
    pages: [
      {
        key: 'pipeline',
        icon: 'route',
        words: 'way.title',
        help: 'company#pipelines',
        log: { object: 'pipeline,stage' },
        finds: ['way.stages', 'way.stageName', 'way.add'],
        when: ({ objects }) => Boolean(objects['pipeline']?.rights.update && objects['stage']),
        Page: lazy(async () => ({ default: (await import('./pipelines/Pipelines.tsx')).Pipelines })),
      },
      {
        key: 'objects',
        icon: 'adjustments',
        words: 'fit.objects',
        help: 'fit',
        finds: ['fit.newObject', 'fit.newField', 'fit.conditions'],
        log: { object: 'sampan.workspace', kind: 'published' },
        when: ({ user }) => user.admin,
        Page: lazy(async () => ({ default: (await import('./fit/Objects.tsx')).Objects })),
      },
      {
        key: 'scores',
        icon: 'star',
        words: 'scores.title',
        help: 'scores',
        log: { object: 'sampan.workspace', kind: 'published' },
        finds: ['scores.grades'],
        when: ({ user }) => user.admin,
        Page: lazy(async () => ({ default: (await import('./scores/Scores.tsx')).Scores })),
      },
      {
        key: 'assignment',
        icon: 'route',
        words: 'assign.title',
        help: 'assignment',
        log: { object: 'assignmentRule' },
        when: ({ user }) => user.admin,
        Page: lazy(async () => ({ default: (await import('./assignment/Assignment.tsx')).Assignment })),
      },
      {
        key: 'qualification',
        icon: 'circle-check',
        words: 'qualify.title',
        help: 'assignment#qualify',
        log: { object: 'qualificationCriterion' },
        when: ({ objects }) => Boolean(objects['qualificationCriterion']?.rights.update),
        Page: lazy(async () => ({ default: (await import('./assignment/Qualification.tsx')).Qualification })),
      },
      {
        key: 'pools',
        icon: 'inbox',
        words: 'recycle.title',
        help: 'pools#recycling',
        finds: ['recycle.newPool', 'recycle.newRule', 'recycle.newCap'],
        log: { object: 'pool,holdingCap,recyclingRule' },
        when: ({ user }) => user.admin,
        Page: lazy(async () => ({ default: (await import('./pools/Recycling.tsx')).Recycling })),
      },
      {
        key: 'tags',
        icon: 'tag',
        words: 'tags.title',
        help: 'together#tags',
        finds: ['tags.merge'],
        log: { object: 'tag' },
        when: ({ objects }) => Boolean(objects['tag']),
        Page: lazy(async () => ({ default: (await import('./tags/Tags.tsx')).Tags })),
      },
      {
        key: 'collision-policies',
        icon: 'shield-lock',
        words: 'guard.title',
        help: 'collision#policies',
        log: { object: 'collisionPolicy' },
        when: ({ objects }) => Boolean(objects['collisionPolicy']),
        Page: lazy(async () => ({ default: (await import('./collision/Policies.tsx')).Policies })),
      },
      {
        key: 'versions',
        icon: 'history',
        words: 'fit.versions',
        help: 'fit#versions',
        log: { object: 'sampan.workspace', kind: 'published' },
        when: ({ user }) => user.admin,
        Page: lazy(async () => ({ default: (await import('./fit/Versions.tsx')).Versions })),
      },
      {
        key: 'sample',
        icon: 'building',
        words: 'sample.title',
        help: 'fit#sample',
        log: { object: 'sampan.workspace', kind: 'sampleRemoved,sampleLoaded' },
        when: ({ user }) => user.admin,
        Page: lazy(async () => ({ default: (await import('./Sample.tsx')).Sample })),
      },
    ],
  },
  {
    words: 'settings.groupPrograms',
    pages: [
      {
        key: 'keys',
        icon: 'key',
        words: 'settings.keys',
        help: 'api#keys',
        finds: ['apiKeys.new', 'apiKeys.ends'],
        log: { object: 'sampan.workspace', kind: 'apiKeyMade,apiKeyRevoked' },
        Page: lazy(async () => ({ default: (await import('./keys/ApiKeys.tsx')).ApiKeys })),
      },
      {
        key: 'webhooks',
        icon: 'webhook',
        words: 'hooks.title',
        help: 'api#webhooks',
        finds: ['hooks.new'],
        log: { object: 'sampan.workspace', kind: 'webhookMade,webhookChanged,webhookRemoved' },
        Page: lazy(async () => ({ default: (await import('./webhooks/Webhooks.tsx')).Webhooks })),
      },
      {
        key: 'forms',
        icon: 'forms',
        words: 'forms.title',
        help: 'forms',
        finds: ['forms.new'],
        log: { object: 'webForm' },
        when: ({ objects }) => Boolean(objects['webForm']),
        Page: lazy(async () => ({ default: (await import('./forms/Forms.tsx')).Forms })),
      },
      {
        key: 'feeds',
        icon: 'package',
        words: 'feeds.title',
        help: 'import#feeds',
        finds: ['feeds.new'],
        log: { object: 'sampan.workspace', kind: 'feedMade,feedChanged,feedRemoved' },
        when: ({ user }) => user.admin,
        Page: lazy(async () => ({ default: (await import('./Feeds.tsx')).Feeds })),
      },
    ],
  },
  {
    words: 'health.group',
    pages: [
      {
        key: 'health',
        icon: 'heart',
        words: 'health.title',
        help: 'operations#backups',
        finds: ['health.backups'],
        when: ({ user }) => user.admin,
        Page: lazy(async () => ({ default: (await import('./health/Health.tsx')).Health })),
      },
    ],
  },
]
