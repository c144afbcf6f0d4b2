import { searchTokens } from './tokens.ts'
import { foldSearch, isCompound, type Piece, pieces, pinyinLength, trimChunk, wordLength } from './words.ts'

export type QueryToken = { token: string; prefix: boolean }
/** One demand of a question: any of the alternatives will do, each of which wants all of its tokens. */
export type QueryPart = { any: QueryToken[][] }

/**
 * What a record's tokens (see `searchTokens`) must have for it to answer `question`: all parts. Empty when there is
 * nothing to search for. Two and more Chinese characters ask for all their bigrams, a single one for a prefix; a Latin
 * word for a word or pinyin that starts so; digits for a telephone number, code or word that starts so.
 * Neighbourhood is not asked for: tokens have no positions (a third of the size), and the few false answers that have
 * all bigrams of a word in another order fall when the ≤ 200 candidates are ranked.
 */
export function queryTokens(question: string): QueryPart[] {
  const folded = foldSearch(question.slice(0, 200))
  const digits = folded.replace(/[\s()+.-]/g, '')
  if (/^\d{5,20}$/.test(digits)) {
    const apart = folded.includes(' ') ? [plainWords(folded)] : []
    return [{ any: [...numberWays(digits), ...apart] }]
  }
  return folded
    .split(' ')
    .map(trimChunk)
    .filter((chunk) => chunk !== '')
    .flatMap(chunkParts)
    .slice(0, 24)
}

/** The parts as the text of a `tsquery` (cast it, do not parse it again); null when there is nothing to search for. */
export function tsQueryText(parts: QueryPart[]): string | null {
  if (parts.length === 0) return null
  return parts
    .map(({ any }) =>
      group(
        any.map((all) => group(all.map(lexeme), ' & ')),
        ' | ',
      ),
    )
    .join(' & ')
}

/** Would a record of that name, and nothing else, be found by these parts? */
export function answers(parts: readonly QueryPart[], name: string): boolean {
  const tokens = searchTokens({ names: [name] })
  const has = ({ token, prefix }: QueryToken) =>
    prefix ? tokens.some((one) => one.startsWith(token)) : tokens.includes(token)
  return parts.every(({ any }) => any.some((all) => all.every(has)))
}

/** A chunk written in one (an address, the number of a document) is that whole, or else all of its words. */
function chunkParts(chunk: string): QueryPart[] {
  if (!isCompound(chunk)) return pieces(chunk).map(piecePart)
  const squashed = chunk.replace(/[^\p{L}\p{N}]/gu, '').slice(0, wordLength)
  return [{ any: [[starts(chunk.slice(0, wordLength))], [starts(`c:${squashed}`)], plainWords(chunk)] }]
}

/** The words of a chunk. Only the last may go on: to gather all that starts like `SJ` of `SJ-000123` takes a tenth of a second in a million. */
function plainWords(text: string): QueryToken[] {
  const parts = pieces(text)
  return parts.flatMap((p, i) => {
    if (p.kind === 'cjk') return bigrams(p.text)
    return [{ token: p.text.slice(0, wordLength), prefix: i === parts.length - 1 }]
  })
}

function piecePart(piece: Piece): QueryPart {
  if (piece.kind === 'cjk') return { any: [bigrams(piece.text)] }
  if (/^\d{4,20}$/.test(piece.text)) return { any: numberWays(piece.text) }
  const ways = [[starts(piece.text.slice(0, wordLength))]]
  const spelling = pinyinSpelling(piece.text)
  if (spelling) ways.push([starts(`p:${spelling}`)])
  if (/\d/.test(piece.text)) ways.push([starts(`c:${piece.text.slice(0, wordLength)}`)])
  if (/^\d+$/.test(piece.text)) ways.push([starts(`t:${piece.text}`)])
  return { any: ways }
}

function bigrams(run: string): QueryToken[] {
  const characters = [...run]
  if (characters.length === 1) return [starts(run)]
  return characters.slice(1).map((char, i) => ({ token: characters[i]! + char, prefix: false }))
}

/** Digits may start a telephone number (with 00 or 0 in front as it is dialled), a code or a word. */
function numberWays(digits: string): QueryToken[][] {
  const dialled = digits.replace(/^0{1,2}(?=\d{3})/, '')
  const ways = [`t:${digits}`, `c:${digits}`, digits]
  if (dialled !== digits) ways.push(`t:${dialled}`)
  return ways.map((token) => [starts(token)])
}

/** How people type ü: lv, lyu, lü; and lve beside lue. Null when the word cannot be pinyin or its initials. */
function pinyinSpelling(word: string): string | null {
  if (!/^[a-z0-9]+$/.test(word) || /^\d+$/.test(word)) return null
  return word
    .replace(/([ln])yu(?![aeo])/g, '$1v')
    .replace(/([ln])ve/g, '$1ue')
    .slice(0, pinyinLength)
}

function starts(token: string): QueryToken {
  return { token, prefix: true }
}

function lexeme({ token, prefix }: QueryToken): string {
  return `'${token.replace(/\\/g, '\\\\').replace(/'/g, "''")}'${prefix ? ':*' : ''}`
}

function group(terms: string[], operator: ' & ' | ' | '): string {
  return terms.length === 1 ? terms[0]! : `(${terms.join(operator)})`
}
