import { readdirSync } from 'node:fs'
import { request as sendRequest } from 'node:http'
import type { AddressInfo } from 'node:net'
import { writeXlsx } from 'hucre/xlsx'
import iconv from 'iconv-lite'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { verifyWorkspace } from '#engine/doctor/verify.ts'
import { startSampan, type TestSampan } from '../harness.ts'
import { sky } from '../planets.ts'
import { hostileFiles } from './files-hostile.ts'
import { oldWorkbook } from './old-workbook.ts'
import { type Dice, diceOf, nastyTexts } from './words.ts'
import { workbookParts, zipOf } from './zips.ts'

/*
 * Files of attackers, and thousands of broken ones, are taken in or refused in words; nothing breaks, nothing is run.
 * `FILES=6000 SEED=7 npx vitest run test/fuzz/files.test.ts` breaks more of them, and sends two gigabytes.
 */

const rounds = Number(process.env['FILES'] ?? 240)
const seed = Number(process.env['SEED'] ?? 20_261_128)
const long = process.env['FILES'] !== undefined
/** What never is in an answer: a stack, a statement, a file of ours or of the system. */
const inside = /\bat \S+ \(|node:internal|\/src\/|node_modules|select "?r"?\.|insert into|root:x:0/

let sampan: TestSampan
beforeAll(async () => {
  sampan = await startSampan({ modules: sky(), language: 'en' })
})
afterAll(() => sampan.close())

/** `cpu`: milliseconds of the processor, which do not grow because others use the machine too. */
type Sent = { status: number; text: string; ms: number; cpu: number; lag: number }

async function send(bytes: Buffer, fileName: string, to = 'imports'): Promise<Sent> {
  const boundary = '----sampan'
  const payload = Buffer.concat([
    Buffer.from(
      `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="${fileName.replace(/[\r\n"\0]/g, '_')}"\r\ncontent-type: application/octet-stream\r\n\r\n`,
    ),
    bytes,
    Buffer.from(`\r\n--${boundary}--\r\n`),
  ])
  const headers = { 'content-type': `multipart/form-data; boundary=${boundary}` }
  const begun = performance.now()
  const used = process.cpuUsage()
  let lag = 0
  let last = begun
  const watch = setInterval(() => {
    lag = Math.max(lag, performance.now() - last)
    last = performance.now()
  }, 10)
  const query = to === 'imports' ? '?object=planet' : ''
  const { status, body } = await sampan.call(sampan.admin, 'POST', `/api/v1/${to}${query}`, payload, headers)
  clearInterval(watch)
  return { status, text: JSON.stringify(body), ms: performance.now() - begun, cpu: since(used), lag }
}

const events = async () => {
  const { rows } = await sampan.runtime.db.pool.query(`select count(*) from "${sampan.workspace.schema}".event`)
  return Number(rows[0].count)
}
const imports = async () => {
  const { rows } = await sampan.runtime.db.pool.query(
    `select (select count(*) from "${sampan.workspace.schema}".import), (select count(*) from "${sampan.workspace.schema}".planet)`,
  )
  return JSON.stringify(rows[0])
}

/** Why an answer is none that a person should get. */
function complaint({ status, text, cpu }: Pick<Sent, 'status' | 'text' | 'cpu'>): string | null {
  if (status >= 500) return `${status} ${text.slice(0, 300)}`
  if (inside.test(text)) return `tells of its inside: ${text.slice(0, 400)}`
  return cpu > 5_000 ? `${Math.round(cpu)} ms of the processor` : null
}

function since(used: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(used)
  return (user + system) / 1_000
}

describe('files that attack', () => {
  test.each(hostileFiles(long ? 2_000_000 : 60_000))('$name', async ({ name, bytes, to }) => {
    const before = [await events(), await imports()]
    const sent = await send(bytes, to ? 'set.zip' : 'table', to)
    expect(complaint(sent), name).toBeNull()
    expect([201, 400, 413, 422]).toContain(sent.status)
    if (sent.status !== 201) expect([await events(), await imports()], name).toEqual(before)
    expect(sent.text).not.toContain('root:')
    expect(sent.text.length).toBeLessThan(2_000_000)
    if (long)
      console.info(
        `${name}: ${sent.status} in ${Math.round(sent.ms)} ms, ${Math.round(sent.cpu)} of the processor, lag ${Math.round(sent.lag)} ms`,
      )
  })
})

test('scripts and formulas come in as the text that they are, and go out so that no spreadsheet runs them', async () => {
  const { call, admin } = sampan
  const texts = [
    '=HYPERLINK("http://evil.example","x")',
    '@SUM(1+1)*cmd|/c calc',
    '<script>alert(1)</script>',
    '-2+3',
    '{{7*7}}',
  ]
  const answer = await send(
    Buffer.from(`Name,Note\n${texts.map((t, i) => `Script ${i},"${t.replaceAll('"', '""')}"`).join('\n')}\n`),
    'scripts.csv',
  )
  const { id } = JSON.parse(answer.text)
  expect((await call(admin, 'POST', `/api/v1/imports/${id}/run`, {})).status).toBeLessThan(300)
  await expect
    .poll(async () => (await call(admin, 'GET', `/api/v1/imports/${id}`)).body.status, { timeout: 60_000 })
    .toBe('done')
  const where = encodeURIComponent(JSON.stringify({ name: { startsWith: 'Script' } }))
  const { body } = await call(admin, 'GET', `/api/v1/planet?where=${where}&sort=name`)
  expect(body.data.map((r: { note: string }) => r.note)).toEqual(texts)
  const { body: out } = await call(admin, 'GET', `/api/v1/planet/export?format=csv&select=name,note&where=${where}`)
  for (const line of String(out).split(/\r?\n/).slice(1))
    for (const cell of line.split(',')) expect(cell.replace(/^"/, '')).not.toMatch(/^[=@\t\r]/)
})

test('an upload that is too large is refused before it is read, or where it passes the limit, and nothing of it stays', {
  timeout: 120_000,
}, async () => {
  await sampan.app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = sampan.app.server.address() as AddressInfo
  const { key } = await sampan.runtime.catalogue.createApiKey(
    { workspaceId: sampan.workspace.id, userId: sampan.admin.principal.id! },
    'large',
  )
  const upload = (path: string, headers: Record<string, string>, gigabytes: number) =>
    new Promise<{ status: number; sent: number; peak: number }>((done, fail) => {
      const piece = Buffer.alloc(1 << 20, 'name,note\n')
      let sent = 0
      let peak = 0
      let status = 0
      const finish = () => done({ status, sent, peak })
      const request = sendRequest(
        {
          port,
          host: '127.0.0.1',
          method: 'POST',
          path,
          headers: { authorization: `Bearer ${key}`, 'content-type': 'multipart/form-data; boundary=x', ...headers },
        },
        (response) => {
          status = response.statusCode!
          response.resume().on('end', finish)
        },
      )
      request.on('error', (error) => (status === 0 ? fail(error) : finish()))
      request.write('--x\r\ncontent-disposition: form-data; name="file"; filename="a.csv"\r\n\r\n')
      const more = () => {
        while (status === 0 && sent < gigabytes * 2 ** 30) {
          sent += piece.length
          peak = Math.max(peak, process.memoryUsage.rss())
          if (!request.write(piece)) return void request.once('drain', more)
        }
        if (status === 0) request.end('\r\n--x--\r\n')
      }
      more()
    })
  const said = await upload('/api/v1/imports?object=planet', { 'content-length': String(2 ** 31) }, 2)
  expect(said.status).toBe(400)
  expect(said.sent).toBeLessThan(64 * 2 ** 20)
  const stored = () => readdirSync(sampan.runtime.files.folder, { recursive: true }).sort()
  const there = stored()
  // A stream that does not say how long it is: it is cut off there, and never held in memory.
  for (const [path, limit] of [['/api/v1/files', 100], ...(long ? [['/api/v1/imports?object=planet', 512]] : [])] as [
    string,
    number,
  ][]) {
    const before = process.memoryUsage.rss()
    const streamed = await upload(path, { 'transfer-encoding': 'chunked' }, 2)
    const [sent, grown] = [streamed.sent >> 20, (streamed.peak - before) >> 20]
    expect(streamed.status).toBe(400)
    expect(sent).toBeLessThan(limit + 64)
    expect(grown, `${path} grew by ${grown} MB`).toBeLessThan(limit)
    expect(stored()).toEqual(there)
    console.info(`2 GB: refused after ${sent} MB, memory ${grown} MB above before`)
  }
})

test('broken files of every kind are taken or refused in words', { timeout: 3_600_000 }, async () => {
  const dice = diceOf(seed)
  const whole = await wholeFiles()
  const broken: string[] = []
  const counts = new Map<string, number>()
  let before = [await events(), await imports()].join()
  let slowest = 0
  let stalled = 0
  for (let i = 0; i < rounds && broken.length < 10; i++) {
    const { name, bytes, to } = dice.pick(whole)
    const mutant = mutated(bytes, dice)
    const sent = await send(mutant, name, to)
    slowest = Math.max(slowest, sent.ms)
    stalled = Math.max(stalled, sent.lag)
    const why = complaint(sent)
    if (why) broken.push(`${i} ${name}: ${why}`)
    if (sent.status === 201 && !to && dice.chance(0.2)) {
      const { id } = JSON.parse(sent.text)
      const used = process.cpuUsage()
      const tried = await sampan.call(sampan.admin, 'POST', `/api/v1/imports/${id}/preview`, {})
      const told = complaint({
        status: tried.status,
        text: JSON.stringify(tried.body),
        cpu: since(used),
      })
      if (told) broken.push(`${i} ${name}, preview: ${told}`)
    }
    const now = [await events(), await imports()].join()
    if (sent.status !== 201 && now !== before) broken.push(`${i} ${name}: left a trace`)
    before = now
    const told = sent.status === 201 ? 'taken' : (/"code":"([\w-]+)"/.exec(sent.text)?.[1] ?? String(sent.status))
    counts.set(told, (counts.get(told) ?? 0) + 1)
  }
  expect(broken).toEqual([])
  console.info(
    `${rounds} broken files, slowest ${Math.round(slowest)} ms, longest stall ${Math.round(stalled)} ms: ${[...counts].map(([told, n]) => `${told} ×${n}`).join(', ')}`,
  )
  expect((await verifyWorkspace(sampan.workspace)).findings.filter((finding) => finding.state === 'wrong')).toEqual([])
})

type Whole = { name: string; bytes: Buffer; to?: string }

async function wholeFiles(): Promise<Whole[]> {
  const rows = [
    ['Name', 'Mass', 'Found', 'Mail', 'Note'],
    ...Array.from({ length: 8 }, (_, i) => [
      `Planet ${i}`,
      i,
      new Date(Date.UTC(2026, 1, i + 1)),
      `p${i}@x.test`,
      `火星 ${i}`,
    ]),
  ]
  const text = rows.map((row) => row.map(String).join(',')).join('\n')
  const cards = Array.from(
    { length: 5 },
    (_, i) =>
      `BEGIN:VCARD\r\nVERSION:${['2.1', '3.0', '4.0'][i % 3]}\r\nN:李;雷${i};;;\r\nFN:李雷\r\nTEL;TYPE=cell:1380013800${i}\r\nEMAIL:a@b.test\r\nNOTE;ENCODING=QUOTED-PRINTABLE:=E4=B8=AD=\r\n=E6=96=87\r\nPHOTO;ENCODING=b:AAAA\r\n AAAA\r\nEND:VCARD\r\n`,
  ).join('')
  const xlsx = Buffer.from(
    await writeXlsx({
      sheets: [
        { name: 'a', rows },
        { name: '第二', rows },
      ],
    }),
  )
  return [
    { name: 'a.xlsx', bytes: xlsx },
    // Stored parts break inside, where packed ones would only fail their sum.
    { name: 'stored.xlsx', bytes: zipOf(workbookParts({}).map((part) => ({ ...part, stored: true }))) },
    { name: 'a.xls', bytes: oldWorkbook() },
    { name: 'a.csv', bytes: Buffer.from(text) },
    { name: 'gbk.csv', bytes: iconv.encode(text, 'gbk') },
    { name: 'wide.csv', bytes: Buffer.concat([Buffer.from([0xff, 0xfe]), iconv.encode(text, 'utf16le')]) },
    { name: 'a.tsv', bytes: Buffer.from(text.replaceAll(',', '\t')) },
    { name: 'a.vcf', bytes: Buffer.from(cards) },
    {
      name: 'set.zip',
      to: 'import-sets',
      bytes: zipOf([
        { name: 'planet.csv', bytes: text },
        { name: 'star.xlsx', bytes: xlsx, stored: true },
        { name: Buffer.from(iconv.encode('行星.csv', 'gbk')), bytes: text, flags: 0 },
      ]),
    },
  ]
}

/** A file with bits turned, bytes taken out or put in, pieces repeated or exchanged, cut off, or nasty words within. */
function mutated(bytes: Buffer, dice: Dice): Buffer {
  let file = Buffer.from(bytes)
  for (let n = dice.under(dice.pick([2, 6, 40])) + 1; n > 0; n--) {
    const at = dice.under(file.length + 1)
    const to = Math.min(file.length, at + dice.under(dice.pick([4, 60, 2_000])))
    switch (dice.under(8)) {
      case 0:
        if (at < file.length) file[at]! ^= 1 << dice.under(8)
        break
      case 1:
        if (at < file.length) file[at] = dice.pick([0, 1, 0x7f, 0x80, 0xff, 0x22, 0x3c, 0x0a])
        break
      case 2:
        file = file.subarray(0, Math.max(at, 1))
        break
      case 3:
        file = Buffer.concat([file.subarray(0, at), file.subarray(to)])
        break
      case 4:
        file = Buffer.concat([file.subarray(0, to), file.subarray(at, to), file.subarray(to)])
        break
      case 5:
        if (at + 4 <= file.length)
          file.writeUInt32LE(dice.pick([0, 1, 0xffffffff, 0x7fffffff, 0xfffffffe, file.length]), at)
        break
      case 6:
        file = Buffer.concat([
          file.subarray(0, at),
          Buffer.from(dice.pick(nastyTexts).slice(0, 5_000)),
          file.subarray(at),
        ])
        break
      default:
        file = Buffer.concat([file.subarray(at, to), file.subarray(0, at), file.subarray(to)])
    }
    if (file.length > 400_000) break
  }
  return Buffer.from(file)
}
