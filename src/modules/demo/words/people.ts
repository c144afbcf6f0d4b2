import type { Company } from '../company.ts'
import type { Random } from '../random.ts'
import { capital } from './companies.ts'

/** A Chinese person: names are made of common parts and mean nobody. */
export type PersonName = {
  readonly surname: string
  readonly name: string
  readonly latin: string
  readonly gender: 'female' | 'male' | null
}

/** Makes a name; compound surnames turn up as often as in life, a little more. */
export function personName(random: Random, { english }: Pick<Company, 'english'>): PersonName {
  const [surname, latin] = random.chance(0.02) ? random.pick(compound) : random.weighted(common)
  const gender = random.chance(0.42) ? 'female' : 'male'
  const pool = gender === 'female' ? female : male
  const first = random.pick(pool)
  const second = random.chance(0.18) ? null : random.pick(pool)
  const given = second === null || second[0] === first[0] ? [first] : [first, second]
  const spelled = given.map(([, pinyin]) => pinyin).join('')
  return {
    surname: english ? capital(latin) : surname,
    name: english ? `${capital(spelled)} ${capital(latin)}` : surname + given.map(([han]) => han).join(''),
    latin: latin + spelled,
    gender,
  }
}

type Part = readonly [han: string, pinyin: string]

/** A person outside China, in the order of her language. */
export function foreignName(random: Random, country: string): PersonName {
  const [given, family] = foreign[country] ?? foreign.US!
  const [g, f] = [random.pick(given), random.pick(family)]
  return { surname: f, name: `${g} ${f}`, gender: null, latin: `${g}.${f}`.toLowerCase().replace(/[^a-z.]/g, '') }
}

/** Surnames by their share, roughly. */
const common: readonly (readonly [Part, number])[] = parts(
  `王wang 李li 张zhang 刘liu 陈chen 杨yang 黄huang 赵zhao 吴wu 周zhou 徐xu 孙sun 马ma 朱zhu 胡hu 郭guo 何he 林lin 高gao
  罗luo 郑zheng 梁liang 谢xie 宋song 唐tang 许xu 韩han 邓deng 冯feng 曹cao 彭peng 曾zeng 肖xiao 田tian 董dong 潘pan 袁yuan
  蔡cai 蒋jiang 余yu 于yu 杜du 叶ye 程cheng 魏wei 苏su 吕lyu 丁ding 任ren 卢lu 姚yao 沈shen 钟zhong 姜jiang 崔cui 谭tan
  陆lu 范fan 汪wang 廖liao 石shi 金jin 韦wei 贾jia 夏xia 付fu 方fang 邹zou 熊xiong 白bai 孟meng 秦qin 邱qiu 侯hou 江jiang
  尹yin 薛xue 闫yan 段duan 雷lei 龙long 黎li 史shi 陶tao 贺he 毛mao 郝hao 顾gu 龚gong 邵shao 万wan 覃qin 武wu 钱qian
  戴dai 严yan 莫mo 孔kong 向xiang 常chang 汤tang 单shan 解xie 仇qiu 区ou 查zha 缪miao 乐yue 盖ge 朴piao 翟zhai`,
).map((part, i) => [part, 100 / (i + 6)] as const)

const compound: readonly Part[] = parts(
  '欧阳ouyang 上官shangguan 司马sima 诸葛zhuge 东方dongfang 皇甫huangfu 尉迟yuchi 慕容murong 令狐linghu 司徒situ 夏侯xiahou 端木duanmu',
)

const female: readonly Part[] = parts(
  `芳fang 娜na 敏min 静jing 丽li 艳yan 娟juan 霞xia 燕yan 玲ling 雪xue 婷ting 慧hui 颖ying 琳lin 佳jia 欣xin 怡yi 洁jie 梅mei
  莉li 倩qian 蕾lei 瑶yao 萍ping 红hong 文wen 雨yu 梦meng 思si 晓xiao 婉wan 若ruo 诗shi 涵han 悦yue 彤tong 薇wei 珊shan 璐lu 岚lan 秀xiu`,
)
const male: readonly Part[] = parts(
  `伟wei 强qiang 磊lei 军jun 勇yong 涛tao 杰jie 鹏peng 超chao 明ming 刚gang 平ping 辉hui 斌bin 浩hao 宇yu 凯kai 健jian 俊jun
  峰feng 建jian 国guo 志zhi 文wen 海hai 波bo 龙long 飞fei 亮liang 东dong 林lin 晨chen 博bo 天tian 泽ze 瑞rui 轩xuan 睿rui 航hang 毅yi 成cheng 兴xing`,
)

function parts(text: string): Part[] {
  return [...text.matchAll(/(\p{Script=Han}+)([a-z]+)/gu)].map(([, han, pinyin]) => [han!, pinyin!])
}

const english = [
  'James Emma Oliver Sophie Daniel Grace Thomas Alice Robert Helen Peter Laura Martin Claire George Diana'.split(' '),
  'Walker Bennett Harris Cooper Foster Hughes Marsh Porter Reed Sutton Turner Wallace Young Barker Ellis Grant'.split(
    ' ',
  ),
] as const
const foreign: Readonly<Record<string, readonly [readonly string[], readonly string[]]>> = {
  US: english,
  GB: english,
  SG: [english[0], 'Tan Lim Ong Teo Goh Chua Koh Ng Sim Yeo'.split(' ')],
  DE: [
    'Anna Lukas Julia Felix Katrin Stefan Sabine Jonas Petra Markus Ulrich Heike'.split(' '),
    'Vogel Brandt Lorenz Albrecht Seidel Winter Ziegler Kuhn Pohl Engel Busch Horn'.split(' '),
  ],
  JP: [
    'Haruto Yui Kenta Aoi Daichi Misaki Takumi Rina Shota Emi'.split(' '),
    'Sato Suzuki Takahashi Tanaka Watanabe Ito Yamamoto Nakamura Kobayashi Kato'.split(' '),
  ],
  KR: [
    'Minjun Seoyeon Jihoon Hayoon Dohyun Jiwoo Sujin Eunji Taeho Yuna'.split(' '),
    'Kim Lee Park Choi Jung Kang Cho Yoon Jang Lim'.split(' '),
  ],
}
