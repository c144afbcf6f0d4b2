/** Words of what is open with what it belongs to. */
export const sharingEn = {
  sharing: {
    title: 'Sharing',
    text: 'When a record is shared with somebody, what belongs to it can be opened with it. People still need a role that works with such records, and nothing is ever deleted through it.',
    what: '{{object}} by {{relation}}',
    none: 'Stays closed',
    read: 'To see',
    update: 'As the share allows',
    levelOf: 'What {{object}} open with {{to}}',
    empty: 'Nothing belongs to a record that can be shared',
    under: 'With each {{to}} that is opened',
  },
}

/** Words of what is open with a shared record, in its dialog. */
export const openedWithEn = {
  opened: {
    read: 'Open to see with it: {{what}}.',
    update: 'Open with it to the same extent: {{what}}.',
    comesWith: 'with {{what}}',
    comma: ', ',
  },
}
