/** Words of who reads how much. */
export const watchEn = {
  watch: {
    title: 'Watch',
    text: 'How many records people open, list and reveal, and whose. What is far above somebody’s own usual is told to her manager and the administrators.',
    span: 'How far back',
    lastDays_one: 'The last {{count}} day',
    lastDays_other: 'The last {{count}} days',
    none: 'Nobody read anything yet',
    who: 'Who',
    opened: 'Opened',
    listed: 'In lists',
    revealed: 'Revealed',
    whose: 'Whose, most',
    of: '{{who}} {{count}}',
    nobody: 'without an owner',
    herself: 'her own',
    most: 'most {{count}} on {{day}}',
    unusual: '{{day}}: unusual, at most {{usual}} before',
    unusualFirst: '{{day}}: unusual, a first large day',
    thresholds: 'When it is told',
    thresholdsText:
      'A day is unusual when it has more than so many times the largest day of the last 90, and at least so many records. Somebody without such a day is measured by the least number.',
    least: {
      opened: 'Opened a day, at least',
      listed: 'In lists a day, at least',
      revealed: 'Revealed a day, at least',
      times: 'Times her largest day',
    },
    read: 'Read: {{opened}} opened · {{listed}} in lists · {{revealed}} revealed',
  },
}
