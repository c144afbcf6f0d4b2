/** Words of what is there already, beside a form. */
export const similarEn = {
  similar: {
    title: 'This may be there already',
    blocked: 'This is there already and cannot be made again',
    sure: 'The same',
    likely: 'Most likely',
    possible: 'Perhaps',
    hidden: 'A record that you may not see',
    ask: 'Ask to share',
    asked: 'Asked',
    saveAnyway: 'Save all the same',
  },
  evidence: {
    title: 'What each did, as the event log has it',
    registered: 'Registered {{at}} ({{number}})',
    comma: ', ',
    made: '{{what}} created',
    changed: '{{what}} changed: {{fields}}',
    nothing: 'Nothing on record that you may see.',
    first: 'first touch',
    late: 'Written down after the dispute began',
    dated: 'Dated back to {{at}}',
  },
}
