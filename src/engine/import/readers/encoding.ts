import { createReadStream } from 'node:fs'
import iconv from 'iconv-lite'

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'gb18030' | 'big5' | 'windows-1252'

/**
 * Finds out in which encoding a text file is written: its byte order mark, the zeros of UTF-16, then whether all of it
 * is UTF-8 (or so much of it that the rest must be damage), then which of GB18030, Big5 and Windows-1252 makes the
 * most common characters of it. `bom` is the number of bytes to skip.
 */
export async function detectEncoding(path: string): Promise<{ encoding: Encoding; bom: number }> {
  const head = await readHead(path, 65_536)
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return { encoding: 'utf-8', bom: 3 }
  if (head[0] === 0xff && head[1] === 0xfe) return { encoding: 'utf-16le', bom: 2 }
  if (head[0] === 0xfe && head[1] === 0xff) return { encoding: 'utf-16be', bom: 2 }
  const wide = utf16(head)
  if (wide) return { encoding: wide, bom: 0 }
  return { encoding: (await isUtf8(path)) ? 'utf-8' : legacy(await firstForeign(path)), bom: 0 }
}

/** The first bytes of a file. */
export async function readHead(path: string, bytes: number): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of createReadStream(path, { end: bytes - 1 })) chunks.push(chunk)
  return Buffer.concat(chunks)
}

/** Text files have no zero bytes, unless every other one is: the high halves of commas and line ends. */
function utf16(bytes: Buffer): 'utf-16le' | 'utf-16be' | null {
  const zeros = [0, 0]
  for (let i = 0; i < bytes.length; i++) if (bytes[i] === 0) zeros[i % 2]!++
  const [even = 0, odd = 0] = zeros
  const enough = Math.max(2, bytes.length / 100)
  if (odd >= enough && odd > even * 10) return 'utf-16le'
  if (even >= enough && even > odd * 10) return 'utf-16be'
  return null
}

/** Reads the whole file: a single GBK name may stand in its last line. One bad byte among hundreds of good characters is damage. */
async function isUtf8(path: string): Promise<boolean> {
  let strict = new TextDecoder('utf-8', { fatal: true })
  let good = 0
  let bad = 0
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 18 }) as AsyncIterable<Buffer>) {
    try {
      good += (chunk.length - strict.decode(chunk, { stream: true }).length) / 2
    } catch {
      strict = new TextDecoder('utf-8', { fatal: true })
      const text = chunk.toString('utf8')
      const wrong = text.split('\ufffd').length - 1
      bad += wrong
      good += (chunk.length - text.length) / 2 - wrong
      if (bad > 20 && bad * 200 > good) return false
    }
  }
  return bad === 0 ? isWhole(strict) : bad * 200 <= good
}

function isWhole(decoder: TextDecoder): boolean {
  try {
    decoder.decode()
    return true
  } catch {
    return false
  }
}

/** Up to 64 KB from the first line that is not ASCII, because a long file may be English at first. */
async function firstForeign(path: string): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of createReadStream(path, { highWaterMark: 65_536 }) as AsyncIterable<Buffer>) {
    const at = chunks.length > 0 ? 0 : chunk.findIndex((byte) => byte > 127)
    if (at < 0) continue
    const start = chunks.length > 0 ? 0 : chunk.lastIndexOf(10, at) + 1
    chunks.push(chunk.subarray(start))
    size += chunk.length - start
    if (size > 65_536) break
  }
  return Buffer.concat(chunks)
}

function legacy(sample: Buffer): Encoding {
  const [gb, big5] = [
    score(iconv.decode(sample, 'gb18030'), commonSimplified),
    score(iconv.decode(sample, 'big5'), commonTraditional),
  ]
  if (Math.max(gb, big5) < 0) return 'windows-1252'
  return big5 > gb ? 'big5' : 'gb18030'
}

/** Average over the characters beyond ASCII: common ones speak for an encoding, rare and impossible ones against it. */
function score(text: string, common: Set<string>): number {
  let total = 0
  let count = 0
  for (const char of text) {
    if (char < '\u0080') continue
    count++
    if (common.has(char)) total += 3
    else if (char === '\ufffd' || /[\p{Co}\p{Cn}\p{Cc}]/u.test(char)) total -= 4
    else if (everyday().first.has(char)) total += 1
    else if (everyday().second.has(char)) total += 0.2
    else if (/[\u3000-\u303f\uff00-\uff65·—‘’“”…]/.test(char)) total += 1
    else total -= 1
  }
  return count === 0 ? 0 : total / count
}

let levels: { first: Set<string>; second: Set<string> } | undefined

/**
 * The 3,755 first-level characters of GB 2312 and the 5,401 of Big5, which are written every day, and the second level
 * of GB 2312, in which many names are.
 */
function everyday(): { first: Set<string>; second: Set<string> } {
  levels ??= {
    first: new Set(grid('gb18030', 0xb0, 0xd7, 0xa1) + grid('big5', 0xa4, 0xc6, 0x40)),
    second: new Set(grid('gb18030', 0xd8, 0xf7, 0xa1)),
  }
  return levels
}

function grid(encoding: string, from: number, to: number, trail: number): string {
  const bytes: number[] = []
  for (let lead = from; lead <= to; lead++) {
    for (let second = trail; second <= 0xfe; second++) if (second < 0x7f || second > 0xa0) bytes.push(lead, second)
  }
  return iconv.decode(Buffer.from(bytes), encoding).replaceAll('\ufffd', '')
}

const shared =
  '的一是在不了有和人中大上地市公司名手人客地址部工生日期年月金本合同目成行用品分理有限部分文信息注明先小王李林黄高何郭罗周吴徐孙朱胡北京上海山西南江天津河重安福台省区路号楼室男女元未已否'
const commonSimplified = new Set(
  `${shared}称联系电话机户备负责类型来源级别职务邮编码号单价总额状态时间产业务经销员创建项组织团队网张刘陈杨赵马郑谢韩广东苏浙湾门开发达华兴国际实业贸易电子技术科设备东长沙岛龙区县乡镇这为个们会说过对应线关标签跟进`,
)
const commonTraditional = new Set(
  `${shared}稱聯絡電話機戶備負責類型來源級別職務郵編碼號單價總額狀態時間產業務經銷員創建項組織團隊網張劉陳楊趙馬鄭謝韓廣東蘇浙灣門開發達華興國際實業貿易電子技術科設備東長沙島龍區縣鄉鎮這為個們會說過對應線關標籤跟進臺股份黃羅吳孫統統一聯繫您請`,
)
