import type { Cell } from './cell.ts'
import type { Merge } from './header.ts'

/** Cells merged over several rows say the same in each of them. */
export function fillDown(merges: readonly Merge[]): (line: number, cells: Cell[]) => Cell[] {
  const tall = merges.filter((m) => m.bottom > m.top)
  if (tall.length === 0) return (_, cells) => cells
  const byTop = Map.groupBy(tall, (m) => m.top)
  let open: { left: number; bottom: number; cell: Cell }[] = []
  return (line, cells) => {
    open = open.filter((m) => m.bottom >= line)
    for (const { left, cell } of open) {
      while (cells.length <= left) cells.push('')
      if (cells[left] === '') cells[left] = cell
    }
    for (const { left, bottom } of byTop.get(line) ?? []) open.push({ left, bottom, cell: cells[left] ?? '' })
    return cells
  }
}
