// biome-ignore-all lint/a11y/useSemanticElements: columns of cards have no elements of their own
import { IconLayoutSidebarLeftCollapse, IconPlus } from '@tabler/icons-react'
import { memo, startTransition, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ApiRecord, MetaObject } from '#kernel/api.ts'
import type { Money } from '#kernel/fields/money.ts'
import type { SelectField } from '#kernel/fields/select.ts'
import { isEmpty, viewOf } from '../../fields/index.ts'
import { Avatar } from '../../ui/Avatar.tsx'
import { formatMoney, formatNumber, shortMoney, shortNumber } from '../../ui/format.ts'
import { stopIdle, whenIdle } from '../../ui/idle.ts'
import { homeCurrency, say } from '../../ui/language.ts'
import { toneOf } from '../../ui/Tag.tsx'
import { readSums } from '../ListFoot.tsx'
import { figureTitle } from '../list/figureText.ts'
import { whyNot } from '../reaching.ts'
import type { Step } from '../steps.ts'
import styles from './Board.module.css'

type Props = {
  object: MetaObject
  step: Step
  rows: readonly ApiRecord[]
  more: boolean
  card: readonly string[]
  tone: string | null
  /** The field that is added up. */
  sum: string | null
  /** The element that says how cards are moved by keyboard. */
  hint: string
  total: { readonly count: number; readonly sum: unknown } | undefined
  /** What stands where there is no card. */
  words: string
  collapsed: boolean
  onCollapse: () => void
  onAdd: (() => void) | undefined
  onMore: () => Promise<void>
  onOpen: (id: string) => void
}

/** Cards that are drawn at once, and how many more when the end of what is drawn comes near. */
const first = 8
const further = 16
/** The height that a card is taken to have until it is drawn, with the gap below it. */
const height = 102

/** One column: its name, how many and how much, and its cards. */
export function BoardColumn(props: Props) {
  const {
    object,
    step,
    rows,
    more,
    card,
    tone,
    sum,
    hint,
    total,
    words,
    collapsed,
    onCollapse,
    onAdd,
    onMore,
    onOpen,
  } = props
  const { t } = useTranslation()
  const [most, setMost] = useState(first)
  const shown = rows.length > most ? rows.slice(0, most) : rows
  const count = total && formatNumber(total.count)
  if (collapsed)
    return (
      <section className={styles.folded} data-step={step.key} aria-label={step.label}>
        <button
          type="button"
          aria-expanded={false}
          title={t('board.expand', { what: step.label })}
          onClick={onCollapse}
        >
          <span className={styles.dot} data-tone={toneOf(step.color)} />
          <span className={`number ${styles.count}`}>{count}</span>
          <span className={styles.upright}>{step.label}</span>
        </button>
      </section>
    )
  return (
    <section className={styles.column} data-step={step.key} aria-label={step.label}>
      <header className={styles.top}>
        <span className={styles.dot} data-tone={toneOf(step.color)} />
        <h2 className={`clip ${styles.name}`} title={step.label}>
          {step.label}
        </h2>
        <span className={`number ${styles.count}`}>{count}</span>
        <span className={styles.acts}>
          {onAdd && (
            <button
              type="button"
              aria-label={t('board.add', { where: step.label })}
              title={t('board.add', { where: step.label })}
              onClick={onAdd}
            >
              <IconPlus size={14} />
            </button>
          )}
          <button
            type="button"
            aria-expanded={true}
            aria-label={t('board.collapse', { what: step.label })}
            title={t('board.collapse', { what: step.label })}
            onClick={onCollapse}
          >
            <IconLayoutSidebarLeftCollapse size={14} />
          </button>
        </span>
        <Sum object={object} of={sum} sum={total?.sum} />
      </header>
      <div
        className={styles.cards}
        tabIndex={rows.length === 0 ? -1 : 0}
        role="group"
        aria-label={step.label}
        data-cards={rows.length}
      >
        {shown.map((record) => (
          <Card key={record.id} object={object} record={record} keys={card} tone={tone} hint={hint} onOpen={onOpen} />
        ))}
        {rows.length === 0 && <p className={styles.none}>{words}</p>}
        {shown.length < rows.length ? (
          <Undrawn
            height={(rows.length - shown.length) * height}
            onNear={() => startTransition(() => setMost(most + further))}
          />
        ) : (
          more && <More onMore={onMore} />
        )}
      </div>
    </section>
  )
}

