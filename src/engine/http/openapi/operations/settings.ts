import type { Operation } from '../operations.ts'
import type { Schema } from '../parts.ts'

const days: Schema = {
  type: 'array',
  maxItems: 1000,
  items: {
    type: 'object',
    required: ['day', 'work', 'name'],
    properties: {
      day: { type: 'string', format: 'date' },
      work: { type: 'boolean' },
      name: { type: 'string', maxLength: 60 },
    },
  },
}
const time = { type: 'string', pattern: '^([01]\\d|2[0-3]):[0-5]\\d$|^24:00$' }
const span = { type: 'array', items: time, minItems: 2, maxItems: 2 }
const week: Schema = {
  type: 'array',
  minItems: 7,
  maxItems: 7,
  description: { en: 'The hours of each weekday, Monday first.', zh: '从周一开始，每天的工作时间。' },
  items: { type: 'array', maxItems: 4, items: span },
}
const currency = { type: 'string', pattern: '^[A-Z]{3}$' }
const language = { enum: ['zh-CN', 'zh-TW', 'en'] }

const number = { type: 'integer', minimum: 1, maximum: 100_000 }

const settings: Schema = {
  type: 'object',
  properties: {
    name: { type: 'string', minLength: 1, maxLength: 120 },
    language,
    languages: { type: 'array', minItems: 1, items: language },
    timeZone: { type: 'string', examples: ['Asia/Shanghai'] },
    firstDay: { enum: [1, 6, 7], description: { en: '1 is Monday, 7 Sunday.', zh: '1 为周一，7 为周日。' } },
    fiscalMonth: { type: 'integer', minimum: 1, maximum: 12 },
    currency,
    currencies: { type: 'array', items: currency },
    logo: {
      type: ['string', 'null'],
      description: {
        en: 'Where the picture is; to change it, send a data URL of at most 100 KB.',
        zh: '图标地址；修改时提交 data URL，不超过 100 KB。',
      },
    },
    watch: {
      type: 'object',
      description: {
        en: 'From when on it is told that somebody reads far more than usual: at least so many a day, and so many times her largest day.',
        zh: '查阅量异常提醒的阈值：一天至少多少条，且超过本人以往最大一天的多少倍。',
      },
      properties: {
        opened: number,
        listed: number,
        revealed: number,
        shared: number,
        times: { type: 'integer', minimum: 2, maximum: 20 },
      },
    },
    sharing: {
      type: 'object',
      additionalProperties: { enum: ['none', 'read', 'update'] },
      description: {
        en: 'By relation, such as `child.parent`: what a share of the record it leads to opens here.',
        zh: '按关系设置，例如 `child.parent`：所属记录共享给他人时，这里的记录开放到什么程度。',
      },
    },
    calendar: {
      type: 'object',
      properties: {
        holidays: { enum: ['CN', 'TW', 'none'] },
        week,
        days,
        years: {
          type: 'array',
          items: { type: 'integer' },
          description: { en: 'Years that were completed by hand.', zh: '已手工补全的年份。' },
        },
      },
    },
  },
}

export const settingsOperations: readonly Operation[] = [
  {
    at: 'GET /api/v1/settings',
    id: 'companySettings',
    is: { en: 'What the company has settled for everybody', zh: '公司设置' },
    answer: settings,
  },
  {
    at: 'PATCH /api/v1/settings',
    id: 'changeCompanySettings',
    admin: true,
    is: { en: 'Change settings of the company; what is not named stays', zh: '修改公司设置，未提交的部分保持不变' },
    body: settings,
    answer: settings,
  },
  {
    at: 'GET /api/v1/settings/sharing',
    id: 'sharingPolicy',
    admin: true,
    is: {
      en: 'Relations by which records may be opened with what they belong to, and what is settled for each',
      zh: '可以随所属记录一并开放的关系，以及各自的设置',
    },
    answer: {
      type: 'object',
      properties: {
        data: {
          type: 'array',
          items: {
            type: 'object',
            required: ['object', 'relation', 'to', 'level'],
            properties: {
              object: { type: 'string' },
              relation: { type: 'string' },
              to: { type: 'string' },
              level: { enum: ['none', 'read', 'update'] },
            },
          },
        },
      },
    },
  },
  {
    at: 'GET /api/v1/settings/logo',
    id: 'companyLogo',
    is: { en: 'The picture of the company', zh: '公司图标' },
    file: 'image/png',
  },
  {
    at: 'GET /api/v1/working-calendar',
    id: 'workingCalendar',
    is: { en: 'When the company works in a year', zh: '公司某年的工作日历' },
    query: { year: { en: 'The year; this one where not given.', zh: '年份，默认今年。' } },
    answer: {
      type: 'object',
      required: ['year', 'timeZone', 'known', 'week', 'days'],
      properties: {
        year: { type: 'integer' },
        timeZone: { type: 'string' },
        known: {
          type: 'boolean',
          description: { en: 'Whether the holidays of the year are complete.', zh: '当年的节假日是否完整。' },
        },
        week,
        days: {
          ...days,
          items: {
            ...(days['items'] as Schema),
            properties: { ...((days['items'] as Schema)['properties'] as Schema), own: { type: 'boolean' } },
          },
        },
      },
    },
  },
  {
    at: 'POST /api/v1/working-calendar/import',
    id: 'importHolidays',
    admin: true,
    is: { en: 'Take in the days of an iCalendar file', zh: '导入 iCalendar（.ics）文件中的日期' },
    body: { type: 'object', required: ['ics'], properties: { ics: { type: 'string' } } },
    answer: {
      type: 'object',
      required: ['days', 'known', 'leftOut'],
      properties: { days, known: { type: 'integer' }, leftOut: { type: 'integer' } },
    },
  },
]
