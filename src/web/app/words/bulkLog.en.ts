/** Words of the log of bulk writes. */
export const bulkLogEn = {
  bulkLog: {
    title: 'Bulk changes',
    text: 'What you did to many records at once. It can be taken back for {{days}} days; what was changed since stays.',
    textAll:
      'What anybody did to many records at once. Your own can be taken back for {{days}} days; what was changed since stays.',
    of: 'Of which object',
    all: 'All objects',
    none: 'Nothing yet',
    noneText: 'Tick rows in a list to edit, assign or delete many at once.',
    more: 'Show earlier',
    edited: 'changed {{what}}',
    deleted: 'deleted',
    comma: ', ',
    changed_one: '{{number}} changed',
    changed_other: '{{number}} changed',
    unchanged_one: '{{number}} were so already',
    unchanged_other: '{{number}} were so already',
    refused_one: '{{number}} refused',
    refused_other: '{{number}} refused',
    undone: 'Taken back',
  },
}
