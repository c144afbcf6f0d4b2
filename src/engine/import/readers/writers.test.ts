import { createWriteStream } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cellText } from './cell.ts'
import { openTable } from './table.ts'
import { tableWriter, type WriterCell, type WriterColumn } from './writers.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'writers-'))
})
afterAll(() => rm(folder, { recursive: true }))

let files = 0
async function written(kind: 'csv' | 'xlsx', columns: WriterColumn[], rows: WriterCell[][]): Promise<string> {
  const path = join(folder, `${files++}`)
  const writer = tableWriter(kind, columns)
  const done = pipeline(writer.stream, createWriteStream(path))
  for (const row of rows) await writer.write(row)
  await writer.end()
  await done
  return path
}

async function readBack(path: string): Promise<string[][]> {
  const table = await openTable(path, { headerRow: 1 })
  const rows = []
  for await (const { cells } of table.rows()) rows.push(cells.map(cellText))
  return rows
}

describe('writing tables', () => {
  it('never lets a text become a formula, and leaves numbers alone', async () => {
    const columns: WriterColumn[] = [{ name: '=name' }, { name: 'amount', kind: 'number' }]
    const rows = [
      ['=cmd|calc', '-5.00'],
      ['+86 138', '=1'],
      ['@sum', -3],
      ['\tx', null],
      ["'quoted", '1'],
      ['-', ''],
    ]
    const text = await readFile(await written('csv', columns, rows), 'utf8')
    expect(text).toBe(
      "\ufeff'=name,amount\r\n'=cmd|calc,-5.00\r\n'+86 138,'=1\r\n'@sum,-3\r\n'\tx,\r\n'quoted,1\r\n'-,\r\n",
    )
    const back = await readBack(await written('xlsx', columns, rows))
    expect(back.map((r) => r[0])).toEqual(['=cmd|calc', '+86 138', '@sum', '\tx', "'quoted", '-'])
  })

  it('keeps numbers, days and codes what they are in a workbook', async () => {
    const columns: WriterColumn[] = [
      { name: 'n', kind: 'number' },
      { name: 'd', kind: 'date' },
      { name: 't', kind: 'datetime' },
      { name: 'code' },
      { name: 'ok', kind: 'boolean' },
    ]
    const path = await written('xlsx', columns, [
      ['1100.04', '2026-03-05', '2026-03-05T14:30:00', '110105199001011234', true],
      ['12345678901234567.89', '0001-01-01', 'soon', '007', false],
    ])
    const table = await openTable(path)
    const rows = []
    for await (const { cells } of table.rows()) rows.push(cells)
    expect(rows).toEqual([
      [
        { kind: 'number', text: '1100.04', value: '1100.04' },
        { kind: 'date', text: '2026-03-05', value: '2026-03-05' },
        { kind: 'date', text: '2026-03-05T14:30:00', value: '2026-03-05T14:30:00' },
        '110105199001011234',
        { kind: 'boolean', text: 'TRUE', value: true },
      ],
      ['12345678901234567.89', '0001-01-01', 'soon', '007', { kind: 'boolean', text: 'FALSE', value: false }],
    ])
  })

  it('stops whoever writes when the reader has gone', async () => {
    for (const kind of ['csv', 'xlsx'] as const) {
      const writer = tableWriter(kind, [{ name: 'a' }])
      writer.stream.on('error', () => {})
      writer.stream.destroy()
      const all = async () => {
        for (let i = 0; i < 5000; i++) await writer.write(['x'.repeat(100)])
      }
      await expect(all()).rejects.toThrow('went away')
    }
  })

  it.each(['csv', 'xlsx'] as const)('gives back from %s whatever was written', async (kind) => {
    const text = fc.oneof(
      fc.string({
        unit: fc.constantFrom(
          "'",
          '"',
          '=',
          '+',
          '-',
          '@',
          ',',
          ';',
          '\n',
          '\r\n',
          '\t',
          '|',
          '1',
          'a',
          '张',
          '𠮷',
          ' ',
        ),
      }),
      fc.string(),
    )
    const cell = text.map((s) => s.replace(/[^\P{C}\n\r\t]|[\ud800-\udfff](?![\udc00-\udfff])/gu, ''))
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(cell, cell, cell), { minLength: 1, maxLength: 12 }), async (rows) => {
        const kept = rows.filter((r) => r.some((c) => c.trim() !== ''))
        const back = await readBack(await written(kind, [{ name: 'a' }, { name: 'b' }, { name: 'c' }], rows))
        // XML has no carriage return of its own (XML 1.0, 2.11)
        const same = (c: string) => (kind === 'xlsx' ? c.replace(/\r\n?/g, '\n') : c)
        expect(back.map((r) => [0, 1, 2].map((i) => same(r[i] ?? '')))).toEqual(kept.map((r) => r.map(same)))
      }),
      { numRuns: 60 },
    )
  })
})
