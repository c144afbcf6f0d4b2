import { expect, test } from 'vitest'
import { openStamps } from './stamp.ts'

const stamps = openStamps('a secret of the installation')
const sent = new Date('2026-03-01T08:00:00Z')
const later = (ms: number) => new Date(sent.getTime() + ms)

test('a stamp that was made up, altered, for another page or of yesterday says nothing', () => {
  const stamp = stamps.make('/p/w/form/a', sent)
  expect(stamps.read('/p/w/form/a', '', later(5_000))).toBeNull()
  expect(stamps.read('/p/w/form/a', 'x'.repeat(500), later(5_000))).toBeNull()
  expect(stamps.read('/p/w/form/a', `1${stamp.slice(1)}`, later(5_000))).toBeNull()
  expect(stamps.read('/p/w/form/b', stamp, later(5_000))).toBeNull()
  expect(openStamps('another').read('/p/w/form/a', stamp, later(5_000))).toBeNull()
  expect(stamps.read('/p/w/form/a', stamp, later(25 * 60 * 60 * 1_000))).toBeNull()
  expect(stamps.read('/p/w/form/a', stamp, later(-1))).toBeNull()
})

test('a stamp says how long a page was filled in, and no two pages have the same', () => {
  const stamp = stamps.make('/p/w/form/a', sent)
  expect(stamps.read('/p/w/form/a', stamp, later(5_000))?.ms).toBe(5_000)
  expect(stamps.make('/p/w/form/a', sent)).not.toBe(stamp)
})
