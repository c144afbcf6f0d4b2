import { boolean } from '#kernel/fields/boolean.ts'
import { files } from '#kernel/fields/files.ts'
import { longText } from '#kernel/fields/longText.ts'
import { number } from '#kernel/fields/number.ts'
import { select } from '#kernel/fields/select.ts'
import { text } from '#kernel/fields/text.ts'
import { defineObject } from '#kernel/object.ts'

const millimetres = (en: string, zh: string, max: number) =>
  number({ label: { en, zh }, min: 0, max, scale: 1, help: { en: 'Millimetres.', zh: '单位：毫米。' } })

/** The paper of the company: what stands at its head and foot, and where the window of its envelopes is. */
export const letterhead = defineObject('letterhead', {
  label: { en: 'Letterhead', zh: '信纸' },
  plural: 'Letterheads',
  title: 'name',
  icon: 'file-text',
  nested: true,
  standing: true,
  fields: {
    name: text({ label: { en: 'Name', zh: '名称' }, required: true, search: 'name', max: 100 }),
    sender: text({
      label: { en: 'Company name', zh: '公司抬头' },
      max: 100,
      help: { en: 'The name of the workspace where it is empty.', zh: '不填则用工作区名称。' },
    }),
    lines: longText({
      label: { en: 'Beside it', zh: '抬头右侧' },
      max: 500,
      help: { en: 'Address, telephone, website: up to five lines.', zh: '地址、电话、网址等，最多五行。' },
    }),
    logo: files({
      label: { en: 'Logo', zh: '标志' },
      max: 1,
      help: { en: 'PNG or JPEG; the one of the company where there is none.', zh: 'PNG 或 JPEG，不传则用公司标志。' },
    }),
    style: select({
      label: { en: 'Layout', zh: '版式' },
      required: true,
      default: 'chinese',
      options: [
        { key: 'chinese', label: { en: 'Chinese', zh: '中式（缩进两字，落款在右）' } },
        { key: 'western', label: { en: 'Western', zh: '西式（顶格，落款在左）' } },
      ],
    }),
    envelope: select({
      label: { en: 'Envelope', zh: '信封' },
      required: true,
      default: 'cnDl',
      options: [
        { key: 'cnDl', label: { en: 'Chinese DL (No. 5) with a window', zh: '5 号（DL）开窗信封' } },
        { key: 'cnC5', label: { en: 'Chinese C5 (No. 7) with a window', zh: '7 号（C5）开窗信封' } },
        { key: 'din', label: { en: 'DIN 5008 form B', zh: 'DIN 5008 B 型' } },
        { key: 'dinA', label: { en: 'DIN 5008 form A', zh: 'DIN 5008 A 型' } },
        { key: 'own', label: { en: 'Own measures', zh: '自定尺寸' } },
      ],
    }),
    windowLeft: millimetres('Window from the left', '窗口距左', 190),
    windowTop: millimetres('Window from the top', '窗口距上', 200),
    windowWidth: millimetres('Width of the window', '窗口宽', 190),
    windowHeight: millimetres('Height of the window', '窗口高', 100),
    returnLine: text({
      label: { en: 'Return address', zh: '寄件人地址' },
      max: 120,
      help: { en: 'One small line above the recipient.', zh: '收件人上方的小字。' },
    }),
    foot: text({ label: { en: 'Foot', zh: '页脚' }, max: 300 }),
    standard: boolean({
      label: { en: 'Standard', zh: '默认' },
      default: false,
      help: { en: 'Taken where a letter names none.', zh: '信函未指定信纸时使用。' },
    }),
  },
  views: {
    list: ['name', 'style', 'envelope', 'standard', 'updatedAt'],
    sort: ['name'],
    create: ['name', 'style', 'envelope', 'lines'],
    header: ['envelope', 'style', 'standard'],
    page: [
      {
        label: { en: 'Head and foot', zh: '抬头与页脚' },
        fields: ['name', 'sender', 'lines', 'logo', 'foot', 'style'],
      },
      {
        label: { en: 'Envelope', zh: '信封' },
        fields: ['envelope', 'returnLine', 'windowLeft', 'windowTop', 'windowWidth', 'windowHeight', 'standard'],
      },
    ],
  },
})
