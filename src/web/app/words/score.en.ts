export const scoreEn = {
  score: {
    why: '{{what}}: what it is made of',
    none: 'This record has no score: it is not one of those that are scored.',
    bounded: '{{sum}} points, kept between {{floor}} and {{cap}}',
    halves_one: 'Of {{full}}, halved every day since “{{what}}”',
    halves_other: 'Of {{full}}, halved every {{count}} days since “{{what}}”',
    fades_one: 'Of {{full}}, gone a day after “{{what}}”',
    fades_other: 'Of {{full}}, gone {{count}} days after “{{what}}”',
    beside: 'of 100, each reason beside what is average',
    tooFew: 'There are too few won and lost records to learn from yet: at least 50 of each.',
    learntFrom:
      'Learnt on {{day}} from {{cases}} won and lost records; of a won and a lost one it knows the won one in {{auc}} of the cases.',
    others: 'Rules about what you may not see',
    ofFull: 'not met, {{full}}',
    next: 'Changes by itself on {{day}}: {{points}}',
  },
}
