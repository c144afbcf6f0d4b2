import { boundedDistance } from '../text/distance.ts'
import { pinyinOf } from '../text/pinyin.ts'

/**
 * How much it says that two names share a character: −log2 of its share among the characters of 100,000 short names of
 * Chinese companies (every other one of companies-zh, Apache-2.0), rounded. What is not listed is rarer. Counted by
 * `node src/bench/matching.ts rarity FILE`; the other half measures.
 */
const listed: Readonly<Record<number, string>> = {
  7: '金天美家大宝华乐达',
  8: '科小德斯中特龙集尔福海源山爱团之一新业堂康人利通星子安生东电瑞百博云贝力光花泰三园佳国技雅世品香鑫丽万盛信',
  9: '方城卡饰水红克好欧和兴米格尚威王丰心装易迪森思恒富联多优汇西阳时林诺艾地网吉老普果奥奇维南兰创嘉明凯亚行味蓝风马道士智来彩客宏圣木飞车神润拉绿九艺顺元莱江高梦日喜正隆居缘上合牛宇广祥银里长物阿春太石健尼鸿青友麦工立北下商古湖食千永',
  10: '谷发河农微育能邦成点月泉伊建得色英五田腾益悦可派文药名灵实记鱼意惠快菲玉鼎纳皇巴轩年运茶路川赛空曼杰都锦帝亿聚汉儿雪众教草开超诚豪器坊七猫辉罗酒化游峰动代远白流传然洋恩公清秀玛有荣保航冠学门加本精同图胜妈全仙熊印医机慧御沃活四际象界京泽君昌升房旺师夫朗氏法火双先头环比景欣八仕卓视捷酷越仁真讯树丝原庄洁无洛民情间财知黄禾港凡雨基女翔岛珠韵凤铭极唐善童布丹自鹏语融锐者伟松鲜哥久雷紫口虎十盟宜度晶妮顿怡黑满洲素阁桥贵',
  11: '晨店志湾市哈产叶索娜魔影平良夏歌野强服诗迈波启盈旅鸟裕伦苏亮豆典柏雄资纪巨依恋竹六珍塔驰球冰莎速屋二手如睿乡材会旭领希唯浪浩莲音蜜院朵淘虹逸墨主拓兔事姿简尊弘辰厨享澳鹰鲁展妙耀登州铁族程我牌牧霸幸堡宁卫趣投沙台娃府茂顶汽场号线的今佰帮扬漫潮码壹想楼不坤湘数面具萌衣蒙颜摩土溪步圆域蒂馨你鹿致燕为军露姐在深货羊包昊义初途季伯养庆碧匠未购韩赢晟亲耐寿欢外弟必舒标贸芙朝慕畅锋乾纯镇姆油郎宫羽芝首络莉吧熙管梵钱武约骏狮部气藏书脑琪桃使群皮傅秋掌兄企凰巧岭臻亨庭津振渔臣玩井萨陶承娘当媒观苑硕',
  12: '至钢鹤凌眼翼第晋连芳相声爵分荷迅起劲菜秦妹体礼莫望经故见誉兆盾常煌软玫赫量橙齐战妃申吃理丁魅密非库才画进悠甜梅粤醉岩蝶柔勒狼薇咖瓦舞舍轻甲弗沐咪枫樱务零帕瑰琳前滋幻后少蜀猪鸣功陆仔社净固控乔温斗旗了奔奈桂辣跃街施忆营鸡贷若现将楚麻落粮翰俊关馆重柜倍佑斋翠言指骑根托热帆洪半糖照研宾纺靓芬济麟洞岸角计轮共暖汤池婴瓷浦司剑修圈制佛定豹伴境瀚板蜂村由回厚雀说到茗期傲哲械狗舟泡夜静足芯爷容锅贤站遇霖帅采勤慈绣钻猴玖李蚁件字柯男赞肯孩棒设丫那嘴颐昆巢晓昂饭陈宠黛张兵芭周乌班禧筑出婆两铜俏寨鞋泓狐念胖澜佐侠笑朴仓娇菱滴豫提闪觉护置戏钰感随亦寻迷添鸭炫股渝杨涵粉猎虾命沁协妍尖亭朋织校寺互岁临啦闽皓渡灯叔而鼠婷培飘付姑晖桐造爽厂驿塑坦镜雁用铺嘟瓜奕晴宸毅麒蕾苗禹颂刷术峡迎向脉杜苹拍调奶塘迹妆宴因涛爸看忧蛋鹅岳埃',
  13: '链直证复作灿戈塞身边衡饮桑啡目稻种梁独旋盘吴横仪磊带统餐限问邻玻搜粒虫祺沟策杉孚芒玺映徽勇佩昱璃舜选防窝琦配播级毛以递积参变禅棉喵乖其船壳柠跑蚂蓉纸荟宅个吾隐态驼只赤铂檬懒刻袋曲盒陵侨单仑拾竞盖与膳淮范缇政肥颖驾秘贡纽浴鸽烟劳巷坚所黎玲适禄收藤闲助浙杏甘纤状式窗戴潭穗听沛母券交茵琴话鲸考钟左植刀宿质黔送梓悟兹泊户走读节瑶漠觅宣笨归区报住逗完纵刚令盐律局胡娱伽假闻忠滨拜纬涂孝宽招儒胶延杭昕铃珑内形孔崇箭息呼陌澄官瑜曦默耳敏滩课沪奴彼留溢兜绝芽柴珀彤尤椰险又坡放媚尾冬右探岚聪夕杯疗萱么兮是梨祖伍核昭牡菊岗增烧响谊宗引蔻泛料煜治耕私魂存牙冀鹭顾冷支拿买征队阔租娅泥倾奢每淳对鲨专央怀哆兽骆刘纷肤雾鼓婚敦伙姬厦柒疯狂螺往茜坝碗洗矿办骨柚蕴守最呀便蔓骄笔尘总邮谱坛漾份陕寓锁驴榕习励烨蓓龄霞仟珂蛙干赋室梯愿怪余宋勋早史模赐略绘条磨鳄浓棠异移缤端倩几潘佬蕊结冲消休番莹阅猛导葵凉菩跳妞打',
}
const rare = 14

