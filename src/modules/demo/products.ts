import { type Company, stamps } from './company.ts'

/** The price list of a company that connects machines: what it sells to whom is decided in `deals.ts`. */
export function stockProducts(company: Company): void {
  for (const line of list.trim().split('\n')) {
    const [code, family, price, unit, taxRate, ...name] = line.split(' ')
    company.products.push({
      ...stamps(company, company.start, company.colleagues[1]!.record.id),
      code,
      name: company.say(name.join(' ')),
      family: family as 'hardware',
      price: { amount: price!, currency: 'CNY' },
      unit: company.say(unit!),
      taxRate: Number(taxRate),
      active: !code!.endsWith('-OLD'),
    })
  }
}

const list = `
GW-100 hardware 4800 台 13 智能采集网关 GW100
GW-300 hardware 9600 台 13 智能采集网关 GW300
GW-500 hardware 18800 台 13 边缘计算网关 GW500
GW-50-OLD hardware 2900 台 13 智能采集网关 GW50（停产）
SN-T10 hardware 680 只 13 温湿度传感器 T10
SN-V20 hardware 2380 只 13 振动传感器 V20
SN-P30 hardware 1580 只 13 压力传感器 P30
SN-E40 hardware 1980 只 13 电力监测模块 E40
SN-C50 hardware 3680 只 13 视觉计数相机 C50
HM-15 hardware 12800 台 13 工位一体机 15 寸
HM-21 hardware 16800 台 13 工位一体机 21 寸
SW-DAQ software 58000 套 13 数据采集平台
SW-MES software 268000 套 13 生产执行系统
SW-EMS software 128000 套 13 能源管理系统
SW-PDM software 98000 套 13 设备预测维护系统
SW-BI software 46000 套 13 生产看板
SB-STD subscription 36000 年 6 云平台标准版
SB-PRO subscription 88000 年 6 云平台专业版
SB-MNT subscription 19800 年 6 软件维保
SV-IMP service 2800 人天 6 实施服务
SV-TRN service 6000 次 6 现场培训
SV-INT service 32000 项 6 系统对接
SV-INS service 450 点 9 安装布线
CS-CAB consumable 120 米 13 屏蔽线缆
CS-BAT consumable 85 只 13 传感器电池
CS-BRK consumable 160 只 13 安装支架
`
