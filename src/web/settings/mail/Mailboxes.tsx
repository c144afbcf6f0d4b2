import { IconPlus, IconRefresh, IconTrash } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ApiRecord } from '#kernel/api.ts'
import type { ApiMailConnection, ApiMailFolder } from '#kernel/mail.ts'
import { api } from '../../client/api.ts'
import { ask } from '../../client/fetch.ts'
import { useMeta } from '../../client/queries.ts'
import { complain } from '../../client/writes.ts'
import { Bone } from '../../ui/Bone.tsx'
import { Button, IconButton } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { Empty } from '../../ui/Empty.tsx'
import { formatInstant, formatNumber } from '../../ui/format.ts'
import { Tag } from '../../ui/Tag.tsx'
import { say as toast } from '../../ui/toast.tsx'
import { Head } from '../Head.tsx'
import styles from './Mail.module.css'
import { MailboxForm } from './MailboxForm.tsx'
import { mailboxObject, mayConnect, readMailboxes, useConnection, useMailboxes } from './mail.ts'

type Form = { readonly box: ApiRecord | null; readonly connection: ApiMailConnection | null }

/** The mailboxes that are hers or shared: how they are, and what became of the mail in each folder. */
export function Mailboxes() {
  const { t } = useTranslation()
  const boxes = useMailboxes()
  const [form, setForm] = useState<Form | null>(null)
  return (
    <>
      <Head title={t('mail.title')} text={t('mail.text')}>
        {useMeta().objects[mailboxObject]?.rights.create && (
          <Button look="primary" icon={<IconPlus size={15} />} onClick={() => setForm({ box: null, connection: null })}>
            {t('mail.new')}
          </Button>
        )}
      </Head>
      {boxes.isPending && <Bone width="60%" />}
      {boxes.isSuccess && boxes.data.length === 0 && <Empty title={t('mail.none')} text={t('mail.noneText')} />}
      <div className={styles.boxes}>
        {boxes.data?.map((box) => (
          <Box key={box.id} box={box} onEdit={(connection) => setForm({ box, connection })} />
        ))}
      </div>
      <Dialog
        wide
        open={form !== null}
        title={form?.box ? t('mail.edit') : t('mail.new')}
        onClose={() => setForm(null)}
      >
        {form && <MailboxForm {...form} onDone={() => setForm(null)} />}
      </Dialog>
    </>
  )
}

function Box({ box, onEdit }: { box: ApiRecord; onEdit: (connection: ApiMailConnection | null) => void }) {
  const { t } = useTranslation()
  const mine = mayConnect(box, useMeta().user)
  const { data } = useConnection(mine ? box.id : null)
  const [asking, setAsking] = useState(false)
  const address = String(box['address'])
  const act = (work: Promise<unknown>) => work.then(readMailboxes, complain)
  const again = async () => {
    await act(ask('POST', `/api/v1/mail/connections/${box.id}/again`))
    toast(t('mail.lookingAgain'))
  }
  return (
    <section className={styles.box} aria-label={address}>
      <div className={styles.line}>
        <button type="button" className={styles.name} disabled={!mine} onClick={() => onEdit(data ?? null)}>
          {address}
        </button>
        {box['shared'] === true && <Tag tone="violet">{t('mail.shared')}</Tag>}
        {data && <State connection={data} />}
        <span className={styles.grow} />
        {mine && data?.imap && (
          <IconButton label={t('mail.again')} onClick={() => void again()}>
            <IconRefresh size={16} />
          </IconButton>
        )}
        {mine && (
          <IconButton label={t('mail.remove')} onClick={() => setAsking(true)}>
            <IconTrash size={16} />
          </IconButton>
        )}
      </div>
      {data?.problem && (
        <p role="alert" className={styles.wrong}>
          {data.problem}
        </p>
      )}
      {data && data.folders.length > 0 && <Folders folders={data.folders} syncedAt={data.syncedAt} />}
      <Dialog
        open={asking}
        title={t('mail.remove')}
        onClose={() => setAsking(false)}
        footer={
          <Button
            look="danger"
            onClick={() => void act(api.remove(mailboxObject, box.id)).then(() => setAsking(false))}
          >
            {t('mail.remove')}
          </Button>
        }
      >
        <p>{t('mail.removeText')}</p>
      </Dialog>
    </section>
  )
}

function State({ connection: { smtp, imap, problem } }: { connection: ApiMailConnection }) {
  const { t } = useTranslation()
  if (problem) return <Tag tone="red">{t('mail.trouble')}</Tag>
  if (!smtp) return <Tag tone="yellow">{t('mail.notYet')}</Tag>
  return <Tag tone="green">{t(imap ? 'mail.sends' : 'mail.onlySends')}</Tag>
}

/** The reconciliation: the columns add up to what the server counts, or something is missing, and it says so. */
function Folders({ folders, syncedAt }: { folders: readonly ApiMailFolder[]; syncedAt: string | null }) {
  const { t } = useTranslation()
  return (
    <div className={styles.scroll}>
      <table className={styles.folders}>
        <thead>
          <tr>
            {(['folder', 'inMailbox', 'stored', 'known', 'skipped', 'missing'] as const).map((key) => (
              <th key={key} scope="col">
                {t(`mail.${key}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {folders.map((folder) => (
            <Folder key={folder.path} folder={folder} />
          ))}
        </tbody>
      </table>
      {syncedAt && <p className={styles.faint}>{t('mail.read', { when: formatInstant(syncedAt) })}</p>}
    </div>
  )
}

function Folder({ folder }: { folder: ApiMailFolder }) {
  const { t } = useTranslation()
  if (!folder.reads)
    return (
      <tr className={styles.faint}>
        <th scope="row">{folder.path}</th>
        <td colSpan={5}>{t('mail.notRead')}</td>
      </tr>
    )
  const skipped = folder.skipped.map(({ reason, count }) => `${formatNumber(count)} ${t(`mail.skip.${reason}`)}`)
  return (
    <tr>
      <th scope="row">{folder.path}</th>
      <td className="number">{formatNumber(folder.inMailbox)}</td>
      <td className="number">{formatNumber(folder.stored)}</td>
      <td className="number">{formatNumber(folder.known)}</td>
      <td>{skipped.join(' · ') || '0'}</td>
      <td className="number" data-missing={folder.missing > 0 || undefined}>
        {formatNumber(folder.missing)}
      </td>
    </tr>
  )
}