/** Room for the cards that are loaded and not drawn yet: they are drawn when it comes near and there is nothing better to do. */
function Undrawn({ height, onNear }: { height: number; onNear: () => void }) {
  const waiting = useRef(0)
  useEffect(() => () => stopIdle(waiting.current), [])
  const room = useNear<HTMLDivElement>(() => {
    stopIdle(waiting.current)
    waiting.current = whenIdle(onNear)
  })
  return <div ref={room} style={{ flex: 'none', height }} />
}

/** Calls when the element comes nearly in sight, anew after each drawing. */
function useNear<E extends HTMLElement>(onNear: () => unknown) {
  const near = useRef<E>(null)
  const next = useRef(onNear)
  next.current = onNear
  useEffect(() => {
    const element = near.current
    if (!element) return
    const watch = new IntersectionObserver(([entry]) => entry?.isIntersecting && void next.current(), {
      root: element.parentElement,
      rootMargin: '600px 0px',
    })
    watch.observe(element)
    return () => watch.disconnect()
  })
  return near
}

/** The end of what is loaded: the next cards come when it is nearly in sight, or when somebody asks for them. */
function More({ onMore }: { onMore: () => Promise<void> }) {
  const { t } = useTranslation()
  const button = useNear<HTMLButtonElement>(onMore)
  return (
    <button ref={button} type="button" className={styles.more} onClick={() => void onMore()}>
      {t('board.more')}
    </button>
  )
}

/** The sum in the currency of the company; what has no rate on hover, since a column is narrow. */
function Sum({ object, of, sum }: { object: MetaObject; of: string | null; sum: unknown }) {
  const { t } = useTranslation()
  const home = homeCurrency()
  const sums: readonly Money[] = readSums(sum)
  const main = sums.find(({ currency }) => currency === home) ?? sums[0]
  if (!main)
    return sum && sums.length === 0 && !Array.isArray(sum) ? (
      <span className={`number ${styles.sum}`}>{shortNumber(Number(sum))}</span>
    ) : null
  return (
    <span className={`number ${styles.sum}`} title={figureTitle(object, of ?? '', sums, t) ?? formatMoney(main)}>
      {shortMoney(main)}
      {sums.length > 1 && ' +'}
    </span>
  )
}

type CardProps = {
  object: MetaObject
  record: ApiRecord
  keys: readonly string[]
  tone: string | null
  hint: string
  onOpen: (id: string) => void
}

/** A card: the name, then what the view puts on it; nothing that is empty. */
const Card = memo(
  function Card({ object, record, keys, tone, hint, onOpen }: CardProps) {
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
        className={styles.card}
        data-card={record.id}
        data-record={`${object.key}/${record.id}`}
        data-tone={tone ? toneOf(colorOf(object, tone, record[tone])) : undefined}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: cards are moved by keyboard
        tabIndex={0}
        aria-label={title}
        aria-describedby={hint}
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
              <Cell value={record[key]} field={field} not={whyNot(object, record, field.type)} />
            </span>
          )
        })}
        {(below.length > 0 || owner?.title) && (
          <span className={styles.foot}>
            <span className={styles.facts}>
              {below.map((key) => {
                const field = object.fields[key]!
                const { Cell } = viewOf(field)
                return (
                  <span
                    key={key}
                    className={field.type === 'money' ? styles.money : undefined}
                    title={say(field.label)}
                  >
                    <Cell value={record[key]} field={field} />
                  </span>
                )
              })}
            </span>
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
  },
  (a, b) => a.record === b.record && a.object === b.object && a.keys === b.keys && a.tone === b.tone,
)

/** The colour of the choice that a record has made. */
function colorOf(object: MetaObject, tone: string, value: unknown): string | undefined {
  return (object.fields[tone] as unknown as SelectField).options?.find(({ key }) => key === value)?.color
}
