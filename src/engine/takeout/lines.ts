import type { Readable } from 'node:stream'
import { refuse } from '#kernel/problem.ts'

const pageLines = 2_000
const pageBytes = 4 << 20
/** The longest line, in bytes: far above any record. */
const lineBytes = 64 << 20

/** The lines of an entry, some at a time, without the ends of lines and empty ones. */
export async function* linesOf(bytes: Readable): AsyncGenerator<readonly string[]> {
  let rest: Buffer[] = []
  let restSize = 0
  let page: string[] = []
  let size = 0
  for await (const chunk of bytes as AsyncIterable<Buffer>) {
    let from = 0
    for (let end = chunk.indexOf(10); end !== -1; end = chunk.indexOf(10, from)) {
      const line = Buffer.concat([...rest, chunk.subarray(from, end)])
      rest = []
      restSize = 0
      from = end + 1
      if (line.length === 0) continue
      page.push(line.toString('utf8'))
      size += line.length
      if (page.length >= pageLines || size >= pageBytes) {
        yield page
        page = []
        size = 0
      }
    }
    rest.push(chunk.subarray(from))
    restSize += chunk.length - from
    if (restSize > lineBytes)
      throw refuse('invalid', null, { en: 'A line is longer than 64 MB.', zh: '有一行超过 64 MB。' })
  }
  const last = Buffer.concat(rest).toString('utf8')
  if (last !== '') page.push(last)
  if (page.length > 0) yield page
}
