import { IconAt, IconBellOff, IconChecks, IconCircle, IconCircleFilled, IconSettings, IconX } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ApiRecord } from '#kernel/api.ts'
import type { ApiImport } from '#kernel/api-import.ts'
import type { ApiNotificationGroup, ApiOffer } from '#kernel/api-notifications.ts'
import { ask } from '../client/fetch.ts'
import { markNotices, type NoticeFilter, noticesQuery } from '../client/notices.ts'
import { useMeta } from '../client/queries.ts'
import { complain } from '../client/writes.ts'
import { ActionDialog } from '../records/ActionDialog.tsx'
import { create } from '../records/creating.ts'
import { Avatar } from '../ui/Avatar.tsx'
import { Bone } from '../ui/Bone.tsx'
import { Button, IconButton } from '../ui/Button.tsx'
import { Empty } from '../ui/Empty.tsx'
import { formatAgo, formatInstant } from '../ui/format.ts'
import { language } from '../ui/language.ts'
import styles from './Panel.module.css'
import { panel } from './panel.ts'

const filters: readonly NoticeFilter[] = ['all', 'unread', 'mentions']

/** What is new, grouped: arrows move, Enter opens, Escape closes. */
export function Panel() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const [filter, setFilter] = useState<NoticeFilter>('all')
  const box = useRef<HTMLDivElement>(null)
  const { data, hasNextPage, fetchNextPage, isPending, isFetchingNextPage } = useInfiniteQuery(noticesQuery(filter))
  const groups = [
    ...new Map(data?.pages.flatMap((page) => page.data.map((group) => [group.key, group] as const))).values(),
  ]
  const anyUnread = groups.some((group) => group.unread)
  const [acting, setActing] = useState<Acting | null>(null)
  const { objects } = useMeta()
  const close = () => panel.set(false)
  useEffect(() => {
    const before = document.activeElement as HTMLElement | null
    box.current?.focus()
    // Wherever the focus has gone: a button that has done its work may have lost it.
    const listen = (event: KeyboardEvent) => keys.current(event)
    document.addEventListener('keydown', listen)
    return () => {
      document.removeEventListener('keydown', listen)
      before?.focus?.()
    }
  }, [])
  const keys = useRef<(event: KeyboardEvent) => void>(() => {})
  keys.current = (event) => {
    if (acting) return
    if (event.key === 'Escape') return close()
    const step = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 }[event.key]
    if (!step) return
    event.preventDefault()
    const items = [...(box.current?.querySelectorAll<HTMLElement>('[data-notice]') ?? [])]
    const at = items.indexOf(document.activeElement as HTMLElement)
    items[Math.min(Math.max(at + step, 0), items.length - 1)]?.focus()
  }
  const open = (group: ApiNotificationGroup) => {
    if (group.unread) void markNotices([group.key]).catch(complain)
    const { record } = group
    if (!record) return
    close()
    if (record.object === 'sampan.approval') return void navigate({ to: '/approvals', search: { id: record.id } })
    if (record.object === 'sampan.import') return void openImport(record.id).catch(complain)
    if (record.object === 'sampan.export') return
    void navigate({ to: '/$object/$id', params: { object: record.object, id: record.id } } as never)
  }
  const openImport = async (id: string) => {
    const { object } = await ask<ApiImport>('GET', `/api/v1/imports/${id}`)
    await navigate({ to: '/$object/import', params: { object }, search: { id } })
  }
  const take = (group: ApiNotificationGroup, offer: ApiOffer) => {
    const { record } = group
    if (!record) return
    if (group.unread) void markNotices([group.key]).catch(complain)
    if ('action' in offer)
      return setActing({ object: record.object, id: record.id, title: record.title, action: offer.action })
    close()
    create(offer.create, { ...offer.values, [offer.relation]: { id: record.id, title: record.title } })
  }
  const acted = acting && objects[acting.object]
  const action = acted?.actions.find(({ key }) => key === acting?.action)
  if (acting && acted && action)
    return (
      <ActionDialog
        object={acted}
        record={{ id: acting.id } as ApiRecord}
        action={action}
        about={acting.title}
        onClose={() => setActing(null)}
      />
    )
  return (
    <>
      <button type="button" className={styles.scrim} tabIndex={-1} aria-label={t('do.close')} onClick={close} />
      <div
        ref={box}
        role="dialog"
        aria-modal="true"
        aria-label={t('notices.title')}
        tabIndex={-1}
        className={styles.panel}
      >
        <div className={styles.head}>
          <h2>{t('notices.title')}</h2>
          <IconButton
            small
            label={t('notices.readAll')}
            disabled={!anyUnread}
            onClick={() => void markNotices(null).catch(complain)}
          >
            <IconChecks size={16} />
          </IconButton>
          <IconButton
            small
            label={t('notices.settings')}
            onClick={() => {
              close()
              void navigate({ to: '/settings/$page', params: { page: 'notifications' } })
            }}
          >
            <IconSettings size={16} />
          </IconButton>
          <IconButton small label={t('do.close')} onClick={close}>
            <IconX size={16} />
          </IconButton>
        </div>
        <fieldset className={styles.filters} aria-label={t('notices.title')}>
          {filters.map((one) => (
            <button key={one} type="button" aria-pressed={filter === one} onClick={() => setFilter(one)}>
              {t(`notices.${one}`)}
            </button>
          ))}
        </fieldset>
        <div className={styles.list}>
          {isPending && [1, 2, 3, 4].map((n) => <Bone key={n} width={340} height={34} />)}
          {!isPending && groups.length === 0 && (
            <Empty
              icon={<IconBellOff size={22} stroke={1.5} />}
              title={t('notices.none')}
              text={t('notices.noneText')}
            />
          )}
          <ul>
            {groups.map((group) => (
              <Group key={group.key} group={group} onOpen={() => open(group)} onTake={(offer) => take(group, offer)} />
            ))}
          </ul>
          {hasNextPage && (
            <Button small disabled={isFetchingNextPage} onClick={() => void fetchNextPage()}>
              {t('notices.more')}
            </Button>
          )}
        </div>
      </div>
    </>
  )
}

