import type { SourceProfile } from '#kernel/source-profile.ts'

/** 企业微信「客户联系」: a row for each customer and employee, a column for each group of tags. */
export const wecom: SourceProfile = {
  key: 'wecom',
  label: { en: 'WeCom', zh: '企业微信' },
  tables: [
    {
      object: 'contact',
      needs: ['客户名称', '添加人', '添加时间'],
      columns: {
        客户名称: 'name',
        描述: 'description',
        添加人: 'owner',
        添加人账号: null,
        添加人所属部门: null,
        添加时间: 'createdAt',
        来源: {
          to: 'source',
          values: {
            '0': null,
            '1': 'other',
            '2': 'search',
            '3': 'referral',
            '201': 'referral',
            扫描二维码: 'other',
            搜索手机号: 'search',
            名片分享: 'referral',
            群聊: 'socialMedia',
          },
        },
        手机: 'mobile',
        企业: { to: 'account', unknown: 'create' },
        邮箱: 'email',
        地址: 'address.street',
        职务: 'jobTitle',
        电话: 'phone',
      },
      repeated: [{ header: /^标签组\d*\s*[(（](.+)[)）]$/, goes: { to: 'description', under: true } }],
      match: [['mobile'], ['name', 'account']],
      shared: true,
      notes: [
        {
          en: 'A customer of several employees comes in once: who added it first owns it, the others may change it.',
          zh: '同一客户被多名员工添加时只导入一条：最先添加的人负责，其他人可编辑。',
        },
      ],
    },
    {
      object: 'user',
      needs: ['姓名', ['帐号', '账号'], '部门', '手机'],
      columns: {
        姓名: 'name',
        帐号: 'sourceId',
        账号: 'sourceId',
        别名: null,
        职务: 'jobTitle',
        部门: null,
        性别: null,
        手机: 'phone',
        座机: 'phone',
        个人邮箱: 'email',
      },
      constants: { active: false },
      match: [['sourceId'], ['email']],
    },
  ],
}
