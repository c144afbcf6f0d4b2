import { type Language, say } from '#kernel/label.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import { dayOf, localOf } from '#kernel/time.ts'
import type { Session } from '../context.ts'
import type { Stamp } from '../import/readers/stamp.ts'
import type { ExportTold } from './log.ts'

/** Eight signs by which a file is found again in the export log. */
export function markOf(exportId: string): string {
  return exportId.replaceAll('-', '').slice(-8)
}

/** `客户-2026-03-05-王芳-1a2b3c4d.xlsx`: what, when, by whom, and the mark. */
export function markedName(session: Session, object: RegisteredObject, exportId: string, format: string): string {
  const { workspace, principal, language } = session
  const day = dayOf(workspace.clock.now().toISOString(), principal.timeZone)
  const parts = [say(object.label, language), day, principal.name, markOf(exportId)]
  return `${parts.map((part) => part.replace(/[\\/:*?"<>|\p{Cc}]/gu, ' ').trim()).join('-')}.${format}`
}

/** The header of the column that carries the mark in every row, where that is asked for; an import leaves it out. */
export function markHeader(language: Language): string {
  return say({ en: 'Export mark', zh: '导出标记' }, language)
}

/** What a workbook says of itself: who took it out, when, which records, how many. */
export function stampOf(
  session: Session,
  object: RegisteredObject,
  exportId: string,
  told: ExportTold,
  rows: number,
): Stamp {
  const { workspace, principal, language } = session
  const words = (en: string, zh: string) => say({ en, zh }, language)
  const created = workspace.clock.now().toISOString()
  const when = localOf(created, principal.timeZone).slice(0, 16).replace('T', ' ')
  const who = principal.email ? `${principal.name} (${principal.email})` : principal.name
  const what = say(object.label, language)
  return {
    creator: principal.name,
    title: `${workspace.name} · ${what}`,
    description: words(
      `Exported by ${who} on ${when}, ${rows} rows, mark ${markOf(exportId)}`,
      `由${who}于 ${when} 导出，共 ${rows} 行，标记 ${markOf(exportId)}`,
    ),
    created,
    sheet: words('About this export', '导出说明'),
    rows: [
      [words('Workspace', '工作区'), workspace.name],
      [words('Records', '内容'), what],
      [words('Exported by', '导出人'), who],
      [words('When', '时间'), `${when} (${principal.timeZone})`],
      [words('Rows', '行数'), String(rows)],
      [words('Filter', '筛选条件'), told.where ? JSON.stringify(told.where) : words('none', '无')],
      [words('Mark', '标记'), `${markOf(exportId)} (${exportId})`],
      [
        words('Note', '提示'),
        words(
          'Every export is logged. An import reads the first sheet only; this one may stay.',
          '每次导出都有记录。导入时只读取第一张工作表，本页可以保留。',
        ),
      ],
    ],
  }
}
