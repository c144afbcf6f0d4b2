/** Words of who sees what. */
export const seenEn = {
  seeing: {
    why: 'Why can I not see it?',
    banner: 'You see what {{who}} sees. Nothing can be changed. {{minutes}} min left.',
    end: 'End',
  },
}