/** An action that is being done from here. */
type Acting = { readonly object: string; readonly id: string; readonly title: string | null; readonly action: string }

type GroupProps = { group: ApiNotificationGroup; onOpen: () => void; onTake: (offer: ApiOffer) => void }

function Group({ group, onOpen, onTake }: GroupProps) {
  const { t } = useTranslation()
  const { objects } = useMeta()
  const toggle = t(group.unread ? 'notices.read' : 'notices.unreadAgain')
  const first = group.who[0]?.name
  return (
    <li className={styles.group} data-unread={group.unread || undefined}>
      <button type="button" className={styles.open} data-notice onClick={onOpen}>
        <span className={styles.face}>
          {first ? (
            <Avatar name={first} />
          ) : (
            <Avatar name={objects[group.record?.object ?? '']?.label.zh ?? t('notices.system')} square />
          )}
          {group.kind === 'mentioned' && <IconAt size={11} stroke={2.4} className={styles.badge} />}
        </span>
        <span className={styles.words}>
          <span className={styles.says}>
            <Says group={group} />
          </span>
          {group.text && <span className={styles.text}>{group.text}</span>}
          <time className={styles.time} dateTime={group.at} title={formatInstant(group.at)}>
            {formatAgo(group.at)}
          </time>
        </span>
      </button>
      {group.offers.length > 0 && (
        <span className={styles.offers}>
          {group.offers.map((offer) => (
            <Button key={offer.label} small onClick={() => onTake(offer)}>
              {offer.label}
            </Button>
          ))}
          <Button small onClick={onOpen}>
            {t('notices.open')}
          </Button>
        </span>
      )}
      <IconButton
        small
        label={toggle}
        onClick={() => void markNotices([group.key], group.unread ? 'read' : 'unread').catch(complain)}
      >
        {group.unread ? <IconCircleFilled size={9} className={styles.dot} /> : <IconCircle size={9} />}
      </IconButton>
    </li>
  )
}

/** The sentence of a group, with who and what put into it. */
function Says({ group }: { group: ApiNotificationGroup }) {
  const { t } = useTranslation()
  const names = group.who.map(({ name }) => name)
  const list = names.slice(0, 2).join(language() === 'en' ? ', ' : '、')
  const who = names.length > 2 ? t('notices.and', { names: list }) : list || t('notices.system')
  const values: Readonly<Record<string, ReactNode>> = {
    '{who}': <b>{who}</b>,
    '{record}': group.record ? <b>{group.record.title ?? '—'}</b> : <i>{t('notices.gone')}</i>,
  }
  return group.says.split(/(\{who\}|\{record\})/).map((part, i) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one sentence keep their places
    <span key={i}>{values[part] ?? part}</span>
  ))
}
