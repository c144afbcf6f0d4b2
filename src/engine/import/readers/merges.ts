import type { Cell } from './cell.ts'
import type { Merge } from './header.ts'

/** Cells merged over several rows say the same in each of them. */
export function fillDown(merges: readonly Merge[]): (line: number, cells: Cell[]) => Cell[] {
  const tall = merges.filter((m) => m.bottom > m.top)
  if (tall.length === 0) return (_, cells) => cells
  const byTop = Map.groupBy(tall, (m) => m.top)
  // Merged cells do not overlap: of each column at most one is open, whatever a broken file says.
  const open = new Map<number, { bottom: number; cell: Cell }>()
  return (line, cells) => {
    for (const [left, { bottom, cell }] of open) {
      if (bottom < line) {
        open.delete(left)
        continue
      }
      while (cells.length <= left) cells.push('')
      if (cells[left] === '') cells[left] = cell
    }
    for (const { left, bottom } of byTop.get(line) ?? [])
      if (!open.has(left)) open.set(left, { bottom, cell: cells[left] ?? '' })
    return cells
  }
}
