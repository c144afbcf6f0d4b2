import { defineModule } from '#kernel/module.ts'
import { activityInSalesRules } from './activity.rules.ts'
import { contactRoleRules } from './contactRole/contactRole.rules.ts'
import { contactRole } from './contactRole/contactRole.ts'
import { activityInSales } from './extensions.ts'
import { leadActions } from './lead/lead.actions.ts'
import { parkingNotices, unparkJob } from './lead/lead.park.ts'
import { leadRules } from './lead/lead.rules.ts'
import { lead } from './lead/lead.ts'
import { opportunityActions } from './opportunity/opportunity.actions.ts'
import { opportunityRules } from './opportunity/opportunity.rules.ts'
import { opportunity } from './opportunity/opportunity.ts'
import { opportunityLineRules } from './opportunityLine/opportunityLine.rules.ts'
import { opportunityLine } from './opportunityLine/opportunityLine.ts'
import { pipelineRules } from './pipeline/pipeline.rules.ts'
import { pipeline } from './pipeline/pipeline.ts'
import { product } from './product/product.ts'
import { qualificationCriterion } from './qualificationCriterion/qualificationCriterion.ts'
import { salesSeeds } from './seeds.ts'
import { stageRules } from './stage/stage.rules.ts'
import { stage } from './stage/stage.ts'
import { salesToday } from './today.ts'

export const sales = defineModule({
  key: 'sales',
  label: { en: 'Sales', zh: '销售' },
  requires: ['tags', 'customers', 'activities'],
  objects: [lead, qualificationCriterion, opportunity, opportunityLine, contactRole, product, pipeline, stage],
  extensions: [activityInSales],
  rules: [
    ...pipelineRules,
    ...stageRules,
    ...leadRules,
    ...opportunityRules,
    ...opportunityLineRules,
    ...contactRoleRules,
    ...activityInSalesRules,
  ],
  actions: [...leadActions, ...opportunityActions],
  jobs: [unparkJob],
  notices: parkingNotices,
  today: salesToday,
  seeds: salesSeeds,
})
