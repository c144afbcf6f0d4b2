import { defineModule } from '#kernel/module.ts'
import { activityInSales } from './extensions.ts'
import { lead } from './lead/lead.ts'
import { opportunity } from './opportunity/opportunity.ts'
import { opportunityLine } from './opportunityLine/opportunityLine.ts'
import { pipeline } from './pipeline/pipeline.ts'
import { product } from './product/product.ts'
import { salesSeeds } from './seeds.ts'
import { stage } from './stage/stage.ts'

export const sales = defineModule({
  key: 'sales',
  label: { en: 'Sales', zh: '销售' },
  requires: ['customers', 'activities'],
  objects: [lead, opportunity, opportunityLine, product, pipeline, stage],
  extensions: [activityInSales],
  seeds: salesSeeds,
})
