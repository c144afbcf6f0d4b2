import type { Label } from '../label.ts'
import type { Reason, Way } from './compare.ts'
import type { MatchKind } from './matching.ts'

/** What a reason says, for people. It names what agrees, never the value. */
export function reasonWords({ kind, how }: Reason): Label {
  return (said[kind] as Partial<Record<Way, Label>>)[how] ?? said[kind].same
}

const said: Readonly<Record<MatchKind, Partial<Record<Way, Label>> & { readonly same: Label }>> = {
  company: {
    same: { en: 'Company name', zh: '公司名称' },
    name: { en: 'Same company name', zh: '公司名称相同' },
    core: { en: 'Same company name but for region and legal form', zh: '去掉地区和公司形式后名称相同' },
    elsewhere: { en: 'Same company name, other region or branch', zh: '公司名称相同，地区或分支机构不同' },
    houses: { en: 'May be a head office and a branch of it', zh: '可能是总部与分支机构' },
    sound: { en: 'Company names sound the same', zh: '公司名称读音相同' },
    slip: { en: 'Company names differ by a slip', zh: '公司名称只差个别字' },
    brand: { en: 'Same brand in the company name', zh: '公司字号相同' },
    abbreviation: { en: 'One company name may be short for the other', zh: '公司名称可能是简称' },
    similar: { en: 'Similar company names', zh: '公司名称相近' },
    otherName: { en: 'Different company names', zh: '公司名称不同' },
  },
  taxNumber: {
    same: { en: 'Same tax number', zh: '税号相同' },
    other: { en: 'Different tax numbers', zh: '税号不同' },
  },
  domain: {
    same: { en: 'Same web domain', zh: '网站域名相同' },
    other: { en: 'Different web domains', zh: '网站域名不同' },
  },
  email: {
    same: { en: 'Same e-mail', zh: '邮箱相同' },
    near: { en: 'E-mails differ by a slip', zh: '邮箱只差个别字符' },
  },
  phone: {
    same: { en: 'Same phone', zh: '电话相同' },
    near: { en: 'Phones differ by a digit', zh: '电话只差一位' },
  },
  person: {
    same: { en: 'Name', zh: '姓名' },
    name: { en: 'Same name', zh: '姓名相同' },
    swapped: { en: 'Same name, turned round', zh: '姓名顺序互换后相同' },
    reading: { en: 'Names sound the same', zh: '姓名读音相同' },
    slip: { en: 'Names differ by a slip', zh: '姓名只差个别字' },
    part: { en: 'Part of the name agrees', zh: '姓名部分相同' },
    otherName: { en: 'Different names', zh: '姓名不同' },
  },
  employer: { same: { en: 'Same employer', zh: '任职单位相同' } },
  code: {
    same: { en: 'Same number', zh: '编号相同' },
    near: { en: 'Numbers differ by a slip', zh: '编号只差一位' },
    other: { en: 'Different numbers', zh: '编号不同' },
  },
  date: {
    same: { en: 'Same date', zh: '日期相同' },
    near: { en: 'Dates differ by a slip', zh: '日期只差一处' },
    other: { en: 'Different dates', zh: '日期不同' },
  },
  address: {
    same: { en: 'Same address', zh: '地址相同' },
    near: { en: 'Similar address', zh: '地址相近' },
    other: { en: 'Different addresses', zh: '地址不同' },
  },
}
