/** What is settled does not grow stale: sales that were decided, leads that became something else or nothing. */
export const usualStandards = [
  { object: 'opportunity', ages: { status: 'open' }, freshDays: 60 },
  { object: 'lead', ages: { status: { in: ['new', 'working', 'qualified'] } }, freshDays: 90 },
]
