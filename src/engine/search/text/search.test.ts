import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { queryTokens, tsQueryText } from './query.ts'
import { type Searchable, searchTokens } from './tokens.ts'

/** What PostgreSQL does with the tokens and the question. */
function finds(question: string, record: Partial<Searchable>): boolean {
  const tokens = searchTokens({ names: [], ...record })
  const has = (token: string, prefix: boolean) => tokens.some((t) => t === token || (prefix && t.startsWith(token)))
  const parts = queryTokens(question)
  return parts.length > 0 && parts.every(({ any }) => any.some((all) => all.every((t) => has(t.token, t.prefix))))
}

const name = (text: string) => ({ names: [text] })

describe('searching', () => {
  it.each([
    ['', '张三'],
    ['  ?! ', '张三'],
    ['李', '张三'],
    ['张四', '张三'],
    ['三张', '张三'],
    ['ls', '张三'],
    ['zhangsi', '张三'],
    ['crosoft', 'Microsoft'],
    ['中兴 上海', '中兴通讯'],
    ['youxiangongsi', '中兴通讯有限公司'],
  ])('%s does not find %s', (question, text) => expect(finds(question, name(text))).toBe(false))

  it.each([
    ['张', '张三'],
    ['三', '张三'],
    ['兴', '中兴通讯'],
    ['中兴', '中興通訊股份有限公司'],
    ['中興通訊', '中兴通讯'],
    ['兴通讯', '中兴通讯'],
    ['zs', '张三'],
    ['zhangsan', '张三'],
    ['ZhangS', '张三'],
    ['zhongxing', '中兴通讯'],
    ['zxtx', '中兴通讯'],
    ['tongxun', '中兴通讯'],
    ['zhong xing', '中兴通讯'],
    ['sxx', '单雄信'],
    ['danxiongxin', '单雄信'],
    ['zgf', '曾国藩'],
    ['yuchi', '尉迟恭'],
    ['leshi', '乐视网'],
    ['yueshi', '乐视网'],
    ['cqyh', '重庆银行'],
    ['bianyifang', '便宜坊'],
    ['lvbu', '吕布'],
    ['lyubu', '吕布'],
    ['lubu', '吕布'],
    ["xi'an", '西安'],
    ['tclkj', 'TCL科技'],
    ['TCL 科技', 'TCL科技'],
    ['58tc', '58同城'],
    ['acm', 'ACME Ltd.'],
    ['muller', 'Müller GmbH'],
    ['Ａｃｍｅ', 'Acme'],
    ['gtx pro', 'GTX-Pro'],
    ['上海 中兴', '中兴通讯（上海）'],
    ['한국', '한국전자'],
    ['shenzhenshizhongxingkejiyouxiangongsi', '深圳市中兴科技有限公司'],
  ])('%s finds %s', (question, text) => {
    expect(finds(question, name(text))).toBe(true)
  })

  it('finds telephone numbers from their start, as dialled, and by their last four', () => {
    const mobile = { phones: ['+8613800138000'] }
    for (const q of ['13800138000', '138 0013 8000', '+86 138-0013-8000', '0086 13800138000', '1380', '8000', '138']) {
      expect([q, finds(q, mobile)]).toEqual([q, true])
    }
    const landLine = { phones: ['+862162345678'] }
    for (const q of ['021-62345678', '62345678', '02162345', '5678', '(021) 6234 5678'])
      expect([q, finds(q, landLine)]).toEqual([q, true])
    expect(finds('9000', mobile)).toBe(false)
    expect(finds('0013', mobile)).toBe(false)
  })

  it('finds addresses whole, by domain and by their words', () => {
    const record = { texts: ['写信给 Li.Ming@acme-group.com.cn。', 'https://www.sampan.example/about'] }
    for (const q of [
      'li.ming@acme-group.com.cn',
      'li.ming@ac',
      '@acme-group.com',
      'ming',
      'acme',
      'sampan.example',
      '写信',
    ]) {
      expect([q, finds(q, record)]).toEqual([q, true])
    }
    expect(finds('zm@acme-group.com.cn', record)).toBe(false)
  })

  it('finds codes with and without their separators, from the start', () => {
    const record = { codes: ['Q-2026-0012', '91350100M000100Y43'] }
    for (const q of ['q-2026-0012', 'Q20260012', 'q2026', '0012', '91350100', '91350100m000100y43'])
      expect([q, finds(q, record)]).toEqual([q, true])
    expect(finds('Q-2026-0013', record)).toBe(false)
  })

  it('asks PostgreSQL with quoted lexemes only', () => {
    expect(tsQueryText(queryTokens(''))).toBeNull()
    expect(tsQueryText(queryTokens("()&|!:* \\ '"))).toBeNull()
    expect(tsQueryText(queryTokens('张三'))).toBe("'张三'")
    expect(tsQueryText(queryTokens("中興 o'x"))).toBe("'中兴' & ('o':* | 'p:o':*) & ('x':* | 'p:x':*)")
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (s) => {
        const text = tsQueryText(queryTokens(s)) ?? "'x'"
        expect(text).toMatch(/^(?:'(?:[^'\\]|''|\\\\)+'(?::\*)?|[()&| ])+$/)
      }),
    )
  })

  it('finds every record by any two neighbours, whatever is written in it', () => {
    const text = fc.stringMatching(/^[张三中兴通讯乐单長發a-c1-3 -]{2,12}$/)
    fc.assert(
      fc.property(text, fc.nat(), (t, at) => {
        const question = t.slice(at % t.length)
        fc.pre(/^[^a-c1-3]/.test(question) && /[^ -]/.test(question))
        expect(finds(question, { names: [t] })).toBe(true)
      }),
    )
  })

  it('bounds what a record may cost', () => {
    const tokens = searchTokens({
      names: ['长'.repeat(5000)],
      texts: [Array.from({ length: 9000 }, (_, i) => `w${i}`).join(' '), 'x'.repeat(9000)],
    })
    expect(tokens.length).toBeLessThanOrEqual(3000)
    expect(Math.max(...tokens.map((t) => Buffer.byteLength(t)))).toBeLessThan(200)
    expect(new Set(tokens).size).toBe(tokens.length)
  })
})
