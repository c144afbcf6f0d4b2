import i18next from 'i18next'
import { pinyin } from 'pinyin-pro'
import { beforeAll, expect, test } from 'vitest'
import { inTraditional } from '../app/words/later.zh-TW.ts'
import { pagesZh } from '../app/words/pages.zh-CN.ts'
import { zhCN } from '../app/words/zh-CN.ts'
import { zhTW } from '../app/words/zh-TW.ts'
import { find } from './find.ts'
import { settingsGroups } from './pages.ts'
import { spellings } from './pinyin.ts'

const pages = settingsGroups.flatMap((group) => group.pages)
const inTaiwan = i18next.createInstance()
const inChina = i18next.createInstance()
beforeAll(async () => {
  await inChina.init({ lng: 'zh', resources: { zh: { translation: { ...zhCN, ...pagesZh } } } })
  await inTaiwan.init({ lng: 'zh', resources: { zh: { translation: { ...zhTW, ...inTraditional(pagesZh) } } } })
})
const told = (words: typeof inChina) =>
  pages.map((page) => ({
    key: page.key,
    words: String(words.t(page.words)),
    options: (page.finds ?? []).map((key) => String(words.t(key))),
  }))

test('what is nothing finds nothing', () => {
  expect(find('qqqq', told(inChina))).toEqual([])
})

test('every title and option can be typed in pinyin, in China and in Taiwan', () => {
  const words = [inChina, inTaiwan].flatMap((one) => told(one).flatMap((page) => [page.words, ...page.options]))
  const missing = new Set<string>()
  for (const text of words)
    for (const c of text) if (/\p{Script=Han}/u.test(c) && spellings(c).length < 2) missing.add(c)
  expect([...missing].map((c) => `${pinyin(c, { toneType: 'none', v: true })} ${c}`)).toEqual([])
})

test('what is called a little otherwise is found by a part of it', () => {
  const [first] = find('货币汇率', told(inChina))
  expect([first?.page.key, first?.by]).toEqual(['currencies', '汇率'])
  expect(find('密码长度', told(inChina))[0]).toMatchObject({ page: { key: 'account' }, by: '密码' })
})

test('titles come before options, which are told along', () => {
  const keys = (sought: string) => find(sought, told(inChina)).map(({ page, by }) => [page.key, by])
  expect(keys('gongzuorili')).toEqual([['calendar', null]])
  expect(keys('gzrl')).toEqual([['calendar', null]])
  expect(keys('财年')).toEqual([['workspace', '财年开始月份']])
  expect(keys('shiqu')).toEqual([
    ['account', '时区'],
    ['workspace', '时区'],
  ])
})
