import type { SourceProfile } from '#kernel/source-profile.ts'

const under = { to: 'description', under: true } as const

/** Cards of telephones and mail programs (vCard); the columns are those of the reader of cards. */
export const vcard: SourceProfile = {
  key: 'vcard',
  label: { en: 'vCard', zh: 'vCard 名片' },
  tables: [
    {
      object: 'contact',
      needs: ['vCard', 'Name'],
      columns: {
        vCard: null,
        UID: 'sourceId',
        Name: 'name',
        'Family name': null,
        'Given name': null,
        'Middle name': null,
        Suffix: null,
        Organization: { to: 'account', unknown: 'create' },
        Department: 'department',
        'Job title': 'jobTitle',
        Mobile: 'mobile',
        Phone: 'phone',
        Fax: under,
        'E-mail': 'email',
        Website: under,
        Street: 'address.street',
        City: 'address.city',
        Province: 'address.province',
        Postcode: 'address.postcode',
        Country: 'address.country',
        Birthday: 'birthday',
        Gender: { to: 'gender', values: { M: 'male', F: 'female', O: 'other', N: null, U: null } },
        Nickname: under,
        Anniversary: under,
        Categories: under,
        Messenger: under,
        Notes: 'description',
      },
      repeated: [
        { header: /^E-mail \d+$/, goes: 'email' },
        { header: /^Mobile \d+$/, goes: 'mobile' },
        { header: /^Phone \d+$/, goes: 'phone' },
        { header: /^(?:Fax|Website|Address)(?: \d+)?$/, goes: under },
      ],
      match: [['sourceId'], ['email'], ['mobile']],
      notes: [{ en: 'Photos stay behind.', zh: '照片不会导入。' }],
    },
  ],
}
