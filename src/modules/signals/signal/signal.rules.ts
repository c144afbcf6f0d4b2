import { check, derive } from '#kernel/behaviour.ts'
import { problem } from '#kernel/problem.ts'
import { signal } from './signal.ts'

export const signalRules = [
  derive(signal, 'whoever makes a signal owns it', ({ before, after }, tx) =>
    before === null && !after.owner && tx.actor.id ? { owner: tx.actor.id } : null,
  ),

  // It sees with the rights of its owner: a new one has to want that herself.
  derive(signal, 'it is switched off when it comes to somebody else', ({ before, after, changes }, tx) =>
    before !== null && changes('owner') && after.status === 'live' && !tx.actor.admin && after.owner !== tx.actor.id
      ? { status: 'off' as const }
      : null,
  ),

  // What was tried is what runs.
  check(signal, 'what it says rests while it is on', ({ before, after, changes }) =>
    before?.status === 'live' && after.status === 'live' && changes('definition')
      ? problem('definition', { en: 'Switch it off to change it.', zh: '请先停用，再修改条件。' }, 'not-now')
      : null,
  ),
]
