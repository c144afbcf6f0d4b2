import type { Random } from '../random.ts'
import { spaced } from './spaced.ts'

/** What a sentence may speak of. */
export type Topic = {
  readonly person: string
  readonly product: string
  readonly company: string
  readonly colleague: string
}
export type Phase = 'first' | 'need' | 'proposal' | 'negotiation' | 'signing' | 'after' | 'lead' | 'care'
export type Kind = 'task' | 'call' | 'meeting' | 'visit' | 'note'
export type Saying = { readonly subject: string; readonly body: string | null }

/** What sentences are made of, in one language. */
export type Sayings = {
  /** What stands between two sentences. */
  readonly between: string
  readonly fillers: Readonly<Record<string, readonly string[]>>
  readonly subjects: Readonly<Record<Kind, Partial<Record<Phase, readonly string[]>>>>
  readonly bodies: Readonly<Record<Phase, readonly string[]>>
  readonly details: readonly string[]
  readonly plans: readonly string[]
  readonly reminders: readonly string[]
  readonly nextSteps: Partial<Record<Phase, readonly string[]>>
}

/** Something that a seller would write about a follow-up of that kind at that point of the sale. */
export function sayingOf(random: Random, said: Sayings, kind: Kind, phase: Phase, topic: Topic): Saying {
  const fill = (text: string) =>
    begun(
      text
        .replaceAll('{p}', topic.person)
        .replaceAll('{x}', topic.product)
        .replaceAll('{c}', topic.company)
        .replaceAll('{w}', topic.colleague)
        .replace(/\{([a-z]+)\}/g, (_, key: string) => random.pick(said.fillers[key] ?? [''])),
    )
  const subject = fill(random.pick(said.subjects[kind][phase] ?? said.subjects[kind].care!))
  if (kind === 'task') return { subject, body: random.chance(0.25) ? fill(random.pick(said.reminders)) : null }
  const sentences = [random.pick(said.bodies[phase])]
  if (random.chance(0.6)) sentences.push(random.pick(said.details))
  if (random.chance(0.55)) sentences.push(random.pick(said.plans))
  return { subject, body: sentences.map(fill).join(said.between) }
}

/** What a seller notes as the next step of a deal in that phase. */
export function nextStepOf(random: Random, said: Sayings, phase: Phase, topic: Topic): string {
  const text = random.pick(said.nextSteps[phase] ?? said.nextSteps.need!)
  return spaced(text.replaceAll('{p}', topic.person).replaceAll('{x}', topic.product))
}

/** A sentence begins with a capital and has its spaces, whatever was filled in. */
function begun(text: string): string {
  return spaced(text.charAt(0).toUpperCase() + text.slice(1))
}

const fillers: Sayings['fillers'] = {
  tens: ['二十', '三十', '四十', '五十', '六十', '八十', '一百二十'],
  n: ['两', '三', '四', '五', '六', '八', '十二'],
  line: ['一号车间', '二号车间', '新建产线', '总装线', '包装线', '注塑车间', '仓库', '老厂区', '三期厂房'],
  worry: ['交期', '价格', '售后响应', '和现有系统的对接', '数据安全', '实施周期', '操作人员培训', '后期维护费用'],
  dept: ['生产部', '设备部', '信息部', '采购部', '财务部', '质量部', '总经办'],
  when: ['下周', '月底前', '下个月初', '这两周', '季度末', '节后'],
  rival: ['华控', '锐捷达', '恒测', '西图', '一家外资品牌', '本地一家集成商'],
  pct: ['3', '5', '8', '10', '12'],
  mood: ['比较认可', '很感兴趣', '态度积极', '还在观望', '比较谨慎', '没有明确表态'],
}

