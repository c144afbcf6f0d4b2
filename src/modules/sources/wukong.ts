import type { SourceProfile } from '#kernel/source-profile.ts'
import { genders, sourceWords } from './words.ts'

const levels = { 'A（重点客户）': 'A', 'B（普通客户）': 'B', 'C（非优先客户）': 'C' } as const
const region = [
  { header: /^(?:省|市|区|省份|城市|区县|所在地区|地区)$/, goes: { to: 'description', under: true } as const },
]

/** Wukong CRM 11: a note above the header, stars at what is required; exports have neither. */
export const wukong: SourceProfile = {
  key: 'wukong',
  label: { en: 'Wukong CRM', zh: '悟空 CRM' },
  tables: [
    {
      object: 'account',
      needs: ['客户名称', '客户级别', '下次联系时间'],
      columns: {
        客户名称: 'name',
        客户来源: { to: 'source', values: sourceWords },
        手机: 'phone',
        电话: 'phone',
        网址: 'website',
        客户行业: 'industry',
        客户级别: { to: 'level', values: levels },
        下次联系时间: 'nextFollowUpAt',
        备注: 'description',
        邮箱: 'email',
      },
      repeated: region,
      match: [['name']],
    },
    {
      object: 'lead',
      needs: ['线索名称', '线索来源', '下次联系时间'],
      columns: {
        线索名称: 'name',
        邮箱: 'email',
        线索来源: { to: 'source', values: sourceWords },
        手机: 'mobile',
        电话: 'phone',
        地址: 'address.street',
        客户行业: 'industry',
        客户级别: { to: 'need', under: true },
        下次联系时间: 'nextFollowUpAt',
        备注: 'need',
      },
      match: [['mobile'], ['email']],
    },
    {
      object: 'contact',
      needs: ['姓名', '客户名称', '是否关键决策人'],
      columns: {
        姓名: 'name',
        客户名称: { to: 'account', unknown: 'create' },
        手机: 'mobile',
        电话: 'phone',
        邮箱: 'email',
        职务: 'jobTitle',
        是否关键决策人: { to: 'decisionRole', values: { 是: 'decisionMaker', 否: null } },
        地址: 'address.street',
        下次联系时间: { to: 'description', under: true },
        备注: 'description',
        性别: { to: 'gender', values: genders },
      },
      match: [['mobile'], ['email'], ['name', 'account']],
    },
    {
      object: 'opportunity',
      needs: ['商机名称', '客户名称', '商机金额', '预计成交日期'],
      columns: {
        商机名称: 'name',
        客户名称: { to: 'account', unknown: 'create' },
        商机金额: 'amount',
        预计成交日期: 'closeDate',
        备注: 'description',
      },
      match: [['name', 'account']],
      ifRequired: { lostReason: 'other' },
    },
  ],
}
