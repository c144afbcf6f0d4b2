import type { SourceProfile } from '#kernel/source-profile.ts'

/** `Entity - Field`; links by name, several numbers and addresses in one cell, notes as HTML. */
export const pipedrive: SourceProfile = {
  key: 'pipedrive',
  label: { en: 'Pipedrive', zh: 'Pipedrive' },
  tables: [
    {
      object: 'contact',
      needs: ['Person - Name'],
      columns: {
        'Person - Name': 'name',
        'Person - First name': 'name.given',
        'Person - Last name': 'name.family',
        'Person - Phone': 'mobile',
        'Person - Email (Work)': 'email',
        'Person - Email (Home)': 'email',
        'Organization - Name': { to: 'account', unknown: 'create' },
        'Organization - Address': { to: 'description', under: true },
        'Person - Pipedrive System ID': 'sourceId',
        'Note - Content': { to: 'description', as: 'html' },
      },
      repeated: [{ header: /^(?:Deal|Activity|Lead) - /, goes: null }],
      match: [['email'], ['mobile'], ['name', 'account']],
    },
    {
      object: 'account',
      needs: ['Organization - Name'],
      columns: {
        'Organization - Name': 'name',
        'Organization - Address': 'address.street',
        'Organization - Pipedrive System ID': 'sourceId',
        'Note - Content': { to: 'description', as: 'html' },
      },
      repeated: [{ header: /^(?:Person|Deal|Activity|Lead) - /, goes: null }],
      match: [['name']],
    },
    {
      object: 'opportunity',
      needs: ['Deal - Title'],
      columns: {
        'Deal - Title': 'name',
        'Deal - Value': 'amount',
        'Deal - Pipedrive System ID': 'sourceId',
        'Organization - Name': { to: 'account', unknown: 'create' },
        Organization: { to: 'account', unknown: 'create' },
        'Person - Name': { to: 'contact', unknown: 'create' },
        'Contact person': { to: 'contact', unknown: 'create' },
        'Note - Content': { to: 'description', as: 'html' },
      },
      repeated: [{ header: /^(?:Person|Organization|Activity|Lead) - /, goes: null }],
      match: [['name', 'account']],
      ifRequired: { lostReason: 'other' },
    },
    {
      object: 'activity',
      needs: ['Activity - Subject'],
      columns: {
        'Activity - Subject': 'subject',
        'Activity - Due date': 'dueAt',
        'Person - Name': { to: 'contact', unknown: 'create' },
        'Organization - Name': { to: 'account', unknown: 'create' },
        'Note - Content': { to: 'body', as: 'html' },
      },
      repeated: [{ header: /^(?:Person|Organization|Deal|Lead) - /, goes: null }],
    },
  ],
}
