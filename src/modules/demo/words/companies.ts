import type { Company } from '../company.ts'
import type { Random } from '../random.ts'
import type { Place } from './places.ts'

/** What a company is called, and what its domain is made of. */
export type CompanyName = {
  readonly name: string
  readonly shortName: string
  readonly latin: string
  readonly industry: Industry
}
export type Industry = keyof typeof trades

/** Region + trade name + line of business + legal form, as companies are registered. */
export function companyName(
  random: Random,
  place: Place,
  { english, say }: Pick<Company, 'english' | 'say'>,
): CompanyName {
  const industry = random.weighted(shares)
  const [a, b] = [random.pick(syllables), random.pick(syllables)]
  const trade =
    a[0] === b[0] || famous.has(a[0] + b[0])
      ? ([`${a[0]}和`, `${a[1]}he`] as const)
      : ([a[0] + b[0], a[1] + b[1]] as const)
  const line = random.pick(trades[industry])
  const form = random.weighted(forms)
  const region = random.chance(0.25) ? place.city : place.short
  if (english) return englishName(say(place.city), capital(trade[1]), say(line), say(form), industry)
  const name =
    industry === 'government' || industry === 'education'
      ? `${place.short}市${trade[0]}${line}`
      : random.chance(0.14)
        ? `${trade[0]}${line}（${place.short}）有限公司`
        : `${region}${trade[0]}${line}${form}`
  return { name, shortName: `${trade[0]}${line}`, latin: trade[1], industry }
}

/** The same as it stands on an English card: town, trade name, line of business, legal form. */
function englishName(town: string, trade: string, line: string, form: string, industry: Industry): CompanyName {
  const shortName = `${trade} ${line}`
  const own = industry === 'government' || industry === 'education'
  return { name: `${town} ${shortName}${own ? '' : ` ${form}`}`, shortName, latin: trade.toLowerCase(), industry }
}

/** With a capital. */
export function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1)
}

/** A company abroad. */
export function foreignCompany(random: Random, country: string): CompanyName {
  const trade = random.pick(foreignTrades)
  const second = random.pick(foreignSeconds)
  const [line, industry] = random.pick(foreignLines)
  const form = { DE: 'GmbH', US: 'Inc.', JP: 'K.K.', KR: 'Co., Ltd.', SG: 'Pte. Ltd.', GB: 'Ltd' }[country] ?? 'Ltd'
  const name = trade + second
  return { name: `${name} ${line} ${form}`, shortName: name, latin: name.toLowerCase(), industry }
}

const syllables = [
  ...`华hua 瑞rui 鑫xin 恒heng 宏hong 博bo 天tian 盛sheng 昌chang 远yuan 达da 泰tai 安an 嘉jia 德de 信xin 诚cheng 联lian 创chuang 科ke
  明ming 海hai 江jiang 汇hui 隆long 兴xing 茂mao 福fu 顺shun 永yong 利li 康kang 源yuan 润run 丰feng 凯kai 伟wei 鼎ding 正zheng 智zhi
  云yun 星xing 辰chen 宇yu 晟sheng 皓hao 睿rui 卓zhuo 越yue 腾teng 翔xiang 迈mai 锐rui 旭xu 昊hao 航hang 立li 佳jia 美mei 众zhong
  百bai 亿yi 启qi 力li 骏jun 捷jie 通tong 景jing 雅ya 文wen 图tu 岳yue 峰feng 川chuan 澜lan 溪xi 楚chu 沪hu 粤yue 晋jin 秦qin 禾he`.matchAll(
    /(\p{Script=Han})([a-z]+)/gu,
  ),
].map(([, han, pinyin]) => [han!, pinyin!] as const)

/** Names that everybody knows belong to somebody. */
const famous = new Set(
  '海信 华润 恒大 泰康 中兴 腾讯 海康 百达 凯迪 美佳 华联 联华 永辉 百联 康佳 海尔 华星 联通 立讯 顺丰 天猫 华通 德邦 正泰'.split(
    ' ',
  ),
)

const forms = [
  ['有限公司', 78],
  ['科技有限公司', 9],
  ['股份有限公司', 8],
  ['集团有限公司', 3],
  ['有限责任公司', 2],
] as const

const trades = {
  machinery: ['精密机械', '自动化设备', '智能装备', '机械制造', '数控机床', '工业机器人', '液压', '输送设备'],
  electronics: ['电子', '半导体', '光电', '电路板', '电子元器件', '精密电子', '传感技术'],
  automotive: ['汽车零部件', '汽车电子', '新能源汽车', '汽车内饰', '底盘系统'],
  manufacturing: ['五金制品', '塑胶制品', '模具', '包装材料', '家具', '家用电器', '紧固件'],
  chemicals: ['新材料', '化工', '涂料', '精细化工', '复合材料'],
  pharmaceuticals: ['医药', '生物制药', '药业', '中药'],
  food: ['食品', '饮料', '乳业', '粮油', '冷链食品'],
  textiles: ['纺织', '服饰', '制衣', '印染'],
  energy: ['新能源', '电力设备', '光伏科技', '储能技术', '环保能源'],
  construction: ['建设工程', '建筑材料', '钢结构', '装饰工程'],
  logistics: ['物流', '供应链管理', '仓储', '国际货运代理'],
  retail: ['商贸', '贸易', '连锁超市', '百货'],
  software: ['软件', '信息技术', '网络科技', '数据服务'],
  health: ['医疗器械', '医疗科技', '健康管理'],
  agriculture: ['农业科技', '农牧', '种业'],
  education: ['职业技术学院', '技师学院'],
  government: ['产业园区管理委员会', '水务中心'],
} as const

const shares: readonly (readonly [Industry, number])[] = [
  ['machinery', 20],
  ['electronics', 18],
  ['automotive', 11],
  ['manufacturing', 12],
  ['chemicals', 7],
  ['pharmaceuticals', 4],
  ['food', 5],
  ['textiles', 3],
  ['energy', 6],
  ['construction', 3],
  ['logistics', 4],
  ['retail', 3],
  ['software', 4],
  ['health', 3],
  ['agriculture', 1],
  ['education', 0.6],
  ['government', 0.5],
]

const foreignTrades =
  'Nord Kestrel Alder Brook Stein Falken Mori Aki Silver Harbor Linden Birch Orion Vega Tama Haneul Bright Merid'.split(
    ' ',
  )
const foreignSeconds = 'wind field mark berg line works stone gate crest way'.split(' ')
const foreignLines = [
  ['Automation', 'machinery'],
  ['Precision', 'machinery'],
  ['Electronics', 'electronics'],
  ['Motor Parts', 'automotive'],
  ['Foods', 'food'],
  ['Energy Systems', 'energy'],
  ['Logistics', 'logistics'],
  ['Medical', 'health'],
] as const
