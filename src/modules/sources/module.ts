import { defineModule } from '#kernel/module.ts'
import { cordys } from './cordys.ts'
import { espocrm } from './espocrm.ts'
import { googleContacts } from './googleContacts.ts'
import { hubspot } from './hubspot.ts'
import { outlook } from './outlook.ts'
import { pipedrive } from './pipedrive.ts'
import { salesforce } from './salesforce.ts'
import { twenty } from './twenty.ts'
import { vcard } from './vcard.ts'
import { wecom } from './wecom.ts'
import { wukong } from './wukong.ts'
import { zoho } from './zoho.ts'

/** How the systems from which companies come write their files. */
export const sources = defineModule({
  key: 'sources',
  label: { en: 'Other systems', zh: '其他系统' },
  requires: ['customers', 'activities', 'sales'],
  profiles: [
    salesforce,
    hubspot,
    zoho,
    pipedrive,
    twenty,
    espocrm,
    cordys,
    wukong,
    wecom,
    googleContacts,
    outlook,
    vcard,
  ],
})
