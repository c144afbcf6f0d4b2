import type { SourceProfile } from '#kernel/source-profile.ts'

/** `Id` first, links as `<Label> Id`, fields of several parts as `Label / Sub label`. */
export const twenty: SourceProfile = {
  key: 'twenty',
  label: { en: 'Twenty', zh: 'Twenty' },
  tables: [
    {
      object: 'contact',
      needs: ['Id', 'Name / First Name', 'Name / Last Name'],
      columns: {
        Id: 'sourceId',
        'Name / First Name': 'name.given',
        'Name / Last Name': 'name.family',
        'Emails / Primary Email': 'email',
        'Emails / Additional Emails': 'email',
        'Phones / Primary Phone Number': 'mobile',
        'Phones / Primary Phone Country Code': null,
        'Phones / Primary Phone Calling Code': null,
        'Phones / Additional Phones': { to: 'description', under: true },
        'Linkedin / Link URL': { to: 'description', under: true },
        'Company Id': 'account',
      },
      match: [['sourceId'], ['email']],
    },
    {
      object: 'account',
      needs: ['Id', 'Name', 'Domain / Domain URL'],
      columns: {
        Id: 'sourceId',
        Name: 'name',
        'Domain / Domain URL': 'website',
        'Linkedin / Link URL': { to: 'description', under: true },
        'Address / Address 1': 'address.street',
        'Address / Post Code': 'address.postcode',
      },
      match: [['sourceId'], ['name']],
    },
    {
      object: 'opportunity',
      needs: ['Id', 'Name', 'Premium / Amount'],
      columns: {
        Id: 'sourceId',
        Name: 'name',
        'Premium / Amount': 'amount',
        'Premium / Currency': 'amount.currency',
        'Company Id': 'account',
      },
      match: [['sourceId']],
      ifRequired: { lostReason: 'other' },
    },
  ],
}
