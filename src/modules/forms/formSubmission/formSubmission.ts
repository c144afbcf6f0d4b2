import { json } from '#kernel/fields/json.ts'
import { longText } from '#kernel/fields/longText.ts'
import { relation } from '#kernel/fields/relation.ts'
import { select } from '#kernel/fields/select.ts'
import { text } from '#kernel/fields/text.ts'
import { defineObject } from '#kernel/object.ts'

/** Types of what people are asked for here that tell how they are reached. */
const holds = ['phone', 'email', 'address', 'url']

/** What somebody filled in, as it came: which page led there, what she agreed to, and the lead that it became. */
export const formSubmission = defineObject('formSubmission', {
  label: { en: 'Form answer', zh: '表单提交' },
  plural: 'Form answers',
  title: 'name',
  icon: 'mail',
  nested: true,
  byRules: true,
  fields: {
    name: text({ label: { en: 'From', zh: '提交人' }, required: true, fixed: true, max: 120, personal: true }),
    form: relation('webForm', {
      label: { en: 'Form', zh: '表单' },
      required: true,
      fixed: true,
      inverse: 'submissions',
    }),
    lead: relation('lead', { label: { en: 'Lead', zh: '线索' }, system: true, inverse: 'submissions', timeline: true }),
    status: select({
      label: { en: 'Status', zh: '状态' },
      system: true,
      required: true,
      default: 'taken',
      options: [
        { key: 'taken', label: { en: 'Became a lead', zh: '已成为线索' }, color: 'green' },
        { key: 'spam', label: { en: 'Held back', zh: '疑似垃圾' }, color: 'orange' },
      ],
    }),
    heldFor: select({
      label: { en: 'Held back because', zh: '拦截原因' },
      system: true,
      options: [
        { key: 'trap', label: { en: 'It filled in a field that people do not see', zh: '填写了隐藏字段' } },
        { key: 'haste', label: { en: 'It was filled in faster than anybody types', zh: '填写速度过快' } },
        { key: 'links', label: { en: 'It is full of links', zh: '包含过多链接' } },
      ],
    }),
    said: longText({ holds, label: { en: 'What was filled in', zh: '填写内容' }, system: true, personal: true }),
    answers: json({ holds, label: { en: 'Values', zh: '字段值' }, system: true, personal: true }),
    typed: json({ holds, label: { en: 'As it was typed', zh: '原始输入' }, system: true, personal: true }),
    consent: longText({ label: { en: 'Agreed to', zh: '已同意的条款' }, system: true }),
    page: text({ label: { en: 'Page', zh: '所在页面' }, system: true, max: 1_000 }),
    cameFrom: text({ label: { en: 'Came from', zh: '来源页面' }, system: true, max: 1_000 }),
    utmSource: text({ label: { en: 'utm_source', zh: 'utm_source' }, system: true, max: 200, index: true }),
    utmMedium: text({ label: { en: 'utm_medium', zh: 'utm_medium' }, system: true, max: 200 }),
    utmCampaign: text({ label: { en: 'utm_campaign', zh: 'utm_campaign' }, system: true, max: 200, index: true }),
    utmTerm: text({ label: { en: 'utm_term', zh: 'utm_term' }, system: true, max: 200 }),
    utmContent: text({ label: { en: 'utm_content', zh: 'utm_content' }, system: true, max: 200 }),
    stamp: text({
      label: { en: 'Stamp', zh: '提交标记' },
      help: { en: 'Known again where it is sent twice.', zh: '用于识别重复提交。' },
      system: true,
      unique: true,
      max: 40,
    }),
  },
  views: {
    list: ['name', 'form', 'status', 'heldFor', 'lead', 'utmSource', 'utmCampaign', 'createdAt'],
    sort: ['-createdAt'],
    page: [
      {
        label: { en: 'Answer', zh: '提交' },
        fields: ['name', 'form', 'status', 'heldFor', 'lead', 'said', 'consent'],
      },
      {
        label: { en: 'Way here', zh: '来路' },
        fields: ['page', 'cameFrom', 'utmSource', 'utmMedium', 'utmCampaign', 'utmTerm', 'utmContent'],
      },
    ],
  },
  indexes: [['createdAt'], ['form', 'createdAt'], ['lead', 'createdAt'], ['status', 'createdAt']],
})
