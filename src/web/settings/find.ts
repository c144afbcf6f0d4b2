import { spellings } from './pinyin.ts'

/** Something to find: what it is called, and the options that are on it. */
export type Findable = {
  readonly key: string
  readonly icon?: string | undefined
  readonly words: string
  readonly options: readonly string[]
}

/**
 * The pages that somebody means: by characters, pinyin (`gongzuorili`) or initials (`gzrl`) of their title, then of an
 * option, which is told along (`by`).
 */
export function find(sought: string, pages: readonly Findable[]): { page: Findable; by: string | null }[] {
  const wanted = sought.toLowerCase().replace(/\s/g, '')
  const fits = (words: string) => spellings(words).some((spelling) => spelling.includes(wanted))
  const byTitle = pages.filter((page) => fits(page.words)).map((page) => ({ page, by: null }))
  const byOption = pages.flatMap((page) => {
    if (fits(page.words)) return []
    const by = page.options.find(fits)
    return by === undefined ? [] : [{ page, by }]
  })
  return [...byTitle, ...byOption]
}
