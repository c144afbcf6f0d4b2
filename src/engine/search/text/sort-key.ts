import { syllables } from '#kernel/text/pinyin.ts'
import { foldSearch, pieces } from './words.ts'

/**
 * A key that puts names in the order a Chinese reader expects when compared byte by byte (`COLLATE "C"`): by pinyin and
 * tone, surnames read as surnames (曾 zeng1, 单 shan4) unless `person` is false, Latin words among them. ASCII, at most
 * 64 characters. Other scripts sort after z.
 */
export function sortKey(name: string, options: { person?: boolean } = {}): string {
  const words = pieces(foldSearch(name)).flatMap((piece, i) => {
    if (piece.kind === 'word') return [ascii(piece.text)]
    const surname = options.person !== false && i === 0
    return piece.text
      .split(/(\p{Script=Han}+)/u)
      .flatMap((run) => (/^\p{Script=Han}/u.test(run) ? syllables(run, { surname, tones: true }) : [run]))
  })
  return words.filter(Boolean).map(ascii).join(' ').slice(0, 64)
}

function ascii(text: string): string {
  return text.replace(/[^\x20-\x7e]/gu, (char) => `~${char.codePointAt(0)!.toString(36).padStart(4, '0')}`)
}
