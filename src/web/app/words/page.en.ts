/** Words of a record's page and of the form that makes one. */
export const pageEn = {
  history: {
    do: 'History of {{what}}',
    none: 'No change has been recorded.',
    made: 'set when it was created',
  },
}
