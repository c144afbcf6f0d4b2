import type { Report } from './bench.ts'
import type { Result } from './measure.ts'
import { type Side, sides } from './operations.ts'

/** A run as people read it. */
export function table(report: Report): string {
  const { results, search, today, quality, sharing, imported, adding, cold, memory } = report
  const lines = [
    `${report.records.toLocaleString('en')} opportunities. Bare: the same by hand, nobody signed in, nothing checked, no event.`,
    'Admin and manager: this program, called with the API key of an administrator, and of one who sees her team of ten among a hundred.',
    '',
    ...grid([
      ['operation', 'ms alone (p95)', '', '', 'requests/s', '', '', 'share of bare', '', 'target'],
      ['', ...sides, ...sides, 'admin', 'manager', ''],
      ...results.map(line),
    ]),
    '',
  ]
  if (search)
    for (const side of ['admin', 'manager'] as const)
      lines.push(
        `Search over everything as ${side}: p50 ${ms(search[side].p50)} ms, p95 ${ms(search[side].p95)} ms (target 10), slowest ${search[side].slowest.map((s) => `${s.question} ${ms(s.p50)}`).join(', ')}.`,
      )
  if (today)
    lines.push(
      `Today: as administrator p50 ${ms(today.admin.p50)} ms, p95 ${ms(today.admin.p95)}; as manager ${ms(today.manager.p50)} ms, p95 ${ms(today.manager.p95)}.`,
    )
  if (quality)
    lines.push(
      `Data quality: ${quality.records.toLocaleString('en')} records counted at ${Math.round(quality.perSecond).toLocaleString('en')}/s; after a change ${ms(quality.againMs)} ms; the page p50 ${ms(quality.page.p50)} ms, p95 ${ms(quality.page.p95)}.`,
    )
  if (sharing)
    lines.push(
      'Shares inherited from accounts, as manager, ms off → on (p95):',
      ...grid([
        ['', 'off', 'on'],
        ...sharing.map(({ label, off, on }) => [
          `  ${label}`,
          `${ms(off.p50)} (${ms(off.p95)})`,
          `${ms(on.p50)} (${ms(on.p95)})`,
        ]),
      ]),
    )
  if (imported)
    lines.push(
      `Import of ${imported.rows.toLocaleString('en')} accounts, checked and matched: ${Math.round(imported.perSecond).toLocaleString('en')} rows/s (target 10,000).`,
    )
  if (adding)
    lines.push(
      `Adding a field with an index under ${Math.round(adding.usual.perSecond)} writes/s: ${adding.seconds.toFixed(1)} s; the longest write took ${ms(adding.adding.max)} ms (p95 ${ms(adding.adding.p95)}), without it ${ms(adding.usual.max)} ms (p95 ${ms(adding.usual.p95)}).`,
    )
  lines.push(`Memory after the load: ours ${mb(memory.afterLoad.ours)}, bare ${mb(memory.afterLoad.bare)}.`)
  if (cold) {
    const { node, database } = cold.idle
    lines.push(
      `Cold start on this database: ${cold.seconds.toFixed(2)} s (target 2). Idle: ${mb(node)}${database === null ? '' : ` and ${mb(database)} for PostgreSQL, together ${mb(node + database)}`} (target 200).`,
    )
  }
  return `${lines.join('\n')}\n`
}

function line({ label, target, alone, many }: Result): string[] {
  const share = (side: 'admin' | 'manager') => `${(many.share[side] * 100).toFixed(0)} %`
  const missed = target && Math.min(many.share.admin, many.share.manager) < target
  return [
    many.connections === 32 ? label : `${label} (${many.connections} connections)`,
    ...sides.map((side: Side) => `${ms(alone.figures[side].p50)} (${ms(alone.figures[side].p95)})`),
    ...sides.map((side) => many.figures[side].perSecond.toFixed(many.figures[side].perSecond < 100 ? 1 : 0)),
    share('admin'),
    share('manager'),
    target ? `${(target * 100).toFixed(0)} %${missed ? ' missed' : ''}` : '',
  ]
}

/** Columns of equal width, the first to the left and the others to the right. */
export function grid(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]!.map((_, i) => Math.max(...rows.map((row) => (row[i] ?? '').length)))
  return rows.map((row) =>
    row
      .map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!)))
      .join('  ')
      .trimEnd(),
  )
}

function ms(value: number): string {
  return value < 10 ? value.toFixed(2) : value.toFixed(0)
}

function mb(bytes: number): string {
  return `${Math.round(bytes / 1_048_576)} MB`
}