const subjects: Sayings['subjects'] = {
  call: {
    lead: ['首次致电{p}', '电话了解需求', '回访官网留言', '致电{p}确认需求', '跟进展会资料'],
    first: ['和{p}电话沟通', '致电{p}，了解现状', '电话介绍{x}', '约{p}拜访时间'],
    need: ['电话确认{line}需求', '和{p}核对技术参数', '致电{p}，确认点位数量'],
    proposal: ['电话讲解方案', '和{p}沟通报价', '跟进报价反馈', '回复{p}的技术问题'],
    negotiation: ['电话沟通付款方式', '和{p}谈价格', '跟进采购流程', '沟通合同条款'],
    signing: ['跟进合同盖章', '确认预付款时间', '和{p}确认交货日期'],
    after: ['电话回访使用情况', '回访{p}', '跟进验收进度'],
    care: ['例行回访{p}', '问候{p}', '电话了解近况', '回访{c}'],
  },
  meeting: {
    first: ['和{c}线上交流', '公司介绍与产品交流', '初次交流会'],
    need: ['{line}需求调研会', '和{dept}需求讨论', '技术交流会'],
    proposal: ['方案汇报', '{x}方案评审', '线上演示{x}', '报价说明会'],
    negotiation: ['商务谈判', '合同条款讨论', '和{dept}商务会'],
    signing: ['合同签订会', '项目启动会准备'],
    after: ['项目启动会', '项目阶段汇报', '验收会议'],
    care: ['季度回顾会', '年度合作交流'],
  },
  visit: {
    first: ['拜访{p}', '首次上门拜访', '参观{c}工厂'],
    need: ['{line}现场勘查', '上门调研{line}', '陪同技术现场看点位'],
    proposal: ['上门汇报方案', '上门演示{x}', '现场试用{x}'],
    negotiation: ['拜访{p}谈价格', '拜访{dept}', '陪同领导拜访{c}'],
    signing: ['上门签合同', '送合同到{c}'],
    after: ['交付现场走访', '培训现场支持', '售后走访'],
    care: ['例行拜访{p}', '节前走访', '顺路拜访{c}'],
  },
  task: {
    lead: ['联系{p}', '发送产品资料给{p}', '再次致电{p}'],
    first: ['发公司介绍给{p}', '约{p}下次见面', '整理{c}背景资料'],
    need: ['整理{line}需求清单', '请技术出初步方案', '补齐点位表'],
    proposal: ['准备{x}报价', '修改方案发给{p}', '催技术确认参数', '跟进报价反馈'],
    negotiation: ['申请特价', '准备合同初稿', '确认付款条件', '跟进客户内部审批'],
    signing: ['寄送合同', '跟进预付款', '安排发货计划'],
    after: ['安排实施人员', '跟进验收单', '开具发票', '跟进尾款'],
    care: ['回访{p}', '了解新项目机会', '寄送新品资料'],
  },
  note: {
    lead: ['线索来源补充', '背景备注'],
    first: ['客户背景', '了解到的情况', '{c}组织关系'],
    need: ['现状记录', '客户现有系统情况', '需求补充'],
    proposal: ['竞品情况', '方案反馈', '报价反馈'],
    negotiation: ['内部讨论记录', '价格底线备注', '竞争情况更新'],
    signing: ['合同要点', '付款安排'],
    after: ['交付备注', '客户反馈'],
    care: ['客户近况', '人员变动', '备注'],
  },
}

