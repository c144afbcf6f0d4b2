import type { SourceProfile } from '#kernel/source-profile.ts'
import { closedStages, salutations, sourceWords } from './words.ts'

const past = {
  createdAt: 'createdAt',
  createdById: 'createdBy',
  createdByName: null,
  modifiedAt: 'updatedAt',
  modifiedById: 'updatedBy',
  modifiedByName: null,
  assignedUserId: 'owner',
  assignedUserName: 'owner',
  deleted: null,
} as const
const deleted = { header: 'deleted', is: ['1', 'true'] }
const address = (prefix: string) => ({
  [`${prefix}Street`]: 'address.street',
  [`${prefix}City`]: 'address.city',
  [`${prefix}State`]: 'address.province',
  [`${prefix}PostalCode`]: 'address.postcode',
  [`${prefix}Country`]: 'address.country',
})

/** Headed by the names of attributes, links as `…Id` and `…Name`, lists as JSON in the cell. */
export const espocrm: SourceProfile = {
  key: 'espocrm',
  label: { en: 'EspoCRM', zh: 'EspoCRM' },
  tables: [
    {
      object: 'contact',
      needs: ['id', 'firstName', 'lastName', 'emailAddress'],
      columns: {
        ...past,
        ...address('address'),
        id: 'sourceId',
        name: null,
        salutationName: { to: 'gender', values: { ...salutations, 'Dr.': null } },
        firstName: 'name.given',
        middleName: 'name.middle',
        lastName: 'name.family',
        emailAddress: 'email',
        phoneNumber: 'mobile',
        accountId: 'account',
        accountName: { to: 'account', unknown: 'create' },
        description: 'description',
        doNotCall: 'doNotCall',
      },
      leaveOut: [deleted],
      match: [['sourceId'], ['email']],
    },
    {
      object: 'account',
      needs: ['id', 'name', 'emailAddress', 'phoneNumber'],
      columns: {
        ...past,
        ...address('billingAddress'),
        id: 'sourceId',
        name: 'name',
        emailAddress: 'email',
        phoneNumber: 'phone',
        website: 'website',
        type: {
          to: 'type',
          values: { Customer: 'customer', Investor: 'other', Partner: 'partner', Reseller: 'partner' },
        },
        industry: 'industry',
        description: 'description',
      },
      leaveOut: [deleted],
      match: [['sourceId'], ['name']],
    },
    {
      object: 'opportunity',
      needs: ['id', 'name', 'amount', 'amountCurrency', 'accountId'],
      columns: {
        ...past,
        id: 'sourceId',
        name: 'name',
        amount: 'amount',
        amountCurrency: 'amount.currency',
        amountConverted: null,
        accountId: 'account',
        accountName: { to: 'account', unknown: 'create' },
        contactId: 'contact',
        contactName: null,
        stage: { to: 'stage', names: closedStages, unknown: 'create' },
        probability: 'probability',
        leadSource: { to: 'source', values: sourceWords },
        closeDate: 'closeDate',
        description: 'description',
      },
      leaveOut: [deleted],
      match: [['sourceId']],
      ifRequired: { lostReason: 'other' },
    },
  ],
}
