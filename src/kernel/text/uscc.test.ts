import { describe, expect, it } from 'vitest'
import { checkUscc } from './uscc.ts'

describe('统一社会信用代码, GB 32100-2015', () => {
  it.each([
    ['91350100M000100Y4Z', 'characters'],
    ['91350100M000100Y44', 'check'],
    ['91350100M000200Y43', 'organisation-check'],
    ['91350100M000100O43', 'characters'],
    ['91350100M000100Y4', 'length'],
    ['110105123456789', 'length'],
    ['', 'length'],
  ])('refuses %s for its %s', (code, reason) => expect(checkUscc(code)).toMatchObject({ valid: false, reason }))

  it.each([
    '91350100M000100Y43',
    '914403001922038216',
    '9144030071526726XG',
    '91110000802100433B',
    '11320000MB151840XJ',
  ])('accepts %s', (code) => expect(checkUscc(code)).toEqual({ valid: true, code, reason: null }))

  it('reads lower case, full width and spaces', () => {
    expect(checkUscc(' ９１３５０１００ｍ０００１００ｙ４３ ').valid).toBe(true)
    expect(checkUscc('913501 00M000 100Y43').code).toBe('91350100M000100Y43')
  })
})
