/** Words inside cells, which stand on screens of every kind. */
export const cellsEn = {
  away: { until: 'away until {{day}}' },
  clock: { left: '{{time}} left', over: '{{time}} overdue', minutes: '{{n}} min', hours: '{{n}} h', days: '{{n}} d' },
  deadline: { left_one: '{{count}} day left', left_other: '{{count}} days left' },
}
