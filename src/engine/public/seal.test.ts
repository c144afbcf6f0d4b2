import { expect, test } from 'vitest'
import { isSealed, sealedAddress } from './seal.ts'

const [address, to] = ['/p/w/click/m', 'https://a.cn/x?y=1&z=二#end']
const queryOf = (url: string) => Object.fromEntries(new URL(url, 'https://crm.cn').searchParams)

test('an address that was made up, altered, or sealed elsewhere does not hold', () => {
  const query = queryOf(sealedAddress('a secret', address, { to }))
  expect(isSealed('a secret', address, { to })).toBe(false)
  expect(isSealed('a secret', address, { to, seal: 'x'.repeat(22) })).toBe(false)
  expect(isSealed('a secret', address, { to, seal: 'é'.repeat(22) })).toBe(false)
  expect(isSealed('a secret', address, { ...query, to: 'https://evil.cn' })).toBe(false)
  expect(isSealed('a secret', address, { ...query, more: '1' })).toBe(false)
  expect(isSealed('a secret', '/p/w/click/n', query)).toBe(false)
  expect(isSealed('another', address, query)).toBe(false)
})

test('an address holds as it was sealed, in whatever order it comes back', () => {
  const { seal, ...query } = queryOf(sealedAddress('a secret', address, { to, at: '1' }))
  expect(query).toEqual({ to, at: '1' })
  expect(isSealed('a secret', address, { at: '1', seal: seal!, to })).toBe(true)
  expect(isSealed('a secret', address, queryOf(sealedAddress('a secret', address, {})))).toBe(true)
})
