import { Popover } from '@mantine/core'
import { IconArrowRight, IconHistory } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { type PointerEvent, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { MetaObject, TimelineEntry } from '#kernel/api.ts'
import type { Field } from '#kernel/fields/field.ts'
import { api } from '../client/api.ts'
import { isEmpty } from '../fields/index.ts'
import { Bone } from '../ui/Bone.tsx'
import { Button } from '../ui/Button.tsx'
import { formatInstant } from '../ui/format.ts'
import { say } from '../ui/language.ts'
import { Told } from './Entry.tsx'
import styles from './FieldHistory.module.css'
import { wayOf, whoDid } from './who.ts'

type Props = {
  object: MetaObject
  id: string
  name: string
  open: boolean
  onOpen: (open: boolean) => void
  className: string | undefined
}

/** A quiet button beside a fact; behind it who changed it, when, from what to what. */
export function FieldHistory({ object, id, name, open, onOpen, className }: Props) {
  const { t } = useTranslation()
  const words = t('history.do', { what: say(object.fields[name]!.label) })
  return (
    <Popover
      opened={open}
      onChange={onOpen}
      position="bottom-end"
      offset={4}
      trapFocus
      transitionProps={{ duration: 0 }}
    >
      <Popover.Target>
        <button
          type="button"
          className={className}
          aria-label={words}
          title={words}
          onClick={(event) => {
            event.stopPropagation()
            onOpen(!open)
          }}
        >
          <IconHistory size={13} />
        </button>
      </Popover.Target>
      <Popover.Dropdown className={styles.panel} aria-label={words}>
        <Changes object={object} id={id} name={name} title={words} />
      </Popover.Dropdown>
    </Popover>
  )
}

function Changes({ object, id, name, title }: { object: MetaObject; id: string; name: string; title: string }) {
  const { t } = useTranslation()
  const { data, isError, hasNextPage, isFetching, fetchNextPage } = useInfiniteQuery({
    queryKey: ['history', object.key, id, name],
    queryFn: ({ pageParam, signal }) => api.history(object.key, id, name, pageParam, signal),
    initialPageParam: '',
    getNextPageParam: (last) => last.next,
    staleTime: 0,
  })
  const entries = data?.pages.flatMap((page) => page.data)
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by the keyboard
    <section className={styles.scroll} tabIndex={0} aria-label={title} data-autofocus>
      <h3 className={styles.title}>{title}</h3>
      {isError && <p className={styles.none}>{t('state.wrong')}</p>}
      {!entries && !isError && <Bone width="80%" />}
      {entries?.length === 0 && <p className={styles.none}>{t('history.none')}</p>}
      <ol>
        {entries?.map((entry) => (
          <Change key={entry.id} field={object.fields[name]!} name={name} entry={entry} />
        ))}
      </ol>
      {hasNextPage && (
        <Button small disabled={isFetching} onClick={() => void fetchNextPage()}>
          {t('page.earlier')}
        </Button>
      )}
    </section>
  )
}

function Change({ field, name, entry }: { field: Field; name: string; entry: TimelineEntry }) {
  const { t } = useTranslation()
  const [from, to, typed] = entry.changes?.[name] ?? []
  return (
    <li className={styles.entry}>
      <div className={styles.values}>
        {entry.kind !== 'created' && (
          <>
            <span className={styles.old}>{isEmpty(from) ? t('field.empty') : <Told field={field} value={from} />}</span>
            <IconArrowRight size={12} />
          </>
        )}
        <span className={styles.new}>{isEmpty(to) ? t('field.empty') : <Told field={field} value={to} />}</span>
      </div>
      {!isEmpty(typed) && (
        <div className={styles.typed}>
          <span>{t('history.typed')}</span>{' '}
          <q>{typeof typed === 'string' ? typed : <Told field={field} value={typed} />}</q>
        </div>
      )}
      <div className={styles.who}>
        {whoDid(entry, t)}
        {entry.kind === 'created' && ` · ${t('history.made')}`}
        {wayOf(entry, t)}
        {' · '}
        <time dateTime={entry.at}>{formatInstant(entry.at)}</time>
      </div>
    </li>
  )
}

/** Whether changes of a field are kept; what is computed is made of other fields, and these have theirs. */
export function isTold(field: Field): boolean {
  return !['formula', 'rollup', 'score', 'autonumber'].includes(field.type)
}

/** Where nothing hovers, a finger that rests on a fact asks for its history. */
export function useLongPress(run: () => void) {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const end = () => clearTimeout(timer.current)
  return {
    onPointerDown(event: PointerEvent) {
      end()
      if (event.pointerType === 'touch') timer.current = setTimeout(run, restMs)
    },
    onPointerUp: end,
    onPointerMove: end,
    onPointerCancel: end,
  }
}

const restMs = 500
