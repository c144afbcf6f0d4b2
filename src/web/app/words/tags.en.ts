export const tagsEn = {
  tags: {
    title: 'Tags',
    text: 'Coloured words on records. Who works with records makes them while tagging; here they are renamed, put together and taken away.',
    name: 'Name of the tag',
    color: 'Colour of {{name}}',
    uses_one: '{{count}} record',
    uses_other: '{{count}} records',
    merge: 'Merge into',
    mergeAsk: 'Merge {{name}} into …',
    mergeText: 'Records that bear {{name}} get the other tag, and {{name}} goes.',
    none: 'No tags yet',
    noneText: 'The first one is made on a record or with the button above.',
  },
}
