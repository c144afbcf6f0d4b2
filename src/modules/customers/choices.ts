import type { Option } from '#kernel/fields/select.ts'

/** Where a customer or a lead came from. */
export const sources = [
  { key: 'website', label: { en: 'Website', zh: '官网' } },
  { key: 'search', label: { en: 'Search', zh: '搜索引擎' } },
  { key: 'advertisement', label: { en: 'Advertisement', zh: '广告' } },
  { key: 'socialMedia', label: { en: 'Social media', zh: '社交媒体' } },
  { key: 'exhibition', label: { en: 'Exhibition', zh: '展会' } },
  { key: 'seminar', label: { en: 'Seminar', zh: '研讨会' } },
  { key: 'referral', label: { en: 'Referral', zh: '转介绍' } },
  { key: 'partner', label: { en: 'Partner', zh: '合作伙伴' } },
  { key: 'coldCall', label: { en: 'Cold call', zh: '电话开发' } },
  { key: 'visit', label: { en: 'Visit', zh: '上门拜访' } },
  { key: 'purchasedList', label: { en: 'Purchased list', zh: '采购名单' } },
  { key: 'email', label: { en: 'E-mail', zh: '来信' } },
  { key: 'other', label: { en: 'Other', zh: '其他' } },
] as const satisfies readonly Option[]

/** Industries, after the sections of GB/T 4754 where they matter to sellers. */
export const industries = [
  { key: 'manufacturing', label: { en: 'Manufacturing', zh: '制造业' } },
  { key: 'electronics', label: { en: 'Electronics', zh: '电子' } },
  { key: 'machinery', label: { en: 'Machinery', zh: '机械设备' } },
  { key: 'automotive', label: { en: 'Automotive', zh: '汽车' } },
  { key: 'chemicals', label: { en: 'Chemicals and materials', zh: '化工材料' } },
  { key: 'pharmaceuticals', label: { en: 'Pharmaceuticals', zh: '医药' } },
  { key: 'food', label: { en: 'Food and drink', zh: '食品饮料' } },
  { key: 'textiles', label: { en: 'Textiles', zh: '纺织服装' } },
  { key: 'energy', label: { en: 'Energy', zh: '能源电力' } },
  { key: 'construction', label: { en: 'Construction', zh: '建筑工程' } },
  { key: 'realEstate', label: { en: 'Real estate', zh: '房地产' } },
  { key: 'logistics', label: { en: 'Logistics', zh: '物流运输' } },
  { key: 'retail', label: { en: 'Retail and wholesale', zh: '批发零售' } },
  { key: 'technology', label: { en: 'Technology', zh: '科技' } },
  { key: 'software', label: { en: 'Software and internet', zh: '软件与互联网' } },
  { key: 'telecom', label: { en: 'Telecommunications', zh: '通信' } },
  { key: 'finance', label: { en: 'Banking and investment', zh: '金融' } },
  { key: 'insurance', label: { en: 'Insurance', zh: '保险' } },
  { key: 'health', label: { en: 'Health care', zh: '医疗健康' } },
  { key: 'education', label: { en: 'Education', zh: '教育' } },
  { key: 'travel', label: { en: 'Travel and hotels', zh: '旅游酒店' } },
  { key: 'media', label: { en: 'Media and advertising', zh: '传媒广告' } },
  { key: 'entertainment', label: { en: 'Entertainment', zh: '文化娱乐' } },
  { key: 'employment', label: { en: 'Employment services', zh: '人力资源' } },
  { key: 'consulting', label: { en: 'Business services', zh: '商务服务' } },
  { key: 'agriculture', label: { en: 'Agriculture', zh: '农林牧渔' } },
  { key: 'government', label: { en: 'Government', zh: '政府机关' } },
  { key: 'nonProfit', label: { en: 'Non-profit', zh: '公益组织' } },
  { key: 'other', label: { en: 'Other', zh: '其他' } },
] as const satisfies readonly Option[]

/** How warm the interest is. */
export const ratings = [
  { key: 'hot', label: { en: 'Hot', zh: '高' }, color: 'red' },
  { key: 'warm', label: { en: 'Warm', zh: '中' }, color: 'orange' },
  { key: 'cold', label: { en: 'Cold', zh: '低' }, color: 'gray' },
] as const satisfies readonly Option[]
