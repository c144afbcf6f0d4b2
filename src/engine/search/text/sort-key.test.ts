import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sortKey } from './sort-key.ts'

describe('the order of names', () => {
  it('is that of their pinyin, surnames read as such, Latin names among them', () => {
    const names = [
      '赵云',
      '曾国藩',
      'Bob',
      '单雄信',
      '张三',
      '掌声',
      '张飞',
      '安徽',
      '昂立',
      'Zoe',
      '阿里',
      '123',
      'Äpfel',
      '欧阳修',
      '',
    ]
    const sorted = names.toSorted((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1))
    expect(sorted).toEqual([
      '',
      '123',
      '阿里',
      '安徽',
      '昂立',
      'Äpfel',
      'Bob',
      '欧阳修',
      '单雄信',
      '曾国藩',
      '张飞',
      '张三',
      '掌声',
      '赵云',
      'Zoe',
    ])
  })

  it('reads a company by its words', () => {
    expect(sortKey('曾国藩')).toBe('zeng1 guo2 fan1')
    expect(sortKey('单雄信')).toMatch(/^shan4/)
    expect(sortKey('乐视', { person: false })).toBe('le4 shi4')
    expect(sortKey('中興')).toBe(sortKey('中兴'))
  })

  it('is short ASCII whatever comes', () => {
    expect(sortKey('中'.repeat(500))).toHaveLength(64)
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (s) => {
        expect(sortKey(s)).toMatch(/^[\x20-\x7e]{0,64}$/)
      }),
    )
  })
})
