import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cleanLines, cleanText, foldText } from './fold.ts'

describe('folding and cleaning text', () => {
  it('folds width, case, white space and the invisible', () => {
    expect(foldText('　ＡＢＣ\u00a0 Ｔｅｃｈ（上海）\u200b ')).toBe('abc tech(上海)')
    expect(foldText('\ufeff\u200dAcme\t\tInc')).toBe('acme inc')
    expect(foldText('  Plain  ASCII ')).toBe('plain ascii')
  })

  it('cleans for storage without rewriting what a person wrote', () => {
    expect(cleanText('　ＡＢＣ１２３（上海），有限公司。 ')).toBe('ABC123（上海），有限公司。')
    expect(cleanText('\u202d13800138000\u202c')).toBe('13800138000')
    expect(cleanText('a\u0000b\ud800')).toBe('ab\ufffd')
    expect(cleanText('line one\r\nline two')).toBe('line one line two')
    expect(cleanText('\u200dAcme')).toBe('Acme')
  })

  it('keeps an emoji family together', () => {
    const family = '👨\u200d👩\u200d👧 👩🏽\u200d💻 ❤\ufe0f\u200d🔥'
    expect(cleanText(family)).toBe(family)
  })

  it('keeps the lines of a long text', () => {
    expect(cleanLines('\n first  line \r\n\r\n\r\n\r\nsecond\u200b\n')).toBe('first line\n\nsecond')
  })

  it('is stable: cleaning twice changes nothing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (s) => {
        expect(cleanText(cleanText(s))).toBe(cleanText(s))
        expect(cleanLines(cleanLines(s))).toBe(cleanLines(s))
        expect(foldText(cleanText(s))).toBe(foldText(foldText(s)))
      }),
    )
  })
})
