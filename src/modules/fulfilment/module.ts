import { defineModule } from '#kernel/module.ts'
import { stockNotices } from './notices.ts'
import { packetActions } from './packet/packet.actions.ts'
import { packetRules } from './packet/packet.rules.ts'
import { packetStep } from './packet/packet.step.ts'
import { packet } from './packet/packet.ts'
import { packetItemRules } from './packetItem/packetItem.rules.ts'
import { packetItem } from './packetItem/packetItem.ts'
import { packetPapers } from './papers.ts'
import { promiseRules } from './promises.ts'
import { stockItemActions } from './stockItem/stockItem.actions.ts'
import { stockItemRules } from './stockItem/stockItem.rules.ts'
import { stockItem } from './stockItem/stockItem.ts'
import { stockMovement } from './stockMovement/stockMovement.ts'

export const fulfilment = defineModule({
  key: 'fulfilment',
  label: { en: 'Samples and catalogues', zh: '样品与资料' },
  requires: ['letters', 'sequences'],
  objects: [packet, packetItem, stockItem, stockMovement],
  rules: [...stockItemRules, ...packetItemRules, ...packetRules, ...promiseRules],
  actions: [...packetActions, ...stockItemActions],
  notices: stockNotices,
  steps: [packetStep],
  papers: packetPapers,
})
