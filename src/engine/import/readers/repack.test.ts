import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { streamXlsxRows, writeXlsx } from 'hucre/xlsx'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { defaultLimits } from './limits.ts'
import { repack } from './repack.ts'
import { readWorkbook } from './workbook.ts'
import { Zip } from './zip.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'repack-'))
})
afterAll(() => rm(folder, { recursive: true }))

it('unpacks no further than its rows are wanted', async () => {
  const path = join(folder, 'large.xlsx')
  const rows = Array.from({ length: 30_000 }, (_, i) => Array.from({ length: 10 }, (_, j) => i * j))
  await writeFile(path, await writeXlsx({ sheets: [{ name: 'a', rows }] }))
  const zip = await Zip.open(path)
  const workbook = await readWorkbook(zip, defaultLimits)
  let unpacked = 0
  const counted = Object.assign(Object.create(zip) as Zip, {
    async *stream(name: string, limit: number) {
      for await (const chunk of zip.stream(name, limit)) {
        unpacked += chunk.length
        yield chunk
      }
    },
  })
  const { stream, wanted, close } = repack(counted, workbook, workbook.sheets[0]!.path, defaultLimits)
  const parsed = streamXlsxRows(stream)
  for (let i = 0; i < 10; i++) await wanted(() => parsed.next())
  await setTimeout(50)
  const soFar = unpacked
  expect(soFar).toBeLessThan(4_000_000)
  let count = 10
  while (!(await wanted(() => parsed.next())).done) count++
  expect(count).toBe(30_000)
  expect(unpacked).toBeGreaterThan(2 * soFar)
  await close()
})
