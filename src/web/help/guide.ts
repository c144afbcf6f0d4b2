import { lexer, type Token, type Tokens } from 'marked'
import type { Language } from '#kernel/label.ts'
import { guidePages } from './targets.ts'

/** A page of the guide as it was read. */
export type GuidePage = {
  readonly key: string
  readonly title: string
  readonly sections: readonly { readonly id: string; readonly title: string }[]
  readonly tokens: readonly Token[]
}

const files = import.meta.glob<string>('../../../docs/guide/*.md', { query: '?raw', import: 'default' })

/** Every page in the reader's language; where one has none in Traditional Chinese, in Simplified. */
export async function loadGuide(language: Language): Promise<readonly GuidePage[]> {
  const endings = { en: [''], 'zh-CN': ['.zh-CN'], 'zh-TW': ['.zh-TW', '.zh-CN'] }[language]
  return Promise.all(
    guidePages.map(async (key) => {
      const load = endings.map((ending) => files[`../../../docs/guide/${key}${ending}.md`]).find(Boolean)
      return readPage(key, load ? await load() : '')
    }),
  )
}

/** Reads the Markdown of a page: its title, its sections by the names of their anchors, and what stands in it. */
export function readPage(key: string, text: string): GuidePage {
  const tokens = lexer(text)
  const headings = tokens.filter((token): token is Tokens.Heading => token.type === 'heading')
  return {
    key,
    title: plain(headings.find(({ depth }) => depth === 1)?.tokens ?? []),
    sections: headings
      .filter(({ depth }) => depth === 2)
      .map((heading) => ({ id: idOf(heading), title: plain(heading.tokens) })),
    tokens: tokens.filter((token) => !(token.type === 'heading' && token.depth === 1) && !isOtherLanguages(key, token)),
  }
}

/** What a section is called in addresses: the name of the anchor before its words, else the words. */
export function idOf(heading: Tokens.Heading): string {
  return heading.tokens.map(anchorOf).find(Boolean) ?? plain(heading.tokens).toLowerCase().replaceAll(/\s+/g, '-')
}

/** The name of an anchor, `<a id="filters">`; the only markup that a page may have. */
export function anchorOf(token: Token): string | undefined {
  return token.type === 'html' ? /^<a id="([a-z-]+)">$/.exec(token.raw)?.[1] : undefined
}

/** The page and the section that a link of the guide leads to; null where it leads out of the guide. */
export function linkOf(href: string, from: string): { readonly page: string; readonly section: string } | null {
  const found = /^(?:([a-z-]+)(?:\.zh-(?:CN|TW))?\.md)?(?:#([a-z-]+))?$/.exec(href)
  const page = found?.[1] ?? from
  return found && href !== '' && guidePages.some((key) => key === page) ? { page, section: found[2] ?? '' } : null
}

/** The pages and sections whose heading has these words. */
export function findInGuide(pages: readonly GuidePage[], words: string) {
  const wanted = words.trim().toLowerCase()
  const has = (title: string) => title.toLowerCase().includes(wanted)
  return pages.flatMap(({ key, title, sections }) => [
    ...(has(title) ? [{ page: key, section: '', title, under: '' }] : []),
    ...sections
      .filter((one) => has(one.title))
      .map((one) => ({ page: key, section: one.id, title: one.title, under: title })),
  ])
}

/** The line of a file that leads to itself in other languages; in the product the screen has one already. */
function isOtherLanguages(key: string, token: Token): boolean {
  if (token.type !== 'paragraph') return false
  const [first] = (token as Tokens.Paragraph).tokens
  return first?.type === 'link' && linkOf((first as Tokens.Link).href, key)?.page === key
}

function plain(tokens: readonly Token[]): string {
  return tokens
    .map((token) => (token.type === 'html' ? '' : 'text' in token ? String(token.text) : ''))
    .join('')
    .trim()
}
