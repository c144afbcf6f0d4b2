import { select } from '#kernel/fields/select.ts'
import { text } from '#kernel/fields/text.ts'
import { pooledOptions } from './pooledObjects.ts'

/** Which record a ledger or a request is about: its object and its id. What it was called stands beside them, as `recordName`. */
export const pooledRecord = {
  object: select({ label: { en: 'Of', zh: '对象' }, required: true, system: true, options: pooledOptions }),
  record: text({
    label: { en: 'Record', zh: '记录' },
    required: true,
    system: true,
    holdsId: { object: 'object', name: 'recordName' },
    max: 36,
  }),
}
