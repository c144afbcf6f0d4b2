export const clockEn = {
  clock: { left: '{{time}} left', over: '{{time}} overdue', minutes: '{{n}} min', hours: '{{n}} h', days: '{{n}} d' },
}
