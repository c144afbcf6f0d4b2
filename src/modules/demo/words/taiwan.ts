import { Converter } from 'opencc-js/cn2t'

/**
 * A text of the demo company as somebody in Taipei would write it: our list of words, then the characters. The list is the
 * sample's own, since a factory says 設備 where a program says 裝置. Same text, same answer.
 */
export function inTaiwan(text: string): string {
  if (!/\p{Script=Han}/u.test(text)) return text
  const unit = units.get(text)
  if (unit) return unit
  const marked = text.replace(stays, (word) => String.fromCharCode(mark + kept.indexOf(word)))
  const said = marked.replace(known, (word) => words.get(word)!)
  return characters()(said)
    .replaceAll('臺', '台')
    .replace(marks, (sign: string) => kept[sign.charCodeAt(0) - mark]!)
}

/** A value with all texts in it as Taiwan writes them. */
export function allInTaiwan<T>(value: T): T {
  if (typeof value === 'string') return inTaiwan(value) as T
  if (Array.isArray(value)) return value.map(allInTaiwan) as T
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, allInTaiwan(inner)])) as T
}

let converter: ReturnType<typeof Converter> | undefined
function characters() {
  converter ??= Converter({ from: 'cn', to: 'tw' })
  return converter
}

/** Surnames and a place that stay as they are, where the same characters in other words change: 于 and 於, 余 and 餘. */
const kept = ['于', '余', '范', '朴', '湖里']
const mark = 0xe000
const marks = new RegExp(`[${String.fromCharCode(mark)}-${String.fromCharCode(mark + kept.length - 1)}]`, 'g')
/** A surname stands at the beginning of a name, or before what people are called by. */
const stays =
  /^[于余范朴](?=\p{Script=Han}{1,2}$)(?!姚市|杭区)|(?<![属由对关])[于余范朴](?=总(?!部)|经理|厂长|工(?!厂)|主任|老师)|湖里/gu

const words = new Map(
  `网关 閘道器|传感器 感測器|传感技术 感測技術|软件 軟體|硬件 硬體|数据采集 資料擷取|采集点 擷取點|采集网关 擷取閘道器|采集项目 擷取專案|自动采集 自動擷取|数据 資料|信息 資訊
质量部 品保部|质量 品質|智能 智慧|车间主任 生產課長|车间 廠房|审批 簽核|报批 呈核|合同 合約|反馈 回饋|演示 展示|运行稳定 運作穩定|运行情况 運作情況|支持 支援|响应 回應|对接 串接
集成商 系統整合商|系统集成 系統整合|视频号直播 線上直播|视频 影片|短信 簡訊|展会 展覽|联网 連網|培训 教育訓練|项目 專案|试点 試行|增购 加購|扩容 擴充|维保 維護|云平台 雲端平台
边缘计算 邊緣運算|屏蔽线缆 隔離線纜|接口 介面|网络 網路|到账 入帳|账 帳|老板 老闆|公众号文章 官方帳號文章|搜索推广 搜尋廣告|总经办 總經理室|寸 吋|注塑机 射出成型機|注塑 射出成型
数控机床 數控工具機|机床 工具機|印染 染整|元器件 元件|新能源汽车 電動車|汽车零部件 汽車零組件|复合材料 複合材料|供应链 供應鏈|布线 佈線|标杆 標竿|客户档案 客戶檔案|发票 發票
抄送 副本|信号 訊號|默认 預設|文件 檔案|打印 列印|程序 程式|瞭解 了解|了解 了解|准备 準備|沙龙 沙龍|人天 人天|高新支行 高新分行|开发区支行 開發區分行|城东支行 城東分行
采样 取樣|竞品 競品|折扣 折扣|线上 線上|官网 官網|留言 留言|下单 下單|对标 比較|办公 辦公|余姚 餘姚|余杭 餘杭|采购 採購|计划 計畫|模块 模組|联系 聯絡|数字化 數位化|开机率 稼動率|技改 改造|邮箱 電子郵件|提交 送出|表态 表態`
    .split(/[|\n]/)
    .map((pair) => pair.split(' ') as [string, string]),
)
/** A unit is a unit only where it stands alone. */
const units = new Map([
  ['只', '個'],
  ['米', '公尺'],
])
const known = new RegExp([...words.keys()].sort((a, b) => b.length - a.length).join('|'), 'g')
