import { number } from '#kernel/fields/number.ts'
import { text } from '#kernel/fields/text.ts'
import { defineObject } from '#kernel/object.ts'

/** What is known about a stored file. Its bytes lie in the file store, found by their SHA-256. */
export const file = defineObject('file', {
  label: { en: 'File', zh: '文件' },
  plural: 'Files',
  title: 'name',
  icon: 'paperclip',
  nested: true,
  traits: ['owned'],
  // Bytes come down by way of what they hang on, and to nobody else.
  private: {},
  fields: {
    name: text({ label: { en: 'Name', zh: '文件名' }, required: true, search: 'name' }),
    mimeType: text({ label: { en: 'Type', zh: '类型' }, system: true, max: 120 }),
    size: number({ label: { en: 'Bytes', zh: '大小（字节）' }, integer: true, min: 0, system: true }),
    sha256: text({ label: { en: 'SHA-256', zh: 'SHA-256' }, system: true, max: 64, index: true }),
  },
  views: {
    list: ['name', 'mimeType', 'size', 'owner', 'createdAt'],
    sort: ['-createdAt'],
    create: ['name'],
    header: ['mimeType', 'size'],
  },
})
