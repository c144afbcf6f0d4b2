import { IconPlus } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { MetaObject } from '#kernel/api.ts'
import { nounOf } from '../app/navigation.ts'
import { listQuery } from '../client/queries.ts'
import { isEmpty, viewOf } from '../fields/index.ts'
import { create } from '../records/creating.ts'
import { Bone } from '../ui/Bone.tsx'
import { Button } from '../ui/Button.tsx'
import { Empty } from '../ui/Empty.tsx'
import { say, useSay } from '../ui/language.ts'
import { Tag } from '../ui/Tag.tsx'
import { Head } from './Head.tsx'
import styles from './Settings.module.css'

/** A short list of a nested object, such as teams or stages; each opens its page. */
export function ObjectSettings({ object, title, text }: { object: MetaObject; title: string; text?: string }) {
  const { t } = useTranslation()
  useSay()
  const sort = object.views.sort ?? []
  // the place that a row has among the others is seen by where it stands
  const placed = (key: string) => sort.includes(key) && object.fields[key]?.type === 'number'
  const keys = (object.views.list ?? [object.title]).filter((key) => object.fields[key] && !placed(key))
  const list = useInfiniteQuery(
    listQuery(object.key, {
      select: [...new Set([...keys, object.title, 'version'])],
      sort,
      limit: 200,
    }),
  )
  const rows = list.data?.pages.flatMap((page) => page.data) ?? []
  return (
    <>
      <Head title={title} text={text}>
        {object.rights.create && (
          <Button look="primary" icon={<IconPlus size={15} />} onClick={() => create(object.key)}>
            {t('do.new', { what: nounOf(object) })}
          </Button>
        )}
      </Head>
      {list.isPending && <Bone width="60%" />}
      {list.isSuccess && rows.length === 0 && <Empty title={t('list.none', { what: title })} />}
      <div className={styles.rows}>
        {rows.map((row) => (
          <div key={row.id} className={`${styles.row} ${styles.several}`}>
            <a
              className={`clip ${styles.grow} ${styles.strong}`}
              href={`/${object.key}/${row.id}`}
              data-record={`${object.key}/${row.id}`}
            >
              {String(row[object.title] ?? '—')}
            </a>
            {keys
              .filter((key) => key !== object.title && !isEmpty(row[key]))
              .map((key) => {
                const field = object.fields[key]!
                const { Cell } = viewOf(field)
                // a tick says nothing where no head above it says of what
                if (row[key] === true) return <Tag key={key}>{say(field.label)}</Tag>
                return (
                  <span key={key} className={styles.faint}>
                    {row[key] === false && `${say(field.label)} `}
                    <Cell value={row[key]} field={field} />
                  </span>
                )
              })}
          </div>
        ))}
      </div>
    </>
  )
}
