import type { SourceProfile, SourceTable } from '#kernel/source-profile.ts'
import { genders } from './words.ts'

const under = { to: 'description', under: true } as const

const contact: SourceTable = {
  object: 'contact',
  needs: ['First Name', 'Last Name', 'E-mail Address', 'Business Street'],
  columns: {
    'First Name': 'name.given',
    'Middle Name': 'name.middle',
    'Last Name': 'name.family',
    Suffix: 'name.suffix',
    Title: null,
    Initials: null,
    'Web Page': under,
    Gender: { to: 'gender', values: { ...genders, Unspecified: null } },
    Birthday: 'birthday',
    Anniversary: null,
    Location: null,
    Language: null,
    'Internet Free Busy': null,
    Notes: 'description',
    'E-mail Address': 'email',
    'E-mail Type': null,
    'E-mail Display Name': null,
    'E-mail 2 Address': 'email',
    'E-mail 3 Address': 'email',
    'Mobile Phone': 'mobile',
    'Primary Phone': 'phone',
    'Business Phone': 'phone',
    'Home Phone': 'phone',
    'Home Phone 2': 'phone',
    Pager: null,
    'Home Fax': null,
    'Home Address': null,
    'Home Street': under,
    Company: { to: 'account', unknown: 'create' },
    'Job Title': 'jobTitle',
    Department: 'department',
    'Business Street': 'address.street',
    'Business Street 2': null,
    'Business Street 3': null,
    'Business City': 'address.city',
    'Business State': 'address.province',
    'Business Postal Code': 'address.postcode',
    'Business Country': 'address.country',
    'Business Country/Region': 'address.country',
    Private: null,
    Categories: under,
  },
  match: [['email'], ['mobile']],
}

/** Desktop Outlook on Chinese Windows: the same with translated headers, in GBK. */
const chinese: SourceTable = {
  object: 'contact',
  needs: ['姓', '名', '单位', ['商务地址 街道', '商务地址街道']],
  columns: {
    姓: 'name.family',
    名: 'name.given',
    单位: { to: 'account', unknown: 'create' },
    部门: 'department',
    职务: 'jobTitle',
    '商务地址 街道': 'address.street',
    '商务地址 市/县': 'address.city',
    '商务地址 省/市/自治区': 'address.province',
    '商务地址 邮政编码': 'address.postcode',
    '商务地址 国家/地区': 'address.country',
    电子邮件地址: 'email',
    移动电话: 'mobile',
    商务电话: 'phone',
    附注: 'description',
  },
  match: [['email'], ['mobile'], ['name', 'account']],
}

/** Outlook.com and desktop Outlook. An empty birthday is `0/0/00`. */
export const outlook: SourceProfile = {
  key: 'outlook',
  label: { en: 'Outlook', zh: 'Outlook' },
  tables: [contact, chinese],
}
