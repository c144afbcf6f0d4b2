/** What companies do, as it stands behind their own name: it tells two companies apart less than the name does. */
const words = `科技 技术 网络 信息 电子 软件 数码 数据 智能 通信 通讯 计算机 系统 互联网 物联网 云计算 人工智能 半导体 光电 电气 电器
电力 能源 新能源 环保 环境 机械 设备 装备 自动化 仪器 仪表 精密 制造 工业 工程 建设 建筑 建材 装饰 装修 设计 材料 新材料 化工 石化
塑料 橡胶 钢铁 金属 五金 模具 包装 印刷 造纸 纺织 服装 服饰 鞋业 皮具 家具 家居 家纺 家电 陶瓷 玻璃 地板 门窗 照明 灯饰 汽车 汽配 摩托
航空 航天 船舶 物流 运输 快递 供应链 仓储 港口 贸易 商贸 国际贸易 进出口 商业 百货 超市 零售 批发 电子商务 电商 实业 投资 资本 资产 基金
金融 证券 保险 银行 信托 租赁 融资租赁 担保 管理 企业管理 咨询 顾问 服务 人力资源 劳务 教育 培训 文化 传媒 传播 广告 影视 娱乐 游戏 体育
旅游 酒店 餐饮 食品 饮料 啤酒 酒业 乳业 茶业 粮油 农业 农牧 牧业 渔业 林业 园林 种业 饲料 生物 生物科技 医药 制药 药业 医疗 医疗器械
健康 保健 医院 化妆品 日化 美容 珠宝 首饰 地产 房地产 置业 物业 物业管理 开发 发展 国际 产业 置地 股权投资 创业投资 研究院 研究所 测控 控制
检测 认证 会展 展览 安防 安全 消防 光学 激光 电源 电池 电缆 线缆 阀门 轴承 泵业 重工 矿业 水泥 水务 燃气 热力 煤业 有色 稀土
液压 气动 传动 变压器 开关 弹簧 紧固件 标准件 齿轮 铸造 锻造 铝业 铜业 钛业 磁材 线束 连接器 传感器 芯片 集成电路 光伏 风电 储能 锂电
机床 刀具 量具 磨具 焊接 喷涂 涂料 油墨 密封件 管业 管道 泵阀 水泵 压缩机 制冷 空调 暖通 净化 过滤 水处理 环卫 水产 农资 农药 兽药
零部件 汽车零部件 车辆 轮胎 箱包 玩具 文具 礼品 工艺品 眼镜 灯具 卫浴 洁具 石材 木业 板业 幕墙 钢结构 路桥 市政 勘察 测绘 监理 造价
招标 拍卖 税务 知识产权 翻译 印务 图文 出版 动漫 物资 经贸 工贸 外贸 诊断 试剂 仪器仪表 计量 检验`

const latin = `technology technologies tech trading trade international industries industrial industry systems system solutions
solution services service consulting software electronics electronic network networks media education management investment
investments development enterprise enterprises manufacturing engineering logistics energy foods food pharmaceutical
pharmaceuticals medical chemical chemicals import export imports exports products keji jishu maoyi shiye guanli zixun`

const longestFirst = words.split(/\s+/).sort((a, b) => b.length - a.length)
const behind = new RegExp(`(?:${longestFirst.join('|')})$`)
const only = new RegExp(`^(?:${longestFirst.join('|')})*$`)
const latinTrades = new Set(latin.split(/\s+/))

/** Does it consist of words for trades alone? */
export function isTrade(text: string): boolean {
  return only.test(text)
}

/** A name without the trades behind it; at least two characters stay. */
export function withoutTrades(core: string): string {
  for (let name = core; ; ) {
    const shorter = name.replace(behind, '')
    if (shorter === name || [...shorter].length < 2) return name
    name = shorter
  }
}

/** Is a Latin word one for a trade? */
export function isLatinTrade(word: string): boolean {
  return latinTrades.has(word)
}
