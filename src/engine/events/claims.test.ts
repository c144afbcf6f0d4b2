import { expect, test } from 'vitest'
import type { Workspace } from '../context.ts'
import { startClaims } from './claims.ts'
import { inTurns } from './turns.ts'

test('a company with a large mailing holds up no other, however few are under way at once', async () => {
  const waiting = new Map([
    ['large', 6],
    ['middle', 3],
    ['small', 1],
  ])
  const done: string[] = []
  const claims = startClaims({
    workspaces: { all: async () => [...waiting.keys()].map((id) => ({ id }) as Workspace), retired: () => false },
    async next({ id }) {
      const left = waiting.get(id)!
      if (left === 0) return null
      waiting.set(id, left - 1)
      return async () => void done.push(id)
    },
    atOnce: 1,
    everyMs: 60_000,
    what: 'mail',
    log: () => {},
  })
  await claims.settle()
  await claims.stop()
  expect(done).toEqual(['large', 'middle', 'small', 'large', 'middle', 'large', 'middle', 'large', 'large', 'large'])
})

test('portions are done in turn until nobody has more', async () => {
  const left = new Map([
    ['a', 3],
    ['b', 1],
    ['c', 2],
  ])
  const done: string[] = []
  await inTurns([...left.keys()], async (one) => {
    done.push(one)
    left.set(one, left.get(one)! - 1)
    return left.get(one)! > 0
  })
  expect(done).toEqual(['a', 'b', 'c', 'a', 'c', 'a'])
})
