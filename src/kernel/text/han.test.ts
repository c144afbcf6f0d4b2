import { expect, it } from 'vitest'
import { foldHan } from './han.ts'

it('leaves what is not traditional alone', () => {
  for (const text of ['', 'Acme', '中兴通讯', '么', '乾坤', '名著', 'カタカナ', '한국', '👍'])
    expect(foldHan(text)).toBe(text)
})

it('lets both scripts meet', () => {
  expect(foldHan('中興通訊股份有限公司')).toBe('中兴通讯股份有限公司')
  expect(foldHan('臺灣積體電路')).toBe('台湾积体电路')
  expect(foldHan('這裡為什麼')).toBe('这里为什么')
  expect(foldHan('裡裏')).toBe('里里')
  expect(foldHan('群羣 啟啓 峰峯 線綫')).toBe('群群 启启 峰峰 线线')
})

it('folds once and for all', () => {
  for (let code = 0x4e00; code < 0xa000; code++) {
    const once = foldHan(String.fromCharCode(code))
    expect(foldHan(once)).toBe(once)
  }
})
