import type { ImportLeftOut } from '#kernel/api-import.ts'
import { foldText } from '#kernel/text/fold.ts'
import { parseNumberText } from '#kernel/text/number-text.ts'
import { cellText } from './readers/cell.ts'
import type { Row } from './readers/header.ts'
import type { TableSource } from './readers/table.ts'

/** A table whose rows are records only: examples, totals and remarks of reports are passed over. */
export function recordsOf(table: TableSource): TableSource {
  return { ...table, rows: () => records(table) }
}

/** Why a row below the header is no record; null for a record. `index` counts from 0 below the header. */
export function aside(row: Row, index: number, columns: number): Exclude<ImportLeftOut['why'], 'above'> | null {
  const texts = row.cells.map((cell) => foldText(cellText(cell))).filter((text) => text !== '')
  const [first = ''] = texts
  if (index < 2 && texts.some((text) => example.test(text))) return 'example'
  if (total.test(first.replaceAll(' ', '')) && texts.slice(1).every((text) => parseNumberText(text) !== null))
    return 'total'
  return texts.length === 1 && columns > 2 && remark.test(first) ? 'remark' : null
}

async function* records(table: TableSource): AsyncGenerator<Row> {
  let index = 0
  for await (const row of table.rows()) if (!aside(row, index++, table.header.columns.length)) yield row
}

const example =
  /^(?:[（([【]?(?:示例|样例|範例|范例|填写示例|例|example|sample)[）)\]】]?[:：]?|[（([【](?:示例|样例|例|example)[）)\]】].*|(?:示例|样例|例)[:：].*|e\.g\. .*)$/
const total =
  /^(?:合计|合計|总计|總計|小计|小計|总数|汇总|共计|grandtotals?|sub-?totals?|totals?|sum)(?:[(（]\d+\p{L}*[)）])?[:：]?$/u
const remark =
  /^(?:共 ?\d+|合计 ?\d+|总共|导出(?:时间|日期|人|于)|制表|打印(?:时间|日期|人)|报表|数据来源|注[:：]|备注[:：]|说明[:：]|copyright|©|confidential|generated (?:on|by)|exported (?:on|by)|printed (?:on|by)|grand totals? \()/
