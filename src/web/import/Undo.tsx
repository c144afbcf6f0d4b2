import { IconArrowBackUp } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ImportKept } from '#kernel/api-import.ts'
import { ApiError } from '../client/fetch.ts'
import { complain } from '../client/writes.ts'
import { Button } from '../ui/Button.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import styles from './Import.module.css'

export type UndoOptions = { force?: true; skip?: 'changed' }

/** Takes an import back; what somebody has changed since is shown first, and the person decides. */
export function Undo({ undo }: { undo: (more: UndoOptions) => Promise<void> }) {
  const { t } = useTranslation()
  const [kept, setKept] = useState<readonly ImportKept[] | null>(null)
  const send = async (more: UndoOptions = {}) => {
    setKept(null)
    try {
      await undo(more)
    } catch (error) {
      const changed = error instanceof ApiError && error.status === 409 ? error.problem?.changed : undefined
      if (Array.isArray(changed)) setKept(changed as ImportKept[])
      else complain(error)
    }
  }
  return (
    <>
      <Button icon={<IconArrowBackUp size={15} />} onClick={() => void send()}>
        {t('import.undo')}
      </Button>
      <Dialog
        open={kept !== null}
        title={t('import.undo')}
        onClose={() => setKept(null)}
        footer={
          <>
            <Button onClick={() => void send({ skip: 'changed' })}>{t('import.undoSkip')}</Button>
            <Button look="danger" onClick={() => void send({ force: true })}>
              {t('import.undoForce')}
            </Button>
          </>
        }
      >
        <p>{t('import.changedSince', { count: kept?.length ?? 0 })}</p>
        <ul className={styles.reasons}>
          {kept?.slice(0, 8).map((one) => (
            <li key={one.id}>
              <b>{one.title}</b> <span className={styles.faint}>{one.reason}</span>
            </li>
          ))}
        </ul>
      </Dialog>
    </>
  )
}
