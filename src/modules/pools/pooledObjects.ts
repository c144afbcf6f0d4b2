import { account } from '#modules/customers/account/account.ts'
import { lead } from '#modules/sales/lead/lead.ts'

/** The objects whose records may stand in a pool. Any owned object that is added here can. */
export const pooledObjects = [lead, account]

/** As a choice, in the settings of pools. */
export const pooledOptions = pooledObjects.map(({ key, label }) => ({ key, label }))
