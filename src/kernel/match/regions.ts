import { pinyinOf } from '../text/pinyin.ts'

/** A place in front of a company's name: its province, and its city where it is one. */
export type Region = { readonly province: string; readonly city: string | null }

/** Provinces with their cities, in the short form that names of companies begin with. */
const provinces = `
北京| 天津| 上海| 重庆| 香港| 澳门|
台湾|台北 高雄 台中 台南 新竹 桃园 基隆 新北
河北|石家庄 唐山 秦皇岛 邯郸 邢台 保定 张家口 承德 沧州 廊坊 衡水
山西|太原 大同 阳泉 长治 晋城 朔州 晋中 运城 忻州 临汾 吕梁
内蒙古|呼和浩特 包头 乌海 赤峰 通辽 鄂尔多斯 呼伦贝尔 巴彦淖尔 乌兰察布
辽宁|沈阳 大连 鞍山 抚顺 本溪 丹东 锦州 营口 阜新 辽阳 盘锦 铁岭 葫芦岛
吉林|长春 四平 辽源 通化 白山 松原 白城 延边
黑龙江|哈尔滨 齐齐哈尔 鸡西 鹤岗 双鸭山 大庆 伊春 佳木斯 七台河 牡丹江 黑河 绥化
江苏|南京 无锡 徐州 常州 苏州 南通 连云港 淮安 盐城 扬州 镇江 泰州 宿迁 昆山 江阴 张家港 常熟 太仓 宜兴
浙江|杭州 宁波 温州 嘉兴 湖州 绍兴 金华 衢州 舟山 台州 丽水 义乌 慈溪 余姚
安徽|合肥 芜湖 蚌埠 淮南 马鞍山 淮北 铜陵 安庆 滁州 阜阳 宿州 六安 亳州 宣城
福建|福州 厦门 莆田 三明 泉州 漳州 南平 龙岩 宁德 晋江
江西|南昌 景德镇 萍乡 九江 新余 鹰潭 赣州 吉安 宜春 上饶
山东|济南 青岛 淄博 枣庄 东营 烟台 潍坊 济宁 泰安 威海 日照 临沂 德州 聊城 滨州 菏泽
河南|郑州 开封 洛阳 平顶山 安阳 鹤壁 新乡 焦作 濮阳 许昌 漯河 三门峡 南阳 商丘 信阳 周口 驻马店
湖北|武汉 黄石 十堰 宜昌 襄阳 鄂州 荆门 孝感 荆州 黄冈 咸宁 随州 恩施
湖南|长沙 株洲 湘潭 衡阳 邵阳 岳阳 常德 张家界 益阳 郴州 永州 怀化 娄底
广东|广州 深圳 珠海 汕头 佛山 韶关 河源 梅州 惠州 汕尾 东莞 中山 江门 阳江 湛江 茂名 肇庆 清远 潮州 揭阳 云浮 顺德
广西|南宁 柳州 桂林 梧州 北海 防城港 钦州 贵港 玉林 百色 贺州 河池 来宾 崇左
海南|海口 三亚 儋州
四川|成都 自贡 攀枝花 泸州 德阳 绵阳 广元 遂宁 内江 乐山 南充 眉山 宜宾 广安 达州 雅安 巴中 资阳
贵州|贵阳 六盘水 遵义 安顺 毕节 铜仁
云南|昆明 曲靖 玉溪 保山 昭通 丽江 普洱 临沧 大理
西藏|拉萨 日喀则 林芝
陕西|西安 铜川 宝鸡 咸阳 渭南 延安 汉中 榆林 安康 商洛
甘肃|兰州 嘉峪关 金昌 白银 天水 武威 张掖 平凉 酒泉 庆阳 定西 陇南
青海|西宁 海东
宁夏|银川 石嘴山 吴忠 固原 中卫
新疆|乌鲁木齐 克拉玛依 吐鲁番 哈密 喀什 伊犁`

const known: ReadonlyMap<string, Region> = new Map(
  provinces
    .trim()
    .split(/\n|(?<=\|) (?=\p{Script=Han})/u)
    .flatMap((line): [string, Region][] => {
      const [province = '', cities = ''] = line.split('|')
      const own = cities
        .trim()
        .split(' ')
        .filter((city) => city !== '')
      return [[province, { province, city: null }], ...own.map((city): [string, Region] => [city, { province, city }])]
    }),
)

const longestFirst = [...known.keys()].sort((a, b) => b.length - a.length).join('|')
const endings = '特别行政区|维吾尔自治区|壮族自治区|回族自治区|自治区|自治州|地区|省|市'
const place = new RegExp(`^(${longestFirst})(${endings})?`)
/** A district is one only behind a city that says that it is one: 深圳市南山区. */
const district = /^(?!开发区|社区|园区)\p{Script=Han}{2,3}(?:区|县)(?!域|块)/u
const country = /^(?:中国|中华人民共和国)/

/**
 * The places that a Chinese name begins with, and what is behind them.
 * @param isName whether what would be left is a name still; where it is not, the place belongs to it
 */
export function regionsAhead(
  name: string,
  isName: (rest: string) => boolean = () => true,
): { readonly regions: readonly Region[]; readonly rest: string } {
  const regions: Region[] = []
  for (let rest = name; ; ) {
    const found = place.exec(rest)
    let behind = rest.slice(found?.[0].length ?? 0)
    if (found?.[2] === '市') behind = behind.replace(district, '')
    if (!found) behind = rest.replace(country, '')
    if (behind === rest || !isName(behind)) return { regions, rest }
    if (found) regions.push(known.get(found[1]!)!)
    rest = behind
  }
}

/** The region that a text is, 上海 or 上海市; null where it is none, or more than that. */
export function regionOf(text: string): Region | 'country' | null {
  if (text === '中国' || text === 'china' || text === 'prc') return 'country'
  const { regions, rest } = regionsAhead(text)
  return rest === '' ? (regions.at(-1) ?? null) : null
}

/** The region that words of Latin letters name: `shanghai`, `hong kong`. */
export function latinRegion(word: string): Region | 'country' | null {
  if (word === 'china' || word === 'prc') return 'country'
  romanised ??= new Map([
    ...[...known].map(([name, region]): [string, Region] => [
      pinyinOf(name, { person: false }).replaceAll(' ', ''),
      region,
    ]),
    ...(['hongkong', 'hk'].map((name) => [name, known.get('香港')!]) as [string, Region][]),
    ['macau', known.get('澳门')!],
    ['taiwan', known.get('台湾')!],
    ['taipei', known.get('台北')!],
  ])
  return romanised.get(word) ?? null
}
let romanised: ReadonlyMap<string, Region> | undefined

const shortNames: Readonly<Record<string, string>> = {
  bj: 'beijing',
  sh: 'shanghai',
  gz: 'guangzhou',
  sz: 'shenzhen',
  hz: 'hangzhou',
  nj: 'nanjing',
  wh: 'wuhan',
  cd: 'chengdu',
  cq: 'chongqing',
  tj: 'tianjin',
  tw: 'taiwan',
  cn: 'china',
}

/** The region that two letters name where nothing but a region stands, as in brackets: `SH`. */
export function shortRegion(word: string): Region | 'country' | null {
  const name = shortNames[word]
  return name ? latinRegion(name) : null
}

/** Two lists of places that cannot both be true of one company; none on either side says nothing. */
export function regionsClash(a: readonly Region[], b: readonly Region[]): boolean {
  if (a.length === 0 || b.length === 0) return false
  return !a.some((x) =>
    b.some((y) => x.province === y.province && (x.city === y.city || x.city === null || y.city === null)),
  )
}
