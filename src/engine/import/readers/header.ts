import { cleanText, foldText } from '#kernel/text/fold.ts'
import { type Cell, cellText } from './cell.ts'

/** A row as it stands in the file; `line` is the line or row number a person sees there. */
export type Row = { line: number; cells: Cell[] }
/** A merged block of cells; rows count from 1 as people count, columns from 0, ends included. */
export type Merge = { top: number; bottom: number; left: number; right: number }
export type Column = { index: number; name: string; samples: string[] }
/** `above`: what stands over the header and is no part of it: titles, notes, lines of a report. */
export type Header = { row: number; levels: 0 | 1 | 2; columns: Column[]; above: { line: number; text: string }[] }

/**
 * Finds the header in the first rows of a file: the first row that is at least half as full as the fullest, which
 * passes over empty rows, titles, notes and report lines. A row with partly merged cells has the row below it as second
 * level, joined as `上级 / 下级`. `headerRow` is a person's own choice (a line number), 0 says that there is none.
 */
export function findHeader(rows: Row[], merges: Merge[] = [], headerRow?: number): Header {
  const filled = rows.map((row) => spread(row, merges))
  const width = Math.max(1, ...rows.map(({ cells }) => count(cells)))
  const full = Math.max(1, ...filled.map(count))
  const chosen = rows.findIndex(({ line }) => line === headerRow)
  const at =
    headerRow === 0
      ? -1
      : headerRow !== undefined && chosen >= 0
        ? chosen
        : filled.findIndex((c) => count(c) >= Math.max(full > 1 ? 2 : 1, full / 2))
  const levels = at < 0 ? 0 : rows[at + 1] && merges.some((m) => isGroup(m, rows[at]!.line, width)) ? 2 : 1
  const upper = filled[at]?.map(headerName) ?? []
  const lower = levels === 2 ? filled[at + 1]!.map(headerName) : []
  const data = rows.slice(at + Math.max(levels, 0) + (at < 0 ? 1 : 0))
  const columns = Array.from(
    { length: Math.max(upper.length, lower.length, ...data.map((r) => r.cells.length), 0) },
    (_, index) => ({
      index,
      name: joined(upper[index] ?? '', lower[index] ?? ''),
      samples: samples(data, index),
    }),
  )
  return {
    row: rows[at]?.line ?? 0,
    levels,
    columns: numbered(columns.filter((c) => c.name !== '' || c.samples.length > 0)),
    above: rows.slice(0, Math.max(at, 0)).map(({ line, cells }) => ({
      line,
      text: cells
        .map((cell) => cellText(cell).trim())
        .filter((text) => text !== '')
        .join(' ')
        .slice(0, 200),
    })),
  }
}

/** Characters of a name; what is longer is no name, and would be compared with all that there are. */
const longestName = 300

/** A column's name without the hints around it: stars, （必填）, a colon. */
export function headerName(cell: Cell): string {
  let name = cleanText(cellText(cell).slice(0, longestName).toWellFormed())
  for (let before = ''; before !== name; ) {
    before = name
    name = name
      .replace(/^[*＊★☆\s]+|[*＊★☆:：\s]+$/g, '')
      .replace(/\s*[（([【](?:\*|＊|必填|必填项|必填項|必须|选填|選填|可选|required|optional)[）)\]】]\s*/gi, '')
  }
  return name
}

function spread(row: Row, merges: Merge[]): Cell[] {
  const cells = [...row.cells]
  for (const { top, bottom, left, right } of merges) {
    if (top > row.line || bottom < row.line || right === left) continue
    const full =
      right - left + 1 >= cells.length * 0.8 &&
      cells.filter((c, i) => (i < left || i > right) && cellText(c) !== '').length === 0
    if (!full) for (let i = left; i <= right; i++) cells[i] = row.cells[left] ?? ''
  }
  return Array.from(cells, (cell) => cell ?? '')
}

/** True for a merge of some neighbouring cells of the row: the upper of two header levels. */
function isGroup({ top, bottom, left, right }: Merge, line: number, width: number): boolean {
  return top === line && bottom === line && right > left && right - left + 1 < Math.max(width, 3)
}

function count(cells: Cell[]): number {
  return cells.filter((cell) => cellText(cell).trim() !== '').length
}

function joined(upper: string, lower: string): string {
  return lower === '' || lower === upper ? upper : upper === '' ? lower : `${upper} / ${lower}`
}

function samples(rows: Row[], index: number): string[] {
  const texts = rows.map((row) => cellText(row.cells[index]).trim().slice(0, 200)).filter((text) => text !== '')
  return [...new Set(texts)].slice(0, 5)
}

/** 电话, 电话 2, 电话 3: what is called the same stays apart. */
function numbered(columns: Column[]): Column[] {
  const seen = new Set<string>()
  return columns.map((column) => {
    let name = column.name
    for (let n = 2; name !== '' && seen.has(foldText(name)); n++) name = `${column.name} ${n}`
    seen.add(foldText(name))
    return { ...column, name }
  })
}
