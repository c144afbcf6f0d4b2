import { Converter } from 'opencc-js/t2cn'

/**
 * Folds traditional characters to simplified ones so that 中興 and 中兴 find each other. Character by character on
 * purpose: both sides of a comparison fold alike, whatever words the characters stand in (乾隆 and 乾燥 both to 干).
 */
export function foldHan(text: string): string {
  if (!/[\u2e80-\u{3ffff}]/u.test(text)) return text
  const simple = simplified()
  let folded = ''
  for (const char of text) folded += simple.get(char) ?? char
  return folded
}

let table: Map<string, string> | undefined

function simplified(): Map<string, string> {
  table ??= build()
  return table
}

/** One pass over the CJK ideographs, separated by line breaks so that no two make a phrase. */
function build(): Map<string, string> {
  const common = characters(0x4e00, 0x9fff)
  const rare = [...characters(0x3400, 0x4dbf), ...characters(0xf900, 0xfaff), ...characters(0x20000, 0x2a6df)]
  const map = new Map([
    // Taiwan and Hong Kong write some characters in a shape of their own (裡 for OpenCC's 裏)
    ...changed('tw', common),
    ...changed('hk', common),
    ...changed('t', [...common, ...rare]),
  ])
  // simplified texts use these too, with a sound of their own: 乾坤, 著名; and 么 is both 麼 made simple and an old 幺
  for (const char of ['乾', '著', ...map.values()]) map.delete(char)
  return map
}

function characters(from: number, to: number): string[] {
  return Array.from({ length: to - from + 1 }, (_, i) => String.fromCodePoint(from + i))
}

function changed(from: 't' | 'tw' | 'hk', all: string[]): [string, string][] {
  const simple = Converter({ from, to: 'cn' })(all.join('\n')).split('\n')
  return all.flatMap((char, i): [string, string][] =>
    simple[i] === char || [...simple[i]!].length > 1 ? [] : [[char, simple[i]!]],
  )
}
