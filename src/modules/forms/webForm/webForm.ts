import { boolean } from '#kernel/fields/boolean.ts'
import { json } from '#kernel/fields/json.ts'
import { longText } from '#kernel/fields/longText.ts'
import { relation, user } from '#kernel/fields/relation.ts'
import { select } from '#kernel/fields/select.ts'
import { text } from '#kernel/fields/text.ts'
import { url } from '#kernel/fields/url.ts'
import { defineObject } from '#kernel/object.ts'
import { sources } from '#modules/customers/choices.ts'

/** A form on the company's website: whoever fills it in becomes a lead. */
export const webForm = defineObject('webForm', {
  label: { en: 'Web form', zh: '网页表单' },
  plural: 'Web forms',
  title: 'name',
  icon: 'forms',
  nested: true,
  traits: ['owned'],
  fields: {
    name: text({ label: { en: 'Name', zh: '名称' }, required: true, search: 'name', max: 100 }),
    key: text({
      label: { en: 'Key', zh: '地址标识' },
      help: { en: 'The last part of its address.', zh: '公开地址的最后一段。' },
      system: true,
      unique: true,
      max: 40,
    }),
    active: boolean({ label: { en: 'Open', zh: '开放填写' }, default: true }),
    heading: text({ label: { en: 'Heading', zh: '标题' }, required: true, max: 100 }),
    intro: longText({ label: { en: 'Introduction', zh: '说明' }, max: 1_000 }),
    inputs: json({
      label: { en: 'Fields', zh: '表单字段' },
      help: {
        en: 'Fields of a lead in their order: [{ "field": "mobile", "label": "Your phone", "required": true }].',
        zh: '线索的字段，按显示顺序排列：[{ "field": "mobile", "label": "您的手机", "required": true }]。',
      },
      required: true,
    }),
    button: text({ label: { en: 'Button', zh: '提交按钮文字' }, max: 40 }),
    consent: longText({
      label: { en: 'Consent', zh: '同意条款' },
      help: {
        en: 'Beside a box that has to be ticked; kept word for word with each answer.',
        zh: '显示在必选的勾选框旁；每次提交都会原文留存。',
      },
      max: 1_000,
    }),
    thanks: longText({ label: { en: 'Thanks', zh: '提交后的致谢' }, max: 1_000 }),
    thanksPage: url({
      label: { en: 'Page of thanks', zh: '提交后跳转' },
      help: { en: 'Opens instead of the thanks.', zh: '填写后将跳转到此页，不再显示致谢。' },
    }),
    language: select({
      label: { en: 'Language', zh: '语言' },
      required: true,
      default: 'visitor',
      options: [
        { key: 'visitor', label: { en: "The visitor's", zh: '跟随访客' } },
        { key: 'zh-CN', label: { en: 'Simplified Chinese', zh: '简体中文' } },
        { key: 'zh-TW', label: { en: 'Traditional Chinese', zh: '繁体中文' } },
        { key: 'en', label: { en: 'English', zh: '英文' } },
      ],
    }),
    sites: longText({
      label: { en: 'May be embedded by', zh: '允许嵌入的网站' },
      help: {
        en: 'Addresses of websites, one a line, such as https://www.example.com. All where it is empty.',
        zh: '每行一个网址，例如 https://www.example.com。留空表示不限。',
      },
      max: 2_000,
    }),
    source: select({ label: { en: 'Source', zh: '线索来源' }, options: sources, default: 'website' }),
    campaignText: text({
      label: { en: 'Campaign', zh: '来源活动' },
      help: {
        en: 'Written into each lead; where it is empty, what the link says as utm_campaign.',
        zh: '写入每条线索；留空则取链接中的 utm_campaign。',
      },
      max: 200,
    }),
    assignTo: user({
      label: { en: 'Leads go to', zh: '线索分配给' },
      help: {
        en: 'Where it is empty the rules of assignment decide, else the owner of the form.',
        zh: '留空则按分配规则，没有适用的规则时归表单负责人。',
      },
      inverse: 'formLeads',
    }),
    pool: relation('pool', {
      label: { en: 'Leads go into the pool', zh: '线索进入公海池' },
      help: { en: 'They wait there for whoever claims them.', zh: '进入公海池等待拾取。' },
    }),
  },
  views: {
    list: ['name', 'active', 'source', 'campaignText', 'assignTo', 'owner'],
    sort: ['name'],
    create: ['name', 'heading', 'inputs'],
    page: [
      { label: { en: 'Form', zh: '表单' }, fields: ['name', 'key', 'active', 'heading', 'intro', 'inputs', 'button'] },
      {
        label: { en: 'After sending', zh: '提交之后' },
        fields: ['thanks', 'thanksPage', 'source', 'campaignText', 'assignTo', 'pool', 'owner'],
      },
      { label: { en: 'Page', zh: '页面' }, fields: ['language', 'consent', 'sites'] },
    ],
  },
})
