import { files } from '#kernel/fields/files.ts'
import { text } from '#kernel/fields/text.ts'
import { defineObject } from '#kernel/object.ts'

/** How somebody signs letters: what she draws by hand, and what is printed below it. Its owner signs with it. */
export const letterSignature = defineObject('letterSignature', {
  label: { en: 'Signature', zh: '签名' },
  plural: 'Signatures',
  title: 'name',
  icon: 'file-certificate',
  nested: true,
  traits: ['owned'],
  fields: {
    name: text({ label: { en: 'Printed name', zh: '署名' }, required: true, max: 60, personal: true }),
    title: text({ label: { en: 'Below it', zh: '职务' }, max: 80 }),
    picture: files({
      label: { en: 'Signature by hand', zh: '手写签名' },
      max: 1,
      personal: true,
      help: {
        en: 'PNG or JPEG on a white or clear ground. Without one there is room to sign by hand.',
        zh: '白底或透明底的 PNG、JPEG；不传则留出手签的位置。',
      },
    }),
  },
  views: {
    list: ['name', 'title', 'owner', 'updatedAt'],
    sort: ['name'],
    create: ['name', 'title', 'picture'],
    header: ['title', 'owner'],
    page: [{ label: { en: 'Signature', zh: '签名' }, fields: ['name', 'title', 'picture', 'owner'] }],
  },
  indexes: [['owner', 'updatedAt']],
})
