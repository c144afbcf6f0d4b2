import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ApiRecord, MetaObject } from '#kernel/api.ts'
import { mentioned } from '#kernel/mention.ts'
import { ask } from '../client/fetch.ts'
import { Button } from '../ui/Button.tsx'
import { language } from '../ui/language.ts'
import styles from './mentions.module.css'
import { usePeople } from './people.ts'

const ShareDialog = lazy(() => import('../records/ShareDialog.tsx').then((m) => ({ default: m.ShareDialog })))

/** Says who of those named in a text cannot see the record, and offers to share it. */
export function CannotSee({ object, record, text }: { object: MetaObject; record: ApiRecord; text: string }) {
  const { t } = useTranslation()
  const people = usePeople()
  const named = mentioned(text)
  const [sharing, setSharing] = useState(false)
  const { data, refetch } = useQuery({
    queryKey: ['mentionable', object.key, record.id, named],
    queryFn: async ({ signal }) => {
      const at = `/api/v1/${object.key}/${record.id}/mentionable`
      return (await ask<{ cannotSee: readonly string[] }>('POST', at, { body: { people: named }, signal })).cannotSee
    },
    enabled: named.length > 0,
  })
  const names = (named.length > 0 ? (data ?? []) : []).map((id) => people.get(id) ?? '')
  return (
    <>
      {names.length > 0 && (
        <p role="status" className={styles.warning}>
          {t('comments.cannotSee', { count: names.length, names: names.join(language() === 'en' ? ', ' : '、') })}
          {object.traits.includes('shared') && object.rights.update && (
            <Button small look="quiet" onClick={() => setSharing(true)}>
              {t('share.do')}
            </Button>
          )}
        </p>
      )}
      {sharing && (
        <Suspense>
          <ShareDialog
            object={object}
            record={record}
            onClose={() => {
              setSharing(false)
              void refetch()
            }}
          />
        </Suspense>
      )}
    </>
  )
}
