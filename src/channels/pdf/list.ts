import type { ListSheet } from '#kernel/paper.ts'
import { type Doc, lineHeight, linesOf, look, mm, put, rule, soft } from './page.ts'

const left = 18
const width = 210 - 2 * left
const bottom = 280

/** Puts a list on as many pages as it needs; each begins with the names of the columns. */
export function writeList(doc: Doc, sheet: ListSheet): void {
  doc.addPage()
  look(doc, { face: 'bold', size: 16 })
  put(doc, sheet.title, left, 18)
  let at = 30
  for (const { name, value } of sheet.facts) {
    look(doc, { size: 9, color: soft })
    put(doc, name, left, at)
    look(doc, { size: 9.5 })
    for (const line of linesOf(doc, value, width - 32)) {
      put(doc, line, left + 32, at)
      at += lineHeight(9.5)
    }
    at += 0.6
  }
  const whole = sheet.columns.reduce((sum, column) => sum + column.width, 0)
  const columns = sheet.columns.map((column) => ({ ...column, width: (column.width / whole) * width }))
  const head = () => {
    at += 5
    rowOf(
      doc,
      columns,
      columns.map(({ name }) => name),
      at,
      true,
    )
    at += lineHeight(8.5)
    rule(doc, left, at, width, '#16181d')
    at += 1.8
  }
  head()
  for (const row of sheet.rows) {
    const tall = Math.max(...columns.map(({ width: w }, i) => cellLines(doc, row[i] ?? '', w).length)) * lineHeight(10)
    if (at + tall > bottom) {
      doc.addPage()
      at = 15
      head()
    }
    rowOf(doc, columns, row, at, false)
    at += tall + 1.4
    rule(doc, left, at, width)
    at += 1.6
  }
  if (sheet.foot) {
    look(doc, { size: 9, color: soft })
    for (const line of linesOf(doc, sheet.foot, width)) {
      put(doc, line, left, at + 4)
      at += lineHeight(9)
    }
  }
}

type Column = ListSheet['columns'][number]

function cellLines(doc: Doc, text: string, w: number): string[] {
  look(doc, { size: 10 })
  return linesOf(doc, text, w - 4)
}

function rowOf(doc: Doc, columns: readonly Column[], row: readonly string[], at: number, isHead: boolean): void {
  let x = left
  columns.forEach(({ width: w, right }, i) => {
    const lines = cellLines(doc, row[i] ?? '', w)
    look(doc, isHead ? { size: 8.5, color: soft } : { size: 10 })
    lines.forEach((line, n) => {
      put(doc, line, x, at + n * lineHeight(10), { width: (w - 4) * mm, align: right ? 'right' : 'left' })
    })
    x += w
  })
}
