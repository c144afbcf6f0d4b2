import { defineModule } from '#kernel/module.ts'
import { cleaningTaskRules } from './cleaningTask/cleaningTask.rules.ts'
import { cleaningTask } from './cleaningTask/cleaningTask.ts'
import { placeholderValues } from './placeholderValue/placeholderValue.seeds.ts'
import { placeholderValue } from './placeholderValue/placeholderValue.ts'
import { qualityStandardRules } from './qualityStandard/qualityStandard.rules.ts'
import { usualStandards } from './qualityStandard/qualityStandard.seeds.ts'
import { qualityStandard } from './qualityStandard/qualityStandard.ts'
import { quarantineActions, quarantineRules, quarantineWork } from './quarantine/quarantine.rules.ts'
import { quarantine } from './quarantine/quarantine.ts'
import { qualityUpgrades } from './upgrades.ts'

export const quality = defineModule({
  key: 'quality',
  label: { en: 'Data quality', zh: '数据质量' },
  requires: ['identity', 'activities', 'sales', 'forms'],
  objects: [placeholderValue, qualityStandard, quarantine, cleaningTask],
  rules: [...qualityStandardRules, ...quarantineRules, ...cleaningTaskRules],
  actions: quarantineActions,
  subscribers: quarantineWork,
  quality: {
    placeholders: { object: 'placeholderValue', value: 'value', kind: 'kind' },
    standards: { object: 'qualityStandard', of: 'object', fields: 'fields', freshDays: 'freshDays', ages: 'ages' },
    named: { form: { object: 'webForm', by: 'key' } },
  },
  settings: [
    { object: 'qualityStandard', about: 'object', settings: 'ages' },
    { object: 'cleaningTask', about: 'object', settings: 'where' },
  ],
  seeds: [
    { object: 'placeholderValue', records: placeholderValues },
    { object: 'qualityStandard', records: usualStandards },
  ],
  upgrades: qualityUpgrades,
})
