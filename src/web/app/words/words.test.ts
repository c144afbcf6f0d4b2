import { expect, test } from 'vitest'
import { en } from './en.ts'
import { listEn } from './list.en.ts'
import { listZh } from './list.zh-CN.ts'
import { pagesEn } from './pages.en.ts'
import { pagesZh } from './pages.zh-CN.ts'
import { zhCN } from './zh-CN.ts'

const words = {
  en: flat({ ...en, ...listEn, ...pagesEn }),
  'zh-CN': flat({ ...zhCN, ...listZh, ...pagesZh }),
}

test('what the first screen loads and what follows share no group', () => {
  expect(Object.keys(en).filter((key) => key in pagesEn || key in listEn)).toEqual([])
  expect(Object.keys(listEn).filter((key) => key in pagesEn)).toEqual([])
})

test('both languages have the same words, with the same places to fill', () => {
  expect(Object.keys(words['zh-CN'])).toEqual(Object.keys(words.en))
  for (const [key, text] of Object.entries(words.en))
    expect([key, places(words['zh-CN'][key]!)]).toEqual([key, places(text)])
})

test('Chinese is written as Chinese is: spaces beside Latin and digits, full-width signs, 你, no exclamation', () => {
  for (const [key, text] of Object.entries(words['zh-CN'])) {
    const plain = text.replace(/\{\{\w+\}\}/g, '')
    expect([key, /\p{Script=Han}[A-Za-z0-9]|[A-Za-z0-9]\p{Script=Han}/u.test(plain)]).toEqual([key, false])
    expect([key, /\p{Script=Han}[,;:?!]|[!！]|您/u.test(plain)]).toEqual([key, false])
  }
})

test('no text is empty or shouts in English either', () => {
  for (const [key, text] of Object.entries(words.en))
    expect([key, text.trim() !== '' && !text.includes('!')]).toEqual([key, true])
})

function places(text: string): readonly string[] {
  return [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => String(name)).sort()
}

function flat(tree: object, path = ''): Record<string, string> {
  return Object.fromEntries(
    Object.entries(tree).flatMap(([key, value]) =>
      typeof value === 'string' ? [[`${path}${key}`, value]] : Object.entries(flat(value as object, `${path}${key}.`)),
    ),
  )
}
