import { defineToday } from '#kernel/today.ts'
import { salesActivity } from './extensions.ts'
import { lead } from './lead/lead.ts'
import { opportunity } from './opportunity/opportunity.ts'

const open = { status: 'open' } as const
const mine = { ...open, owner: { is: 'me' } } as const
const plan = { object: salesActivity, by: 'opportunity' }
const slipped = { ...open, closeDate: { lt: 'today' } } as const
const untouched = { status: 'new', lastFollowUpAt: { empty: true } } as const

export const salesToday = [
  defineToday('closingUnattended', {
    label: { en: 'Closing this month, nothing planned', zh: '本月成交但没有安排跟进' },
    help: {
      en: 'Open opportunities of yours that should close this month and have no follow-up ahead.',
      zh: '你名下预计本月成交、但没有安排后续跟进的商机。',
    },
    for: 'self',
    order: 30,
    object: opportunity,
    where: {
      ...mine,
      closeDate: { within: 'thisMonth', gte: 'today' },
      or: [{ nextFollowUpAt: { empty: true } }, { nextFollowUpAt: { lt: 'today' } }],
    },
    sort: ['closeDate'],
    show: ['account', 'stage', 'amount', 'closeDate'],
    add: plan,
  }),
  defineToday('slipped', {
    label: { en: 'Past their close date', zh: '已过预计成交日' },
    for: 'self',
    order: 35,
    object: opportunity,
    where: { ...mine, closeDate: { lt: 'today' } },
    sort: ['closeDate'],
    show: ['account', 'stage', 'amount', 'closeDate'],
    limit: 6,
    late: true,
    add: plan,
  }),
  defineToday('dealsWithoutStep', {
    label: { en: 'Opportunities without a next step', zh: '没有下一步的商机' },
    for: 'self',
    order: 40,
    object: opportunity,
    where: { ...mine, nextStep: { empty: true } },
    sort: ['-updatedAt'],
    show: ['account', 'stage', 'amount'],
    limit: 6,
    add: plan,
  }),
  defineToday('teamSlippedCount', {
    label: { en: 'Past close date', zh: '过期未成交' },
    help: { en: 'Open opportunities whose close date has passed.', zh: '已过预计成交日、仍在进行的商机。' },
    for: 'team',
    order: 30,
    count: opportunity,
    where: slipped,
    good: 'few',
  }),
  defineToday('teamLeadCount', {
    label: { en: 'Leads untouched', zh: '未跟进线索' },
    help: { en: 'New leads that nobody has spoken to yet.', zh: '还没有人联系过的新线索。' },
    for: 'team',
    order: 40,
    count: lead,
    where: untouched,
    good: 'few',
  }),
  defineToday('teamLeads', {
    label: { en: 'New leads untouched', zh: '新线索无人跟进' },
    help: { en: 'They came before today, and nobody has spoken to them.', zh: '今天之前进来、还没有人联系过。' },
    for: 'team',
    order: 50,
    object: lead,
    where: { ...untouched, createdAt: { lt: 'today' } },
    sort: ['createdAt'],
    show: ['company', 'source', 'createdAt'],
    late: true,
    assign: true,
  }),
  defineToday('teamSlipped', {
    label: { en: 'Deals past their close date', zh: '已过预计成交日的商机' },
    for: 'team',
    order: 60,
    object: opportunity,
    where: slipped,
    sort: ['closeDate'],
    show: ['account', 'stage', 'amount', 'closeDate'],
    late: true,
    assign: true,
  }),
]
