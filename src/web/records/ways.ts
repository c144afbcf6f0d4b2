/** The ways to look at the records of an object. */
export const ways = ['list', 'board', 'calendar'] as const
export type Way = (typeof ways)[number]
