/** Objects that are watched over. */
export const watched = ['account', 'contact', 'lead'] as const

export const watchedOptions = [
  { key: 'account', label: { en: 'Accounts', zh: '客户' } },
  { key: 'contact', label: { en: 'Contacts', zh: '联系人' } },
  { key: 'lead', label: { en: 'Leads', zh: '线索' } },
] as const

export const entryOptions = [
  { key: 'form', label: { en: 'Form', zh: '表单录入' } },
  { key: 'import', label: { en: 'Import', zh: '导入' } },
  { key: 'api', label: { en: 'API', zh: '接口' } },
  { key: 'web', label: { en: 'Web form', zh: '网页表单' } },
  { key: 'conversion', label: { en: 'Conversion', zh: '线索转化' } },
  { key: 'claim', label: { en: 'Claim', zh: '拾取' } },
] as const

/** What those who may not see a record may be told of it. */
export const factOptions = [
  { key: 'owner', label: { en: 'Owner', zh: '负责人' } },
  { key: 'lastFollowUp', label: { en: 'Last follow-up', zh: '最近跟进' } },
  { key: 'stage', label: { en: 'Stage', zh: '阶段' } },
  { key: 'pool', label: { en: 'Pool', zh: '公海' } },
  { key: 'protectedUntil', label: { en: 'Protected until', zh: '保护期至' } },
] as const

export const levelOptions = [
  { key: 'sure', label: { en: 'The same', zh: '确定相同' }, color: 'red' },
  { key: 'likely', label: { en: 'Most likely the same', zh: '很可能相同' }, color: 'orange' },
  { key: 'possible', label: { en: 'Perhaps the same', zh: '可能相同' }, color: 'gray' },
] as const

/** In what two records agree. */
export const reasonOptions = [
  { key: 'company', label: { en: 'Company name', zh: '公司名称' } },
  { key: 'taxNumber', label: { en: 'Tax number', zh: '税号' } },
  { key: 'domain', label: { en: 'Web domain', zh: '网站域名' } },
  { key: 'email', label: { en: 'E-mail', zh: '邮箱' } },
  { key: 'phone', label: { en: 'Phone', zh: '电话' } },
  { key: 'person', label: { en: 'Name', zh: '姓名' } },
  { key: 'employer', label: { en: 'Employer', zh: '任职单位' } },
  { key: 'code', label: { en: 'Number', zh: '编号' } },
  { key: 'date', label: { en: 'Date', zh: '日期' } },
  { key: 'address', label: { en: 'Address', zh: '地址' } },
] as const
