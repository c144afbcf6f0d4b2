import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ApiRecord, MetaObject } from '#kernel/api.ts'
import { useMeta } from '../../client/queries.ts'
import { complain } from '../../client/writes.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { formatNumber } from '../../ui/format.ts'
import { say } from '../../ui/language.ts'
import { say as tell } from '../../ui/toast.tsx'
import styles from './PasteDialog.module.css'
import { type Block, heldCells, knowTitles, layBlock, type RefusedCell, tryBlock } from './paste.ts'
import type { Patch } from './useGrid.ts'

type Props = {
  object: MetaObject
  block: Block
  onWrite: (patches: readonly Patch[]) => Promise<readonly (ApiRecord | null)[]>
  onUndo: () => void
  onClose: () => void
}

type Preview = {
  readonly good: readonly Patch[]
  readonly refused: readonly RefusedCell[]
  readonly cells: number
  readonly beyond: number
}

const refusedShown = 100

/**
 * A block from the clipboard on its way into the cells. Where all of it fits it is written at once and can be taken back;
 * else what would be refused is shown first, and nothing is written before somebody says so.
 */
export function PasteDialog({ object, block, onWrite, onUndo, onClose }: Props) {
  const { t } = useTranslation()
  const meta = useMeta()
  const [preview, setPreview] = useState<Preview | null>(null)
  const [busy, setBusy] = useState(false)
  const begun = useRef(false)
  const write = async (patches: readonly Patch[]) => {
    setBusy(true)
    const held = heldCells(block.rows, patches, await onWrite(patches))
    const count = patches.reduce((sum, { values }) => sum + Object.keys(values).length, 0) - held
    const pasted = t('grid.pasted', { count, number: formatNumber(count) })
    const others = held > 0 ? ` ${t('grid.held', { count: held, number: formatNumber(held) })}` : ''
    tell(`${pasted}${others}`, { undo: onUndo })
    onClose()
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, for the block that it was opened with
  useEffect(() => {
    if (begun.current) return
    begun.current = true
    const look = async () => {
      knowTitles(meta.objects)
      const words = { readOnly: t('grid.readOnly'), unreadable: t('grid.unreadable'), unknown: t('grid.unknown') }
      const laid = await layBlock(object, block, words)
      const tried = await tryBlock(object, block.rows, laid.patches)
      const refused = [...laid.refused, ...tried.refused]
      if (refused.length === 0 && laid.beyond === 0) return write(tried.good)
      setPreview({ good: tried.good, refused, cells: laid.cells, beyond: laid.beyond })
    }
    look().catch((error) => {
      complain(error)
      onClose()
    })
  }, [])
  if (!preview) return null
  const count = preview.good.reduce((sum, { values }) => sum + Object.keys(values).length, 0)
  return (
    <Dialog
      open
      wide
      title={t('grid.pasteTitle')}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('do.cancel')}</Button>
          <Button
            look="primary"
            disabled={busy || count === 0}
            data-autofocus
            onClick={() => void write(preview.good).catch(complain)}
          >
            {t('grid.paste', { count, number: formatNumber(count) })}
          </Button>
        </>
      }
    >
      <p className={styles.text}>
        {t('grid.pasteText', { cells: formatNumber(preview.cells), refused: formatNumber(preview.refused.length) })}
        {preview.beyond > 0 && ` ${t('grid.beyond', { count: preview.beyond, number: formatNumber(preview.beyond) })}`}
      </p>
      <div className={styles.box}>
        <table className={styles.table}>
          <thead>
            <tr>
              <th>{say(object.fields[object.title]!.label)}</th>
              <th>{t('bulk.field')}</th>
              <th>{t('grid.text')}</th>
              <th>{t('grid.reason')}</th>
            </tr>
          </thead>
          <tbody>
            {preview.refused.slice(0, refusedShown).map((cell) => (
              <tr key={`${cell.row.id}${cell.key}${cell.reason}`}>
                <td>{String(cell.row[object.title] ?? '')}</td>
                <td>{cell.key && object.fields[cell.key] ? say(object.fields[cell.key]!.label) : ''}</td>
                <td>{cell.text}</td>
                <td className={styles.reason}>{cell.reason}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Dialog>
  )
}
