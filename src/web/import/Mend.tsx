import { useQuery } from '@tanstack/react-query'
import { type KeyboardEvent, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ApiImport, ApiImportRow } from '#kernel/api-import.ts'
import { complain } from '../client/writes.ts'
import { Button } from '../ui/Button.tsx'
import { imports } from './api.ts'
import styles from './Mend.module.css'

type Edits = Readonly<Record<number, Readonly<Record<number, string>>>>

/** Refused rows in a grid: cells are typed over, the server says whether they are right, and what is right goes on. */
export function Mend({ run, onMended }: { run: ApiImport; onMended: (run: ApiImport) => void }) {
  const { t } = useTranslation()
  const [edits, setEdits] = useState<Edits>({})
  const [busy, setBusy] = useState(false)
  const over = run.status === 'done'
  const refused = (over ? run.report : run.preview)?.refused ?? 0
  const page = useQuery({
    queryKey: ['import-rows', run.id, run.status, refused, run.preview?.created],
    queryFn: ({ signal }) => imports.rows(run.id, signal),
    enabled: refused > 0,
    placeholderData: (before) => before,
  })
  const rows = refused > 0 ? (page.data?.data ?? []) : []
  if (rows.length === 0) return null
  const edited = Object.keys(edits).filter((line) => rows.some((row) => row.line === Number(line)))
  const send = async () => {
    setBusy(true)
    try {
      const mended = await imports.mend(
        run.id,
        edited.map((line) => ({ line: Number(line), cells: edits[Number(line)] ?? {} })),
      )
      setEdits({})
      onMended(mended)
      await page.refetch()
    } catch (error) {
      complain(error)
    }
    setBusy(false)
  }
  return (
    <section className={styles.mend} aria-label={t('mend.title')}>
      <h2>{t('mend.title')}</h2>
      <p>{t('mend.text')}</p>
      <Grid
        run={run}
        rows={rows}
        edits={edits}
        onEdit={(line, column, text) => setEdits({ ...edits, [line]: { ...edits[line], [column]: text } })}
      />
      {page.data?.more && <p>{t('mend.more')}</p>}
      <div>
        <Button
          look={edited.length > 0 ? 'primary' : 'outline'}
          disabled={busy || edited.length === 0}
          onClick={() => void send()}
        >
          {t(over ? 'mend.bring' : 'mend.check', { count: edited.length })}
        </Button>
      </div>
    </section>
  )
}

type GridProps = {
  run: ApiImport
  rows: readonly ApiImportRow[]
  edits: Edits
  onEdit: (line: number, column: number, text: string) => void
}

function Grid({ run, rows, edits, onEdit }: GridProps) {
  const { t } = useTranslation()
  const table = useRef<HTMLTableElement>(null)
  const used = new Set(run.plan.columns.map((c) => c.column))
  const columns = run.analysis.columns.map((c, at) => ({ ...c, at })).filter((c) => used.has(c.column))
  const move = (event: KeyboardEvent<HTMLInputElement>, row: number, column: number) => {
    if (event.nativeEvent.isComposing) return
    const { selectionStart, selectionEnd, value } = event.currentTarget
    const all = selectionStart === 0 && selectionEnd === value.length
    const step = {
      Enter: [event.shiftKey ? -1 : 1, 0],
      ArrowDown: [1, 0],
      ArrowUp: [-1, 0],
      ArrowRight: all || selectionStart === value.length ? [0, 1] : null,
      ArrowLeft: all || selectionEnd === 0 ? [0, -1] : null,
    }[event.key]
    if (!step) return
    const next = table.current?.querySelector<HTMLInputElement>(`[data-cell="${row + step[0]!}:${column + step[1]!}"]`)
    event.preventDefault()
    next?.focus()
    next?.select()
  }
  return (
    <div className={styles.scroll}>
      <table ref={table} className={styles.grid}>
        <thead>
          <tr>
            <th scope="col">{t('import.line')}</th>
            {columns.map((c) => (
              <th key={c.column} scope="col">
                {c.name || `#${c.column + 1}`}
              </th>
            ))}
          </tr>
        </thead>
        {rows.map((row, r) => (
          <tbody key={row.line}>
            <tr>
              <th scope="row" className="number">
                {row.line}
              </th>
              {columns.map((c, i) => {
                const problem = row.problems.find((p) => p.column === c.column)
                const edit = edits[row.line]?.[c.column]
                return (
                  <td
                    key={c.column}
                    data-wrong={problem !== undefined || undefined}
                    data-edited={edit !== undefined || undefined}
                  >
                    <input
                      data-cell={`${r}:${i}`}
                      aria-label={t('mend.cell', { line: row.line, column: c.name })}
                      aria-invalid={problem !== undefined}
                      title={problem?.message}
                      value={edit ?? row.cells[c.at] ?? ''}
                      onChange={(event) => onEdit(row.line, c.column, event.target.value)}
                      onKeyDown={(event) => move(event, r, i)}
                      autoComplete="off"
                      spellCheck={false}
                    />
                  </td>
                )
              })}
            </tr>
            <tr className={styles.problems}>
              <td />
              <td colSpan={columns.length}>
                <span>{[...new Set(row.problems.map((p) => p.message))].join(' ')}</span>
              </td>
            </tr>
          </tbody>
        ))}
      </table>
    </div>
  )
}
