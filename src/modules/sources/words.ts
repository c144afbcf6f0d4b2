/* Words that several systems write, and what they are here. */

/** How somebody is addressed, as far as it says who is addressed. */
export const salutations = {
  'Mr.': 'male',
  Mr: 'male',
  'Ms.': 'female',
  Ms: 'female',
  'Mrs.': 'female',
  Mrs: 'female',
  Miss: 'female',
  先生: 'male',
  女士: 'female',
  小姐: 'female',
} as const

export const genders = { 男: 'male', 女: 'female', Male: 'male', Female: 'female', M: 'male', F: 'female' } as const

/** Where customers come from; what is not here stays in the notes. */
export const sourceWords = {
  Web: 'website',
  Website: 'website',
  'Web Form': 'website',
  'Phone Inquiry': 'other',
  'Cold Call': 'coldCall',
  'Partner Referral': 'partner',
  Partner: 'partner',
  'Purchased List': 'purchasedList',
  'Trade Show': 'exhibition',
  'Employee Referral': 'referral',
  'External Referral': 'referral',
  'Word of mouth': 'referral',
  Seminar: 'seminar',
  Advertisement: 'advertisement',
  Campaign: 'advertisement',
  'Public Relations': 'advertisement',
  'Existing Customer': 'referral',
  Other: 'other',
  促销: 'advertisement',
  搜索引擎: 'search',
  广告: 'advertisement',
  转介绍: 'referral',
  线上注册: 'website',
  线上询价: 'website',
  预约上门: 'visit',
  陌拜: 'visit',
  电话咨询: 'coldCall',
  邮件咨询: 'other',
} as const

export const mobileLabels = ['Mobile', 'mobile phone', 'cell', '手机', '行動電話', '移动电话', 'iPhone'] as const

/** A stage that means the end is the one of that kind here. */
export const closedStages = {
  'Closed Won': 'won',
  'Closed Lost': 'lost',
  closedwon: 'won',
  closedlost: 'lost',
  赢单: 'won',
  输单: 'lost',
} as const
