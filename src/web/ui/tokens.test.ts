import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

// Contrast as WCAG 2.2 reckons it (1.4.3 AA: 4.5 to 1; 1.4.6 AAA: 7 to 1; 1.4.11 for what is no text: 3 to 1), over the tokens alone.

type Rgb = readonly [number, number, number]
type Tokens = Readonly<Record<string, string>>

const css = readFileSync(new URL('tokens.css', import.meta.url), 'utf8')
const light = block(':root {')
const dark = { ...light, ...block(':root[data-mantine-color-scheme="dark"] {') }
const strong = { ...light, ...block(':root[data-contrast] {') }
const strongDark = { ...dark, ...strong, ...block(':root[data-contrast][data-mantine-color-scheme="dark"] {') }
const themes = { light, dark, strong, strongDark }

const grounds = ['canvas', 'surface', 'raised', 'sunken', 'selected']
const tones = ['gray', 'blue', 'teal', 'green', 'yellow', 'orange', 'red', 'pink', 'violet']
/** What is written on what; `hover:surface` is the one laid over the other. */
const written: readonly (readonly [text: string, ground: string])[] = [
  ...['text', 'muted', 'faint'].flatMap((text) => grounds.map((ground) => [text, ground] as const)),
  ...['text', 'muted'].flatMap((text) =>
    ['hover:canvas', 'hover:surface', 'hover:raised', 'pressed:surface', 'pressed:canvas', 'accent-soft'].map(
      (ground) => [text, ground] as const,
    ),
  ),
  ...['surface', 'canvas', 'raised', 'accent-soft', 'selected'].map((ground) => ['accent-text', ground] as const),
  ...['accent', 'accent-hover'].map((ground) => ['on-accent', ground] as const),
  ...['surface', 'canvas', 'raised', 'sunken', 'danger-soft'].map((ground) => ['danger', ground] as const),
  ...tones.map((tone) => [`tone-${tone}-text`, `tone-${tone}`] as const),
]

test.each([
  ['light', 4.5],
  ['dark', 4.5],
  ['strong', 7],
  ['strongDark', 7],
] as const)('%s: every text stands out from its ground by %s to 1', (theme, least) => {
  const weak = written
    .map(([text, ground]) => [text, ground, ratio(themes[theme], text, ground)] as const)
    .filter(([, , found]) => found < least)
    .map(([text, ground, found]) => `${text} on ${ground}: ${found.toFixed(2)}`)
  expect(weak).toEqual([])
})

test('the focus is seen on every ground, and in high contrast so is every line', () => {
  const weak = Object.entries(themes).flatMap(([name, tokens]) => {
    const lines = name.startsWith('strong') ? ['line', 'line-strong'] : []
    return ['focus', ...lines].flatMap((token) =>
      ['canvas', 'surface', 'raised', 'sunken']
        .filter((ground) => ratio(tokens, token, ground) < 3)
        .map((ground) => `${name}: ${token} on ${ground}`),
    )
  })
  expect(weak).toEqual([])
})

test('what asks for more contrast in the system gets it by the same tokens', () => {
  expect(Object.keys(block(':root[data-contrast] {')).filter((name) => !(name in light))).toEqual([])
  expect(readFileSync(new URL('theme.ts', import.meta.url), 'utf8')).toContain('(prefers-contrast: more)')
})

/** The custom properties of the block that begins so. */
function block(head: string): Tokens {
  const begin = css.indexOf(`  ${head}`)
  expect(begin, head).toBeGreaterThan(-1)
  const text = css.slice(begin, css.indexOf('\n  }', begin))
  return Object.fromEntries([...text.matchAll(/--([\w-]+):\s*(#[\da-f]{6}|rgb\([^)]+\));/g)].map(([, k, v]) => [k, v]))
}

function ratio(tokens: Tokens, text: string, ground: string): number {
  const [a, b] = [luminance(colour(tokens, text)), luminance(colour(tokens, ground))]
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)
}

function colour(tokens: Tokens, name: string): Rgb {
  const [top = '', below] = name.split(':')
  const value = tokens[top] ?? ''
  const solid = /^#(..)(..)(..)$/.exec(value)
  if (solid) return solid.slice(1).map((part) => Number.parseInt(part, 16)) as unknown as Rgb
  const laid = /^rgb\((\d+) (\d+) (\d+) \/ ([\d.]+)%\)$/.exec(value)
  if (!laid || !below) throw new Error(`${name} is no colour: ${value}`)
  const under = colour(tokens, below)
  const part = Number(laid[4]) / 100
  return under.map((channel, i) => Number(laid[i + 1]) * part + channel * (1 - part)) as unknown as Rgb
}

function luminance(rgb: Rgb): number {
  const [r, g, b] = rgb.map((channel) => {
    const c = channel / 255
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4
  }) as unknown as Rgb
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}
