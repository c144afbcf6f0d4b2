import type { Seed } from '#kernel/module.ts'

/** A new workspace warns at forms, and tells who answers for what somebody may not see. */
export const collisionSeeds: readonly Seed[] = [
  {
    object: 'collisionPolicy',
    records: [
      {
        id: '01900000-0000-7000-8000-00000000c001',
        name: { en: 'Warn at the form', zh: '录入时提醒' },
        place: 100,
        entries: ['form', 'web', 'claim'],
        from: 'likely',
        does: 'warn',
        shows: ['owner', 'lastFollowUp', 'stage', 'pool', 'protectedUntil'],
      },
    ],
  },
]
