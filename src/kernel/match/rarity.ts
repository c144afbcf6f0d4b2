import { boundedDistance } from '../text/distance.ts'
import { pinyinOf } from '../text/pinyin.ts'

/**
 * How much it says that two names share a character: −log2 of its share among the characters of 200,000 short names of
 * Chinese companies (companies-zh, Apache-2.0), rounded. What is not listed is rarer.
 */
const listed: Readonly<Record<number, string>> = {
  7: '金美天家大华宝乐达',
  8: '科德中斯尔小集福山特龙爱海源团之一业新堂人康通利星生子安电瑞东百博花云贝泰力三光佳世雅园技国品盛信丽万鑫香',
  9: '红卡城方饰水好克格和尚欧米丰兴王装威恒富时迪心多思森林汇优联易明奥西诺阳南亚地老吉艾维道普果网兰嘉创来奇智蓝风马客凯士味行车绿元彩木飞江莱拉顺神艺九梦圣高润宏物正隆喜居日祥牛宇春石鸿缘阿上银长合里太友青古健广麦北千点立谷永能',
  10: '下尼色邦农发得工五河食月商成实育泉微建湖可益文药伊意悦派记腾鼎田诚名惠轩年皇英快巴菲鱼玉茶帝曼超灵豪罗锦众雪猫空川纳汉赛路亿酒儿都峰杰运玛流草公传开恩器坊游然全清远代教聚动门七航白活辉化昌洋同双图秀印荣学保有胜界慧本精医妈象加冠房比机泽熊君火氏先仙头旺卓景御沃际朗夫四仕酷京视师讯升庄树捷仁越八环欣真间布情港原融度极黄洛翔语民雨无丝知法禾基洁哥岛松财自韵鲜女黑紫凤唐哈丹湾久伟珠者素虎善宜晶鹏雷十怡铭诗凡典桥影歌盟依平阁洲贵店顿',
  11: '锐服柏童产魔强满旅纪良豆口启野娜索妮波叶希球苏晨伦盈竹恋亮旭夏志速二塔市睿厨莎鸟六浩如资虹迈珍领屋辰拓鲁雄冰州院巨幸材莲会手驰唯铁裕尊朵逸乡娃享牌茂事兔弘扬浪淘蜜不音主台妙府摩蒙霸鹰想耀投楼沙程展澳湘土简堡帮壹姿潮登我线宁卫羊馨步的码在场数牧庆族深蒂颜为鹿漫衣佰今墨购具汽碧圆未萌趣坤军初溪域途养外你寿致面顶义伯包舒匠货昊标露季欢韩号姐纯芙晟熙骏书燕贸琪镇脑锋芝慕朝姆观玩络莉乾翼庭桃气钢亲郎使羽赢体宫武秋畅企声弟耐经群首振至舍狮申管藏钱梵齐承吧部娘库陶约礼皮亨岭起当魅必掌油媒硕狼',
  12: '兄望眼臣萨迅零凌巧悠兆理鹤傅丁渔爵苑芳才进菜战社第非津秦连甜后帕相施重净密梅量凰劲分莫赫俊妹斗勒咖粤井滋画盾誉橙臻蜀蝶见舞贷故猪醉玫瓷济务旗粮咪晋楚仔岩幻甲荷陆佑桂芬计软吃樱糖辣斋琳翠薇鸡半夜枫瓦跃常控暖瑰言玖制前功托指洞若馆鸣了固忆柔轻照街妃泡骑麟奈狗岸帅沐温设采宾煌现落麻将帆村蜂乔境浦角足关奔茗靓修倍佛司轮回婴弗热纺翰钻少勤由舟伴巢炫周容池汤瀚剑婆洪班营说颐共柯根笑蚁械研闪澜霖丫寨柜圈狐黛俏兵啦定肯锅期贤造佐傲添股豹到板那雀静饭互付哲杨粉遇厚宠念昂晓李男站赞临昆觉仓侠爷寻提泓爽镜筑芭娇迷命塑张用涵绣灯禧尖护皓豫两协妍爸置脉鼠乌向孩朴渝感滴胖校芯随鸭出字岁术毅禹策舜驿奕寺渡猴雁鞋猎嘟塘政朋衡调跑飘麒亭件培姑戏桐菱钰闽婷戈桑沁织统杜苗鹅带慈而虾陈叔归搜范其埃宴毛独苹铜',
  13: '复窝纤证身边棒祺迹奶禅级芒蕾铺因孚晖沟盘种蛋勇厂宅左所涛瓜纸邻交塞宸灿盒迎亦啡妆岳户映璃稻仪播晴曲泊玻直积蚂链餐饮只峡拍盖限驾徽浙禄船蓉吾嘴忧母颂壳昱琦闲目选单坦态戴玺虫适驼刻娱瑶问防与刚棉烟琴磊考袋仑佩助完杉植纽觅颖作侨拾煜走兹参吴宣敏横淮穗窗胶递个刷坚柠梁胡配闻以昕梓玲秘话铂黎券岚旋杏溢甘看纵贡赤鸽劳懒牙耳买变孔滨谊听忠珀粒膳读铃乖令宗律收杭檬泛荟蔻区又喵延潭箭藤专彤探核滩缇隐住拜早杯竞节蛙默儒厦聪肥钟冷刀宽局巷怀息悟泥漠珑盐祖霞鲸假室崇招私彼放曦浴烧磨逗内守征报是柳状矿茵送黔刘坡姬对租质险陵岗引形支暴留纬骆便冬史右夕娅座拿最洗骨呼奢媚笨葵阅存孝式柒柴澄烨略课陌驴鲨份伍官条沛淳笔耕芽螺跳么伽别响奴应样每沪治涂移萝蔓雕余嗨婚宿尤徐榕漾疯章缤锁鹭也呀昭显梨椰浓狂碗哆坝尾敦浅绝胎赐冀准妞宋寓导往怪总打柚栖棠淼疗茜萱锡震顾几宙愿料模玄瑟追频魂倾央嫂枝煤珂纷龟乳休兜凉增异斑肤铝骄',
}
const rare = 14