const bodies: Sayings['bodies'] = {
  lead: [
    '{p}在官网看到{x}，想了解价格和案例。',
    '打通了，{p}说目前只是了解，{when}再联系。',
    '{p}负责设备选型，{line}有改造计划。',
    '加了微信，先发资料和两个同行案例。',
    '对方说已经有供应商，但对{worry}不满意。',
    '展会上聊过，{p}还记得我们，愿意约时间细谈。',
  ],
  first: [
    '介绍了公司和{x}，{p}{mood}。',
    '{c}目前靠人工抄表，想先在{line}试点。',
    '{p}说决策在{dept}，会帮忙引荐。',
    '对方正在做明年的预算，{when}能定下大致金额。',
    '了解到{line}去年换过一次设备，对稳定性要求高。',
    '{p}对同行案例很关心，答应{when}去看样板工厂。',
  ],
  need: [
    '确认{line}约{tens}个采集点，需要对接现有系统。',
    '{p}最关心{worry}，要求方案里写清楚。',
    '和{dept}一起过了需求清单，还有{n}项待确认。',
    '现场环境粉尘大，普通型号不合适，考虑换防护等级高的。',
    '客户希望分两期做，一期先上{line}。',
    '{w}到现场看过，布线条件没问题，网络要加{n}个点。',
  ],
  proposal: [
    '方案已发{p}，{dept}提了{n}个问题，{when}答复。',
    '演示效果不错，{p}{mood}，希望再便宜 {pct}%。',
    '报价含实施和一年维保，{p}要求拆开列。',
    '客户同时在看{rival}，我们的优势是现场服务。',
    '{p}希望增加{x}，按打包价重新报了一版。',
    '技术部分基本通过，主要卡在{worry}。',
  ],
  negotiation: [
    '{p}要求再降 {pct}%，已请示{w}。',
    '付款方式谈到 3-6-1，{dept}还在争取月结。',
    '{rival}报价比我们低，但交期要{n}周，{p}倾向我们。',
    '法务对违约条款有意见，改了{n}处。',
    '价格基本谈妥，等{dept}走内部审批。',
    '{p}透露预算够，关键是{when}能不能交货。',
  ],
  signing: [
    '合同已寄出，{p}说{when}盖章。',
    '双章合同收到，预付款{when}到账。',
    '采购流程走到最后一步，等总经理签字。',
    '交货期确认为{n}周，{w}已排产。',
  ],
  after: [
    '设备到货清点无误，实施{when}进场。',
    '{line}已上线，{p}反馈数据准确。',
    '操作人员培训了{n}批，还有夜班没培训。',
    '运行稳定，{p}提到{line}也想上一套。',
    '有{n}个传感器信号弱，{w}已安排更换。',
  ],
  care: [
    '近期没有新项目，{p}说{when}会有技改预算。',
    '{p}调到{dept}了，新负责人待引荐。',
    '运行情况良好，没有新的问题。',
    '聊到{line}可能扩产，保持关注。',
    '{p}最近在忙审厂，{when}再约。',
    '客户订单减少，设备开机率只有六成，短期没有采购计划。',
    '问到维保续费，{p}说{when}走流程。',
  ],
}

const details = [
  '{dept}也参加了，没有反对意见。',
  '现场{n}台设备接口不统一，需要转换模块。',
  '他们比较看重{worry}。',
  '{p}提醒要先和{dept}打招呼。',
  '对标的是{rival}的方案。',
  '预算大概在去年基础上增加 {pct}%。',
  '客户总部在外地，大额采购要报批。',
  '车间主任支持，财务还需要做工作。',
  '希望能提供同行业的验收报告。',
  '目前使用的系统已经用了{n}年。',
]
const plans = [
  '{when}再跟进。',
  '下一步由{w}出技术方案。',
  '约好{when}见面细谈。',
  '先发资料，{when}电话确认。',
  '请{w}配合准备样机。',
  '等对方内部讨论后回复。',
  '{when}安排参观样板客户。',
]
const reminders = [
  '{p}要求尽快。',
  '上次答应{when}给。',
  '先和{w}确认后再发。',
  '注意对方关心{worry}。',
  '{dept}也要抄送一份。',
]

const nextSteps: Sayings['nextSteps'] = {
  first: ['约{p}上门拜访', '发送公司介绍和案例', '找到决策人', '了解预算和时间表'],
  need: ['安排现场勘查', '确认需求清单', '请技术出方案', '和{p}核对点位数量'],
  proposal: ['汇报方案', '跟进报价反馈', '安排{x}试用', '按新需求修改报价'],
  negotiation: ['申请价格审批', '和{p}确认付款方式', '跟进客户内部审批', '合同条款定稿'],
  signing: ['跟进合同盖章', '确认预付款到账', '和生产确认交期'],
}

/** What a seller writes in Chinese. */
export const chineseSayings: Sayings = { between: '', fillers, subjects, bodies, details, plans, reminders, nextSteps }
