import { IconCopy, IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask } from '../client/fetch.ts'
import { queries } from '../client/queries.ts'
import { complain } from '../client/writes.ts'
import { Button, IconButton } from '../ui/Button.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { Empty } from '../ui/Empty.tsx'
import { formatInstant } from '../ui/format.ts'
import { Input } from '../ui/Input.tsx'
import { Labelled } from '../ui/Labelled.tsx'
import { say as toast } from '../ui/toast.tsx'
import { Head } from './Head.tsx'
import styles from './Settings.module.css'

type Key = { readonly id: string; readonly name: string; readonly createdAt: string; readonly revokedAt: string | null }

/** Keys for programs. A new one is shown once. */
export function ApiKeys() {
  const { t } = useTranslation()
  const [naming, setNaming] = useState(false)
  const [fresh, setFresh] = useState<string | null>(null)
  const keys = useQuery({
    queryKey: ['api-keys'],
    queryFn: async ({ signal }) => (await ask<{ data: readonly Key[] }>('GET', '/api/v1/api-keys', { signal })).data,
  })
  const again = () => queries.invalidateQueries({ queryKey: ['api-keys'] })
  const make = async (name: string) => {
    const made = await ask<{ key: string }>('POST', '/api/v1/api-keys', { body: { name } })
    setFresh(made.key)
    setNaming(false)
    await again()
  }
  const revoke = async (key: Key) => {
    await ask('DELETE', `/api/v1/api-keys/${key.id}`)
    await again()
    toast(t('settings.revoked'))
  }
  const live = (keys.data ?? []).filter((key) => !key.revokedAt)
  return (
    <>
      <Head title={t('settings.keys')} text={t('settings.keysText')}>
        <Button look="primary" icon={<IconPlus size={15} />} onClick={() => setNaming(true)}>
          {t('settings.newKey')}
        </Button>
      </Head>
      {fresh && (
        <div className={styles.key} role="status">
          <div className={styles.grow}>
            <p>{t('settings.keyOnce')}</p>
            <code>{fresh}</code>
          </div>
          <IconButton
            label={t('do.copy')}
            onClick={() => void navigator.clipboard?.writeText(fresh).then(() => toast(t('state.copied')), complain)}
          >
            <IconCopy size={16} />
          </IconButton>
        </div>
      )}
      {keys.isSuccess && live.length === 0 && <Empty title={t('settings.noKeys')} />}
      <div className={styles.rows}>
        {live.map((key) => (
          <div key={key.id} className={styles.row}>
            <span className={`clip ${styles.grow} ${styles.strong}`}>{key.name}</span>
            <span className={styles.faint}>{t('page.created', { when: formatInstant(key.createdAt) })}</span>
            <Button small onClick={() => void revoke(key).catch(complain)}>
              {t('settings.revoke')}
            </Button>
          </div>
        ))}
      </div>
      <Dialog open={naming} title={t('settings.newKey')} onClose={() => setNaming(false)}>
        <form
          className={styles.form}
          onSubmit={(event) => {
            event.preventDefault()
            void make(String(new FormData(event.currentTarget).get('name')).trim()).catch(complain)
          }}
        >
          <Labelled label={t('settings.keyName')} required>
            {({ id }) => <Input id={id} name="name" required maxLength={80} data-autofocus autoComplete="off" />}
          </Labelled>
          <Button look="primary" type="submit">
            {t('do.create')}
          </Button>
        </form>
      </Dialog>
    </>
  )
}
