import type { Upgrade } from '#kernel/module.ts'
import { placeholderValues } from './placeholderValue/placeholderValue.seeds.ts'
import { placeholderValue } from './placeholderValue/placeholderValue.ts'
import { usualStandards } from './qualityStandard/qualityStandard.seeds.ts'
import { qualityStandard } from './qualityStandard/qualityStandard.ts'

/** Companies that are older get the values that new ones begin with. */
export const qualityUpgrades: readonly Upgrade[] = [
  {
    key: 'placeholders',
    async run(tx) {
      if ((await tx.all.count(placeholderValue, {})) > 0) return
      for (const one of placeholderValues) await tx.create(placeholderValue, one)
    },
  },
  {
    key: 'quality-standards',
    async run(tx) {
      for (const one of usualStandards)
        if ((await tx.all.count(qualityStandard, { object: one.object })) === 0) await tx.create(qualityStandard, one)
    },
  },
]
