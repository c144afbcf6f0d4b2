/** Words of a record's page and of the form that makes one. */
export const pageEn = {
  history: {
    do: 'History of {{what}}',
    none: 'No change has been recorded.',
    made: 'set when it was created',
    typed: 'As typed',
  },
  nextStep: 'Next',
  paste: {
    do: 'Paste a card or signature',
    hint: 'A signature, a business card, an address or a row of a table. The fields fill themselves.',
    check: 'please check',
    none: 'Nothing new was recognised.',
    filled_one: '{{count}} field filled',
    filled_other: '{{count}} fields filled',
  },
}
