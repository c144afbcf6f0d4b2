import { relation } from '#kernel/fields/relation.ts'
import { defineObject, extendObject } from '#kernel/object.ts'
import { activity } from '#modules/activities/activity/activity.ts'

const fields = {
  lead: relation('lead', { label: { en: 'Lead', zh: '线索' }, inverse: 'activities', timeline: true }),
  opportunity: relation('opportunity', {
    label: { en: 'Opportunity', zh: '商机' },
    inverse: 'activities',
    timeline: true,
  }),
}

/** Activities may belong to a lead or an opportunity, and show in its timeline. */
export const activityInSales = extendObject(activity, {
  fields,
  indexes: [
    ['lead', 'at'],
    ['opportunity', 'at'],
  ],
})

/** The activity as it is where sales is there too: for the types of rules; `activity` itself stands in the registry. */
export const salesActivity = defineObject('activity', { ...activity, fields: { ...activity.fields, ...fields } })
