/** Words of the settings of the collision guard. */
export const guardEn = {
  guard: {
    title: 'Collision policies',
    text: 'What happens when a record comes in that is like one that is there, and what is told of records that somebody may not see. The first that fits decides.',
  },
}
