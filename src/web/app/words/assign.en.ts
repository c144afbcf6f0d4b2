export const assignEn = {
  qualify: {
    title: 'Qualification criteria',
    text: 'What must be known of a lead before it is qualified or converted. Without any, everybody decides for herself.',
  },
  assign: {
    title: 'Assignment',
    text: 'To whom new records go that come in without an owner. The first rule that fits, and has somebody, decides.',
    new: 'New rule',
    none: 'No rules yet: what comes in belongs to whoever brings it.',
    given_one: '{{count}} in a week',
    given_other: '{{count}} in a week',
    up: 'Move up',
    down: 'Move down',
    whereHelp: 'All where nothing is chosen. Scores can be asked for too.',
    clock: 'First response',
  },
}
