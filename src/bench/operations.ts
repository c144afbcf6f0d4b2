import { mainPipelineId, mainStageIds } from '#modules/sales/seeds.ts'
import { customKey } from './custom.ts'
import { dice } from './fill/ids.ts'
import { phases, places, projects, subjects, syllables, trades } from './fill/words.ts'
import { requestText } from './load/connection.ts'

/** Whose answer is measured. */
export type Side = 'bare' | 'admin' | 'manager'
export const sides: readonly Side[] = ['bare', 'admin', 'manager']

export type Operation = {
  readonly key: string
  readonly label: string
  /** The least share of the bare server's throughput. */
  readonly target?: number
  /** Connections of the load, where not what was asked. */
  readonly connections?: number
  readonly requests: Readonly<Record<Side, () => Buffer>>
}

/** What the requests are about: records that the manager may reach, as every side asks for the same ones. */
export type Subjects = {
  readonly opportunities: readonly string[]
  readonly accounts: readonly string[]
  readonly busyAccount: string
}

const openStages = [
  mainStageIds.contacted,
  mainStageIds.qualified,
  mainStageIds.proposed,
  mainStageIds.negotiating,
  mainStageIds.signing,
]
const listed = 'name,account,stage,amount,probability,closeDate,nextStep,owner,lastFollowUpAt'

/** Every operation, asked of the bare server and of ours. */
export function operationsOf(
  about: Subjects,
  keys: { readonly admin: string; readonly manager: string },
  custom = 0,
): Operation[] {
  let turn = 0
  const pick = <T>(list: readonly T[]): T => list[dice(++turn, 99, list.length)]!
  const url = (path: string, query: Record<string, string>) => `${path}?${new URLSearchParams(query)}`
  const api = (path: string) => `/api/v1/${path}`
  /** The same question of all sides: to the bare server by its own path. */
  const asked = (
    make: () => { bare: [string, string, unknown?]; ours: [string, string, unknown?] },
  ): Operation['requests'] => ({
    bare: () => {
      const [method, path, body] = make().bare
      return requestText(method, path, { body })
    },
    admin: () => {
      const [method, path, body] = make().ours
      return requestText(method, path, { body, key: keys.admin })
    },
    manager: () => {
      const [method, path, body] = make().ours
      return requestText(method, path, { body, key: keys.manager })
    },
  })
  const draft = () => ({
    name: `${pick(places)}${pick(syllables)}${pick(syllables)}${pick(trades)}${pick(projects)}${pick(phases)}`,
    account: pick(about.accounts),
    amount: String(1_000 + dice(++turn, 98, 900_000)),
    closeDate: day(),
    stage: pick(openStages),
    pipeline: mainPipelineId,
  })
  const day = () => new Date(Date.UTC(2026, 0, 1 + dice(++turn, 97, 365))).toISOString().slice(0, 10)
  return [
    {
      key: 'list',
      label: 'list 50: filter, sort, related names',
      target: 1 / 2,
      requests: asked(() => {
        const stage = pick(openStages)
        return {
          bare: ['GET', url('/list', { stage })],
          ours: [
            'GET',
            url(api('opportunity'), {
              where: JSON.stringify({ stage }),
              sort: '-closeDate',
              select: listed,
              limit: '50',
            }),
          ],
        }
      }),
    },
    ...(custom === 0
      ? []
      : [
          {
            key: 'custom',
            label: 'list 50 by a custom field',
            target: 1 / 2,
            requests: asked(() => {
              const text = `规格${dice(++turn, 95, 9_973)}`
              return {
                bare: ['GET', url('/custom', { text })],
                ours: [
                  'GET',
                  url(api('opportunity'), {
                    where: JSON.stringify({ [customKey(0)]: text }),
                    select: `name,account,${customKey(0)},${customKey(1)},${customKey(2)}`,
                    limit: '50',
                  }),
                ],
              }
            }),
          },
        ]),
    {
      key: 'get',
      label: 'get one with relations',
      target: 1 / 2,
      requests: asked(() => {
        const id = pick(about.opportunities)
        return { bare: ['GET', `/get/${id}`], ours: ['GET', api(`opportunity/${id}`)] }
      }),
    },
    {
      key: 'create',
      label: 'create',
      target: 1 / 3,
      requests: asked(() => {
        const values = draft()
        return { bare: ['POST', '/create', values], ours: ['POST', `${api('opportunity')}?select=version`, values] }
      }),
    },
    {
      key: 'update',
      label: 'update',
      target: 1 / 3,
      requests: asked(() => {
        const id = pick(about.opportunities)
        const patch = { nextStep: pick(subjects), closeDate: day() }
        return {
          bare: ['POST', `/update/${id}`, patch],
          ours: ['PATCH', `${api(`opportunity/${id}`)}?select=version`, patch],
        }
      }),
    },
    {
      key: 'search',
      label: 'Chinese substring, one object',
      requests: asked(() => {
        const q = question(pick)
        return {
          bare: ['GET', url('/search', { q })],
          ours: ['GET', url(api('search'), { q, objects: 'opportunity' })],
        }
      }),
    },
    {
      key: 'group',
      label: 'group by stage with sum',
      connections: 4,
      requests: asked(() => ({
        bare: ['GET', '/group'],
        ours: ['POST', api('opportunity/group'), { by: ['stage'], measures: ['count', 'sum:amount'] }],
      })),
    },
    {
      key: 'timeline',
      label: 'timeline page of 10,000 entries',
      requests: asked(() => ({
        bare: ['GET', `/timeline/${about.busyAccount}`],
        ours: ['GET', api(`account/${about.busyAccount}/timeline`)],
      })),
    },
    {
      key: 'today',
      label: 'Today, the page that opens first',
      connections: 8,
      requests: asked(() => ({ bare: ['GET', '/today'], ours: ['GET', api('today')] })),
    },
    {
      key: 'batch',
      label: 'batch of 1,000 creates',
      connections: 2,
      requests: asked(() => {
        const body = { create: Array.from({ length: 1_000 }, draft) }
        return { bare: ['POST', '/batch', body], ours: ['POST', `${api('opportunity/batch')}?select=version`, body] }
      }),
    },
  ]
}

/** What people type to find something by its Chinese name. */
export function question(pick: <T>(list: readonly T[]) => T): string {
  const brand = pick(syllables) + pick(syllables)
  return pick([brand, `${brand}${pick(trades)}`, pick(projects), `${pick(places)}${brand}`, brand.slice(0, 1)])
}

/** Every other way of asking: by pinyin, initials, numbers, for what is everywhere and for what is nowhere. */
export function questions(): string[] {
  let turn = 0
  const pick = <T>(list: readonly T[]): T => list[dice(++turn, 96, list.length)]!
  return [
    ...Array.from({ length: 20 }, () => question(pick)),
    'huaxin',
    'hengtai',
    'hx',
    'rfdz',
    'zhangwei',
    '张伟',
    '欧阳',
    '有限公司',
    '公司',
    '不存在的词',
    'zzzz',
    '8000',
    '1380013',
    'SJ-000123',
    'c42@example.com',
    'example',
    '电话',
    '沟通',
  ]
}
