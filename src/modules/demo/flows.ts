import type { Json } from '#kernel/fields/json.ts'
import type { FlowDefinition } from '#kernel/flow.ts'
import type { flow } from '#modules/flows/flow/flow.ts'
import type { flowVersion } from '#modules/flows/flowVersion/flowVersion.ts'
import { dateOf, day, iso } from './clock.ts'
import { type Company, type Made, stamps } from './company.ts'
import { randomOf } from './random.ts'

export type Flows = { readonly flows: Made<typeof flow>[]; readonly versions: Made<typeof flowVersion>[] }

/** What the company lets the system do: the first call to whoever asked on the website, what follows a won deal, and what comes before a close date. */
export function letFlow(whole: Company, seed: number): Flows {
  const company: Company = { ...whole, random: randomOf(seed + 11) }
  const flows: Flows['flows'] = []
  const versions: Flows['versions'] = []
  const owner = company.colleagues[0]!.record.id
  const at = company.now - 21 * day
  for (const { name, reason, definition } of definitions(company.english)) {
    const one = stamps(company, at, owner)
    const version = stamps(company, at, owner)
    flows.push({
      ...one,
      name,
      reason,
      owner,
      status: 'live',
      draft: definition as unknown as Json,
      live: version.id,
      liveNumber: 1,
      liveSince: iso(company.now),
      reviewOn: dateOf(company.now + 180 * day),
      perMinute: 600,
    })
    versions.push({ ...version, name: `${name} 1`, flow: one.id, number: 1, definition: definition as unknown as Json })
  }
  return { flows, versions }
}

function definitions(english: boolean): { name: string; reason: string; definition: FlowDefinition }[] {
  const say = (en: string, zh: string) => (english ? en : zh)
  return [
    {
      name: say('First call to a website lead', '官网线索首次联系'),
      reason: say(
        'Whoever asks on the website is called on the same working day; who is not is told of by her manager.',
        '官网来的客户当天必须有人联系，一个工作日没跟进就提醒。',
      ),
      definition: {
        trigger: { on: 'created', object: 'lead', where: { source: { in: ['website'] } } },
        steps: [
          {
            id: 'call',
            kind: 'task',
            input: {
              subject: say('Call {{name}}, {{company}}', '致电 {{name}}（{{company}}）'),
              kind: 'call',
              days: 0,
            },
          },
          {
            id: 'tell',
            kind: 'notify',
            input: {
              words: say('A new lead from the website: {{name}}', '官网新线索：{{name}}，请尽快联系'),
              owner: true,
            },
          },
          {
            id: 'wait',
            kind: 'until',
            where: { status: { notIn: ['new'] } },
            input: { amount: 1, unit: 'workingDay', missed: 'go' },
          },
          { id: 'only', kind: 'condition', where: { status: { in: ['new'] } } },
          {
            id: 'again',
            kind: 'notify',
            input: {
              words: say('{{name}} waits for a call since a working day', '{{name}} 已等待一个工作日，仍未跟进'),
              owner: true,
            },
          },
        ],
      },
    },
    {
      name: say('After a deal is won', '赢单后的交付与回访'),
      reason: say(
        'The kick-off is planned at once, and the customer is asked how it goes after a week.',
        '赢单后立刻安排启动会，一周后回访使用情况。',
      ),
      definition: {
        trigger: { on: 'changed', object: 'opportunity', fields: ['status'], became: { in: ['won'] } },
        steps: [
          {
            id: 'start',
            kind: 'task',
            input: { subject: say('Plan the kick-off: {{name}}', '安排启动会：{{name}}'), kind: 'task', days: 2 },
          },
          {
            id: 'size',
            kind: 'branch',
            paths: [
              {
                id: 'large',
                label: say('Large', '大单'),
                where: { amount: { gte: 500_000 } },
                steps: [
                  {
                    id: 'visit',
                    kind: 'task',
                    input: {
                      subject: say('A visit of thanks: {{account.name}}', '高层答谢拜访：{{account.name}}'),
                      kind: 'visit',
                      days: 5,
                    },
                  },
                ],
              },
              { id: 'other', label: say('Others', '其他'), steps: [] },
            ],
          },
          { id: 'week', kind: 'wait', input: { amount: 7, unit: 'workingDay', at: '09:30', working: true } },
          {
            id: 'ask',
            kind: 'task',
            input: {
              subject: say('How does it go? {{account.name}}', '回访使用情况：{{account.name}}'),
              kind: 'call',
              days: 1,
            },
          },
        ],
      },
    },
    {
      name: say('A week before the close date', '预计成交前一周提醒'),
      reason: say('No deal passes its close date without a plan for it.', '不让商机过了预计成交日才发现没有安排。'),
      definition: {
        trigger: {
          on: 'date',
          object: 'opportunity',
          field: 'closeDate',
          days: -7,
          at: '09:00',
          where: { status: { in: ['open'] } },
        },
        steps: [
          {
            id: 'tell',
            kind: 'notify',
            input: {
              words: say(
                '{{name}} is to close within a week: what is the next step?',
                '{{name}} 预计一周内成交，请确认下一步',
              ),
              owner: true,
            },
          },
          { id: 'if', kind: 'condition', where: { nextStep: { empty: true } } },
          {
            id: 'plan',
            kind: 'task',
            input: { subject: say('Plan the last week: {{name}}', '制定收尾计划：{{name}}'), kind: 'task', days: 1 },
          },
        ],
      },
    },
  ]
}
