import { readings } from '#kernel/text/pinyin.ts'
import { foldSearch, isCompound, type Piece, pieces, pinyinLength, trimChunk, wordLength } from './words.ts'

/** What a record can be found by. Names also by pinyin; e-mail and web addresses belong to `texts`; phones are E.164. */
export type Searchable = { names: string[]; texts?: string[]; phones?: string[]; codes?: string[] }

/** The most tokens of one record; what a long text says after that is not searchable. */
const limit = 3000

/**
 * The tokens of a record for `array_to_tsvector`, each once. What they are, and so what finds the record:
 *
 * - `张三` `三丰` `丰`: every two neighbours of a run of Chinese (Japanese, Korean) characters and the last one, so a
 *   prefix `张:*` finds a single character anywhere. Traditional characters are folded to simplified ones.
 * - `acme` `gtx` `pro` `gtx-pro`: words of letters and digits, accents folded; compounds (addresses, domains) also whole.
 * - `p:zhangsan` `p:san` `p:zs` `p:s`: pinyin and its initials from each syllable of a name on, at most 24 letters.
 *   A namespace of its own: a Latin word stays distinguishable from a syllable that looks like it.
 * - `t:8613800138000` `t:13800138000` `t:8000`: a telephone number with and without country code, its last eight
 *   when it is a land line, its last four.
 * - `c:q20260012`: a code without its separators.
 */
export function searchTokens(record: Searchable): string[] {
  const tokens = new Set<string>()
  for (const name of record.names) {
    const folded = foldSearch(name)
    const parts = addText(tokens, folded)
    addPinyin(tokens, parts)
  }
  for (const phone of record.phones ?? []) addPhone(tokens, phone.replace(/\D/g, ''))
  for (const code of record.codes ?? []) {
    const folded = foldSearch(code)
    const squashed = folded.replace(/[^\p{L}\p{N}]/gu, '')
    if (squashed) tokens.add(`c:${squashed.slice(0, wordLength)}`)
    addText(tokens, folded)
  }
  for (const text of record.texts ?? []) {
    if (tokens.size > limit) break
    addText(tokens, foldSearch(text.slice(0, 20_000)))
  }
  return tokens.size > limit ? [...tokens].slice(0, limit) : [...tokens]
}

function addText(tokens: Set<string>, folded: string): Piece[] {
  const parts = pieces(folded)
  for (const part of parts) {
    if (part.kind === 'cjk') addBigrams(tokens, part.text)
    else tokens.add(part.text.slice(0, wordLength))
  }
  if (isCompound(folded)) for (const chunk of folded.split(' ')) addCompound(tokens, trimChunk(chunk))
  return parts
}

function addBigrams(tokens: Set<string>, run: string): void {
  const characters = [...run]
  for (let i = 0; i < characters.length - 1; i++) tokens.add(characters[i]! + characters[i + 1]!)
  tokens.add(characters.at(-1)!)
}

/** `li.ming@acme.com` as such, with its domain; `https://www.acme.com/x` by its domain. */
function addCompound(tokens: Set<string>, chunk: string): void {
  if (!isCompound(chunk)) return
  const domain = /(?:@|^(?:[a-z]+:\/\/)?(?:www\.)?)((?:[\p{L}\p{N}-]+\.)+[\p{L}]{2,})(?:[/:?#]|$)/u.exec(chunk)?.[1]
  tokens.add(chunk.slice(0, wordLength))
  if (domain) tokens.add(domain.slice(0, wordLength))
}

/** Full pinyin and initials from every syllable on; a Latin word counts as one syllable, so `tclkj` finds TCL科技. */
function addPinyin(tokens: Set<string>, parts: Piece[]): void {
  let full: string[] = []
  let initials: string[] = []
  const flush = (until: number) => addSuffixes(tokens, full, initials, until)
  const alternatives: { at: number; other: string[] }[] = []
  parts.forEach((part, i) => {
    if (part.kind === 'word') {
      full.push(part.text)
      initials.push(part.text)
      return
    }
    const run = part.text.replace(/[^\p{Script=Han}]/gu, '')
    if (run === '') return
    const [ordinary, ...others] = readings(run, { head: i === 0 })
    for (const other of others) alternatives.push({ at: full.length, other })
    full.push(...ordinary!)
    initials.push(...ordinary!.map((s) => s[0]!))
  })
  if (parts.every((part) => part.kind === 'word')) return
  flush(full.length - legalForm(parts.at(-1)!))
  const [plainFull, plainInitials] = [full, initials]
  for (const { at, other } of alternatives) {
    full = plainFull.toSpliced(at, other.length, ...other)
    initials = plainInitials.toSpliced(at, other.length, ...other.map((s) => s[0]!))
    flush(at + other.length)
  }
}

/** Characters of 有限公司 and the like at the end: nobody searches for a company by the pinyin of its legal form. */
function legalForm(last: Piece): number {
  const found = last.kind === 'cjk' ? /.(?<form>(?:股份|责任)?有限(?:责任)?公司)$/.exec(last.text) : null
  return found?.groups?.form?.length ?? 0
}

function addSuffixes(tokens: Set<string>, full: string[], initials: string[], until: number): void {
  for (let i = 0; i < until; i++) {
    tokens.add(`p:${joined(full, i)}`)
    tokens.add(`p:${joined(initials, i)}`)
  }
}

function joined(units: string[], from: number): string {
  let text = ''
  for (let i = from; i < units.length && text.length < pinyinLength; i++) text += units[i]!
  return text.slice(0, pinyinLength)
}

function addPhone(tokens: Set<string>, digits: string): void {
  if (digits.length < 4) return
  tokens.add(`t:${digits.slice(0, 20)}`)
  tokens.add(`t:${digits.slice(-4)}`)
  const national = /^(?:86|886|852|853|1|7|81|82|44|49|33|65|60)(?=\d{7})/.exec(digits)
  if (!national) return
  const local = digits.slice(national[0].length)
  tokens.add(`t:${local}`)
  if (!/^1\d{10}$/.test(local) && local.length > 8) tokens.add(`t:${local.slice(-8)}`)
}
