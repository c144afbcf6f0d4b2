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
 * option, which is told along (`by`). Where nothing is called so, those that
 * some two characters of it fit, the best first: 货币汇率 → 汇率.
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
  const found = [...byTitle, ...byOption]
  if (found.length > 0 || !/^\p{Script=Han}{3,}$/u.test(wanted)) return found
  const pairs = [...wanted].slice(1).map((c, i) => `${[...wanted][i]}${c}`)
  const near = pages.map((page) => {
    const by = page.options.find((option) => pairs.some((pair) => option.includes(pair))) ?? null
    const whole = [page.words, ...page.options].join(' ')
    return { page, by, weight: pairs.filter((pair) => whole.includes(pair)).length }
  })
  return near
    .filter(({ weight }) => weight > 0)
    .toSorted((a, b) => b.weight - a.weight)
    .map(({ page, by }) => ({ page, by }))
}
