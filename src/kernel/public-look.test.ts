import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { publicColours } from './public-look.ts'

/* Pages for strangers carry their few colours with them; they are those of the screens. */

const tokens = readFileSync(new URL('../web/ui/tokens.css', import.meta.url), 'utf8')
/** What each name stands for; what comes further down is for print and for those who ask for more contrast. */
const read = (text: string) =>
  new Map([...text.matchAll(/--([a-z-]+): ([^;]+);/g)].reverse().map(([, name, value]) => [name, value]))
const half = (text: string, at: string) => [text.slice(0, text.indexOf(at)), text.slice(text.indexOf(at))] as const

test('a page for strangers has the colours of the screens, by day and by night', () => {
  const screens = half(tokens, ':root[data-mantine-color-scheme="dark"]')
  for (const [i, part] of half(publicColours.text, '@media').entries()) {
    const ours = read(part)
    expect(ours.size).toBeGreaterThan(8)
    const theirs = read(screens[i as 0 | 1])
    for (const [name, value] of ours) expect([name, value]).toEqual([name, theirs.get(name)])
  }
})