const bitsOfChar = new Map(Object.entries(listed).flatMap(([bits, chars]) => [...chars].map((c) => [c, Number(bits)])))

/** Bits by which two names agree that share this character. */
export function charBits(char: string): number {
  return bitsOfChar.get(char) ?? rare
}

let sounds: ReadonlyMap<string, number> | null = null

/** How many of the listed characters are read like this. */
function homophones(syllable: string): number {
  if (!sounds) {
    const counts = new Map<string, number>()
    for (const char of bitsOfChar.keys()) counts.set(soundOf(char), (counts.get(soundOf(char)) ?? 0) + 1)
    sounds = counts
  }
  return sounds.get(syllable) ?? 0
}

/**
 * Bits for two characters that sound alike. One of them is the slip, and a slip brings any of those that sound alike, seldom
 * ones as well, whereas another company would hardly have chosen a seldom one: so the more seldom of the two counts, less
 * what it takes to hit upon it among its homophones, and for the place where it happened.
 */
function soundBits(a: string, b: string, length: number): number {
  return Math.max(charBits(a), charBits(b)) - 2 - Math.log2(homophones(soundOf(a)) + 1) - Math.log2(length) / 2
}

function soundOf(char: string): string {
  return pinyinOf(char, { person: false })
}

/**
 * Bits by which two names of Chinese characters agree that sound alike or are one slip apart: each character that they
 * share in its place or order counts by its rarity, one that only sounds alike by `soundBits`, and where another slip may
 * have happened counts against it. 0 where they are further apart.
 */
export function sharedBits(a: string, b: string): number {
  const [left, right] = [[...a], [...b]]
  if (left.length === right.length) {
    let bits = 0
    const off: number[] = []
    for (const [i, char] of left.entries()) {
      if (char === right[i]) bits += charBits(char)
      else if (soundOf(char) === soundOf(right[i]!)) bits += soundBits(char, right[i]!, left.length)
      else off.push(i)
    }
    if (off.length === 0) return bits
    if (off.length === 1) return bits - Math.log2(left.length) - 8
    const [i, j] = off as [number, number]
    const swapped = off.length === 2 && j === i + 1 && left[i] === right[j] && left[j] === right[i]
    return swapped ? bits + charBits(left[i]!) + charBits(left[j]!) - Math.log2(left.length) : 0
  }
  if (Math.abs(left.length - right.length) !== 1 || boundedDistance(a, b, 1) !== 1) return 0
  const shorter = left.length < right.length ? left : right
  return shorter.reduce((sum, char) => sum + charBits(char), 0) - Math.log2(shorter.length + 1)
}
