/** Words of the guide inside the product. */
export const helpEn = {
  help: {
    title: 'Help',
    here: 'Help for this screen',
    search: 'Find a heading',
    nothing: 'No heading has these words.',
  },
}