const bitsOfChar = new Map(Object.entries(listed).flatMap(([bits, chars]) => [...chars].map((c) => [c, Number(bits)])))

/** Bits by which two names agree that share this character. */
export function charBits(char: string): number {
  return bitsOfChar.get(char) ?? rare
}

let bitsOfSound: ReadonlyMap<string, number> | null = null

/** Bits by which two names agree that have this syllable in common, whatever the character. */
function soundBits(syllable: string): number {
  bitsOfSound ??= sounds()
  return bitsOfSound.get(syllable) ?? rare - 2
}

function sounds(): Map<string, number> {
  const shares = new Map<string, number>()
  for (const [char, bits] of bitsOfChar) {
    const syllable = soundOf(char)
    shares.set(syllable, (shares.get(syllable) ?? 0) + 2 ** -bits)
  }
  return new Map([...shares].map(([syllable, share]) => [syllable, -Math.log2(share)]))
}

function soundOf(char: string): string {
  return pinyinOf(char, { person: false })
}

/**
 * Bits by which two names of Chinese characters agree that sound alike or are one slip apart: each character that they
 * share in its place or order counts by its rarity, one that only sounds alike by that of its syllable, and where the slip
 * may have happened counts against it. 0 where they are further apart.
 */
export function sharedBits(a: string, b: string): number {
  const [left, right] = [[...a], [...b]]
  if (left.length === right.length) {
    let bits = 0
    const off: number[] = []
    for (const [i, char] of left.entries()) {
      if (char === right[i]) bits += charBits(char)
      else if (soundOf(char) === soundOf(right[i]!)) bits += soundBits(soundOf(char)) - 2
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
