// biome-ignore-all lint/a11y/useSemanticElements: a virtual table and columns of cards have no elements of their own
// biome-ignore-all lint/suspicious/noArrayIndexKey: bones of what is still to come are all alike
import { draggable, dropTargetForElements } from '@atlaskit/pragmatic-drag-and-drop/element/adapter'
import { useInfiniteQuery } from '@tanstack/react-query'
import { memo, useEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ApiList, ApiRecord, MetaObject } from '#kernel/api.ts'
import type { Money } from '#kernel/fields/money.ts'
import type { Where } from '#kernel/where.ts'
import { api } from '../client/api.ts'
import { isEmpty, viewOf } from '../fields/index.ts'
import { Avatar } from '../ui/Avatar.tsx'
import { Bone } from '../ui/Bone.tsx'
import { formatMoney, formatNumber, shortMoney } from '../ui/format.ts'
import { say } from '../ui/language.ts'
import { toneOf } from '../ui/Tag.tsx'
import styles from './Board.module.css'
import { writable } from './columnsOf.ts'
import type { Step } from './steps.ts'
import { both } from './views.ts'

type Props = {
  object: MetaObject
  by: string
  step: Step
  card: readonly string[]
  where: Where
  total: { readonly count: number; readonly sums: readonly Money[] } | undefined
  onOpen: (id: string) => void
}

/** One column: its name, how many and how much, and its cards. */
export function BoardColumn({ object, by, step, card, where, total, onOpen }: Props) {
  const { t } = useTranslation()
  const [over, setOver] = useState(false)
  const box = useRef<HTMLElement>(null)
  const select = useMemo(() => [...new Set([object.title, 'version', by, ...card])], [object, by, card])
  const sort = object.views.sort ?? ['-updatedAt']
  const list = useInfiniteQuery({
    queryKey: ['list', object.key, { board: by, step: step.key, where, select, sort }],
    queryFn: ({ pageParam, signal }) =>
      api.list(
        object.key,
        { where: both(where, { [by]: step.key }), select, sort, limit: 30, ...(pageParam && { after: pageParam }) },
        signal,
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (last: ApiList) => last.next,
    placeholderData: (before) => before,
  })
  useEffect(() => {
    const element = box.current
    if (!element) return
    return dropTargetForElements({
      element,
      getData: () => ({ step: step.key }),
      onDragEnter: () => setOver(true),
      onDragLeave: () => setOver(false),
      onDrop: () => setOver(false),
    })
  }, [step.key])
  const rows = list.data?.pages.flatMap((page) => page.data) ?? []
  return (
    <section
      ref={box}
      className={styles.column}
      data-step={step.key}
      data-over={over || undefined}
      aria-label={step.label}
    >
      <header className={styles.top}>
        <span className={styles.dot} data-tone={toneOf(step.color)} />
        <h2 className={styles.name}>{step.label}</h2>
        <span className={`number ${styles.count}`}>{total ? formatNumber(total.count) : ''}</span>
        {total && total.sums.length > 0 && <Sum sums={total.sums} />}
      </header>
      <div className={styles.cards} tabIndex={rows.length === 0 ? -1 : 0} role="group" aria-label={step.label}>
        {list.isPending && [84, 68, 84].map((height, i) => <Bone key={`${i + 1}`} width="100%" height={height} />)}
        {rows.map((record) => (
          <Card
            key={record.id}
            object={object}
            record={record}
            keys={card}
            free={writable(object, by)}
            onOpen={onOpen}
          />
        ))}
        {list.isSuccess && rows.length === 0 && <p className={styles.none}>{t('board.empty')}</p>}
        {list.hasNextPage && (
          <button
            type="button"
            className={styles.more}
            disabled={list.isFetchingNextPage}
            onClick={() => void list.fetchNextPage()}
          >
            {t('board.more')}
          </button>
        )}
      </div>
    </section>
  )
}

/** The largest currency's sum; the others on hover, since a column is narrow. */
function Sum({ sums }: { sums: readonly Money[] }) {
  const main = sums.find((sum) => sum.currency === 'CNY') ?? sums[0]
  if (!main) return null
  return (
    <span className={`number ${styles.sum}`} title={sums.map(formatMoney).join(' + ')}>
      {shortMoney(main)}
      {sums.length > 1 && ' +'}
    </span>
  )
}

type CardProps = {
  object: MetaObject
  record: ApiRecord
  keys: readonly string[]
  free: boolean
  onOpen: (id: string) => void
}

/** A card: the name, then what the declaration puts on it; nothing that is empty. */
const Card = memo(function Card({ object, record, keys, free, onOpen }: CardProps) {
  const { t } = useTranslation()
  const box = useRef<HTMLElement>(null)
  const [dragging, setDragging] = useState(false)
  useEffect(() => {
    const element = box.current
    if (!element || !free) return
    return draggable({
      element,
      getInitialData: () => ({ record }),
      onDragStart: () => setDragging(true),
      onDrop: () => setDragging(false),
    })
  }, [record, free])
  const shown = keys.filter(
    (key) => key !== object.title && key !== 'owner' && object.fields[key] && !isEmpty(record[key]),
  )
  const type = (key: string) => object.fields[key]!.type
  const below = shown.filter((key) => ['money', 'date', 'datetime', 'percent', 'number'].includes(type(key)))
  const rest = shown.filter((key) => !below.includes(key))
  const owner = keys.includes('owner') ? (record.owner as { title?: string } | null) : null
  const title = String(record[object.title] ?? '') || '—'
  return (
    <article
      ref={box}
      className={styles.card}
      data-card={record.id}
      data-record={`${object.key}/${record.id}`}
      data-dragging={dragging || undefined}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: cards are moved by keyboard
      tabIndex={0}
      aria-label={title}
      aria-roledescription={free ? t('board.card') : undefined}
      onClick={(event) => {
        if (!(event.target as Element).closest('a')) onOpen(record.id)
      }}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && event.target === event.currentTarget) onOpen(record.id)
      }}
    >
      <span className={styles.title}>{title}</span>
      {rest.map((key) => {
        const field = object.fields[key]!
        const { Cell } = viewOf(field)
        return (
          <span key={key} className={styles.line} data-type={field.type} title={say(field.label)}>
            <Cell value={record[key]} field={field} />
          </span>
        )
      })}
      {(below.length > 0 || owner?.title) && (
        <span className={styles.foot}>
          {below.map((key) => {
            const field = object.fields[key]!
            const { Cell } = viewOf(field)
            return (
              <span key={key} className={field.type === 'money' ? styles.money : undefined} title={say(field.label)}>
                <Cell value={record[key]} field={field} />
              </span>
            )
          })}
          {owner?.title && (
            <span className={styles.owner} title={owner.title}>
              <Avatar name={owner.title} />
              <span className="unseen">{owner.title}</span>
            </span>
          )}
        </span>
      )}
    </article>
  )
})
