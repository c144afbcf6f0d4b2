import iconv from 'iconv-lite'
import { BiffReader, biffRecords } from './biff.ts'
import { unreadable } from './refusals.ts'

/** What all sheets of an old workbook share. */
export type XlsGlobals = {
  readonly sheets: readonly { readonly name: string; readonly at: number; readonly hidden: boolean }[]
  readonly strings: readonly string[]
  /** Numbers of the cell formats that show a date. */
  readonly dateFormats: ReadonlySet<number>
  readonly date1904: boolean
  /** BIFF8, whose texts are Unicode; else they are of the code page. */
  readonly wide: boolean
  readonly codePage: string
}

/** Reads the first part of the stream. Refuses what is protected, and what is older than 1993. */
export function readXlsGlobals(stream: Buffer): XlsGlobals {
  const sheets: { name: string; at: number; hidden: boolean }[] = []
  const formats = new Map<number, string>()
  const cellFormats: number[] = []
  const strings: string[] = []
  let [date1904, wide, codePage] = [false, true, 'windows-1252']
  let first = true
  for (const { type, parts } of biffRecords(stream, 0)) {
    if (type === 0x000a) break
    const r = new BiffReader(parts)
    const text = (count: number) => (wide ? r.text(count) : r.bytes(count, codePage))
    if (first) {
      if (type !== 0x0809) throw unreadable.notATable()
      const version = r.u16()
      if (version !== 0x0600 && version !== 0x0500) throw unreadable.notATable()
      wide = version === 0x0600
      first = false
    } else if (type === 0x002f) throw unreadable.encrypted()
    else if (type === 0x0042) codePage = pageOf(r.u16())
    else if (type === 0x0022) date1904 = r.u16() === 1
    else if (type === 0x0085) {
      const [at, state, kind] = [r.u32(), r.u8(), r.u8()]
      if (kind === 0) sheets.push({ at, hidden: (state & 3) !== 0, name: text(r.u8()) })
    } else if (type === 0x041e) {
      const key = r.u16()
      formats.set(key, text(wide ? r.u16() : r.u8()))
    } else if (type === 0x00e0) {
      r.skip(2)
      cellFormats.push(r.u16())
    } else if (type === 0x00fc) {
      r.skip(4)
      for (let left = r.u32(); left > 0; left--) strings.push(r.text(r.u16()))
    }
  }
  const isDate = (key: number) => builtInDate(key) || (formats.has(key) && showsDate(formats.get(key)!))
  return {
    sheets,
    strings,
    dateFormats: new Set(cellFormats.flatMap((key, i) => (isDate(key) ? [i] : []))),
    date1904,
    wide,
    codePage,
  }
}

function pageOf(number: number): string {
  if (number === 1200) return 'utf-16le'
  const name = number === 936 ? 'gb18030' : number === 950 ? 'big5' : `cp${number}`
  return iconv.encodingExists(name) ? name : 'windows-1252'
}

/** ECMA-376 part 1, 18.8.30: 27 to 36 and 50 to 58 are dates in Chinese, Japanese and Korean. */
function builtInDate(key: number): boolean {
  return (key >= 14 && key <= 22) || (key >= 27 && key <= 36) || (key >= 45 && key <= 47) || (key >= 50 && key <= 58)
}

function showsDate(format: string): boolean {
  const bare = format.replace(/"[^"]*"|\\.|_.|\*./g, '').replace(/\[(?!h+\]|m+\]|s+\])[^\]]*\]/gi, '')
  return /[ymdhs]/i.test(bare.replace(/general/gi, ''))
}
