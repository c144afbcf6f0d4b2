import { Popover } from '@mantine/core'
import { IconDownload, IconTrash, IconUserShare, IconX } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { MetaObject } from '#kernel/api.ts'
import { api } from '../client/api.ts'
import { download } from '../client/download.ts'
import { refresh } from '../client/queries.ts'
import { complain, remove } from '../client/writes.ts'
import { RelationPick } from '../fields/RelationPick.tsx'
import { Button, IconButton } from '../ui/Button.tsx'
import { say } from '../ui/toast.tsx'
import styles from './BulkBar.module.css'

type Props = { object: MetaObject; ids: readonly string[]; columns: readonly string[]; onDone: () => void }

/** What can be done with the selected rows. */
export function BulkBar({ object, ids, columns, onDone }: Props) {
  const { t } = useTranslation()
  const [assigning, setAssigning] = useState(false)
  const assign = async (owner: { id: string }) => {
    setAssigning(false)
    await api.batch(object.key, { update: ids.map((id) => ({ id, owner })) })
    refresh(object.key)
    say(t('list.assigned', { count: ids.length }))
    onDone()
  }
  return (
    <section className={styles.bar} aria-label={t('list.selected', { count: ids.length })}>
      <span className="number">{t('list.selected', { count: ids.length })}</span>
      <span className={styles.line} />
      {object.traits.includes('owned') && object.rights.update && (
        <Popover
          opened={assigning}
          onChange={setAssigning}
          position="top"
          offset={8}
          trapFocus
          transitionProps={{ duration: 0 }}
        >
          <Popover.Target>
            <Button small look="quiet" icon={<IconUserShare size={15} />} onClick={() => setAssigning(!assigning)}>
              {t('list.assign')}
            </Button>
          </Popover.Target>
          <Popover.Dropdown w={240} aria-label={t('list.assign')}>
            <RelationPick
              to="user"
              label={t('list.assign')}
              chosen={[]}
              onPick={(picked) => void assign(picked).catch(complain)}
            />
          </Popover.Dropdown>
        </Popover>
      )}
      {object.rights.export && (
        <Button
          small
          look="quiet"
          icon={<IconDownload size={15} />}
          onClick={() => void download(object.key, { where: { id: { in: ids } }, select: columns }).catch(complain)}
        >
          {t('do.export')}
        </Button>
      )}
      {object.rights.delete && (
        <Button
          small
          look="quiet"
          icon={<IconTrash size={15} />}
          onClick={() => void remove(object.key, ids, t('state.deleted', { count: ids.length })).then(onDone, complain)}
        >
          {t('do.delete')}
        </Button>
      )}
      <IconButton small label={t('do.clear')} onClick={onDone}>
        <IconX size={15} />
      </IconButton>
    </section>
  )
}
