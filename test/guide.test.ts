import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Token, Tokens } from 'marked'
import { lexer, walkTokens } from 'marked'
import { expect, test } from 'vitest'
import { languages } from '#kernel/label.ts'
import { anchorOf, findInGuide, type GuidePage, linkOf, loadGuide, readPage } from '#web/help/guide.ts'
import { guidePages, screenHelp } from '#web/help/targets.ts'
import { settingsGroups } from '#web/settings/pages.ts'

const folder = fileURLToPath(new URL('../docs/guide/', import.meta.url))
const names = readdirSync(folder).filter((name) => name.endsWith('.md'))
const guides = await Promise.all(languages.map(async (language) => [language, await loadGuide(language)] as const))

test('a link to a program, to another place or to nothing leads nowhere inside the guide', () => {
  for (const href of ['javascript:alert(1)', '../trust.md', 'nothing.md', '//evil.example', 'https://evil.example', ''])
    expect([href, linkOf(href, 'lists')]).toEqual([href, null])
  expect(linkOf('import.zh-CN.md#feeds', 'lists')).toEqual({ page: 'import', section: 'feeds' })
  expect(linkOf('#board', 'lists')).toEqual({ page: 'lists', section: 'board' })
})

test('every page of the guide is in the product, in Chinese and in English', () => {
  expect(names.filter((name) => !guidePages.some((key) => key === name.split('.')[0]))).toEqual([])
  for (const key of guidePages)
    expect([key, existsSync(`${folder}${key}.md`), existsSync(`${folder}${key}.zh-CN.md`)]).toEqual([key, true, true])
  for (const [language, pages] of guides)
    for (const page of pages) expect([language, page.key, page.title]).not.toEqual([language, page.key, ''])
})

test('every screen and every page of the settings has a help that is there in every language', () => {
  const settings = settingsGroups.flatMap(({ pages }) => pages.map(({ help }) => help))
  for (const target of [...settings, ...Object.values(screenHelp)])
    for (const [language, pages] of guides)
      expect([language, target, isThere(pages, target)]).toEqual([language, target, true])
})

test('every link in the guide leads to a file and a section that are there', () => {
  for (const name of names)
    for (const href of linksOf(name)) {
      const [file, section] = href.split('#')
      const there = file === '' ? `${folder}${name}` : fileURLToPath(new URL(file!, `file://${folder}`))
      expect([name, href, existsSync(there)]).toEqual([name, href, true])
      if (section) expect([name, href, anchorsOf(readFileSync(there, 'utf8')).has(section)]).toEqual([name, href, true])
    }
})

test('sections have the same names in each language, and the only markup is such a name', () => {
  for (const name of names) {
    const text = readFileSync(`${folder}${name}`, 'utf8')
    const english = readFileSync(`${folder}${name.split('.')[0]}.md`, 'utf8')
    expect([name, [...anchorsOf(text)]]).toEqual([name, [...anchorsOf(english)]])
    for (const token of tokensOf(text))
      if (token.type === 'html') expect([name, token.raw, anchorOf(token) ?? token.raw === '</a>']).not.toContain(false)
  }
})

test('the search finds titles and headings in the language of the reader; lines about other languages stay away', () => {
  const chinese = guides.find(([language]) => language === 'zh-CN')![1]
  expect(findInGuide(chinese, '看板')).toEqual([{ page: 'lists', section: 'board', title: '看板', under: '列表' }])
  expect(findInGuide(chinese, 'nothing like it')).toEqual([])
  const page = readPage('lists', '# Lists\n\n[中文](lists.zh-CN.md)\n\nWords.\n')
  expect(page.tokens.filter(({ type }) => type === 'paragraph').map(({ raw }) => raw.trim())).toEqual(['Words.'])
})

function isThere(pages: readonly GuidePage[], target: string): boolean {
  const [key, section] = target.split('#')
  const page = pages.find((one) => one.key === key)
  return page !== undefined && (!section || page.tokens.some((token) => anchorsOf(token.raw).has(section)))
}

function linksOf(name: string): readonly string[] {
  return tokensOf(readFileSync(`${folder}${name}`, 'utf8'))
    .filter((token): token is Tokens.Link => token.type === 'link')
    .map(({ href }) => href)
    .filter((href) => !/^(https?|mailto):/.test(href))
}

function anchorsOf(text: string): ReadonlySet<string> {
  return new Set(tokensOf(text).flatMap((token) => anchorOf(token) ?? []))
}

function tokensOf(text: string): readonly Token[] {
  const all: Token[] = []
  walkTokens(lexer(text), (token) => {
    all.push(token)
  })
  return all
}
