import type { SourceProfile, SourceTable } from '#kernel/source-profile.ts'
import { mobileLabels } from './words.ts'

const under = { to: 'description', under: true } as const
const phone = (label: string) =>
  ({ to: 'mobile', only: { header: label, is: mobileLabels, otherwise: 'phone' } }) as const

/** Contacts since 2024; the number of mails, telephones and addresses varies from file to file. */
const contact: SourceTable = {
  object: 'contact',
  needs: ['First Name', 'Last Name', 'File As', 'Organization Name'],
  columns: {
    'First Name': 'name.given',
    'Middle Name': 'name.middle',
    'Last Name': 'name.family',
    'Name Suffix': 'name.suffix',
    'Name Prefix': under,
    'Phonetic First Name': null,
    'Phonetic Middle Name': null,
    'Phonetic Last Name': null,
    Nickname: under,
    'File As': null,
    'Organization Name': { to: 'account', unknown: 'create' },
    'Organization Title': 'jobTitle',
    'Organization Department': 'department',
    Birthday: 'birthday',
    Notes: 'description',
    Photo: null,
    Labels: under,
    'Address 1 - Label': null,
    'Address 1 - Formatted': null,
    'Address 1 - Street': 'address.street',
    'Address 1 - City': 'address.city',
    'Address 1 - PO Box': null,
    'Address 1 - Region': 'address.province',
    'Address 1 - Postal Code': 'address.postcode',
    'Address 1 - Country': 'address.country',
    'Address 1 - Extended Address': null,
  },
  repeated: [
    { header: /^E-mail \d+ - Value$/, goes: 'email' },
    { header: /^Phone (\d+) - Value$/, goes: phone('Phone $1 - Label') },
    { header: /^Address \d+ - Formatted$/, goes: under },
    { header: /^(?:Website|Event|Relation|Custom Field|IM) \d+ - Value$/, goes: under },
    { header: / \d+ - /, goes: null },
  ],
  match: [['email'], ['mobile']],
}

/** The form until 2024. */
const older: SourceTable = {
  ...contact,
  needs: ['Name', 'Given Name', 'E-mail 1 - Type', 'E-mail 1 - Value'],
  columns: {
    ...contact.columns,
    Name: 'name',
    'Given Name': 'name.given',
    'Family Name': 'name.family',
    'Additional Name': 'name.middle',
    'Group Membership': under,
    'Organization 1 - Name': { to: 'account', unknown: 'create' },
    'Organization 1 - Title': 'jobTitle',
    'Organization 1 - Department': 'department',
  },
  repeated: [
    { header: /^E-mail \d+ - Value$/, goes: 'email' },
    { header: /^Phone (\d+) - Value$/, goes: phone('Phone $1 - Type') },
    { header: / \d+ - /, goes: null },
  ],
}

export const googleContacts: SourceProfile = {
  key: 'googleContacts',
  label: { en: 'Google Contacts', zh: 'Google 通讯录' },
  tables: [contact, older],
}
