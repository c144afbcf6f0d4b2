import { IconDownload, IconPlus, IconSearch, IconUpload } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { lazy, Suspense, useEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { MetaObject } from '#kernel/api.ts'
import type { Where } from '#kernel/where.ts'
import { nounOf, nounsOf, pluralOf } from '../app/navigation.ts'
import { api } from '../client/api.ts'
import { download } from '../client/download.ts'
import { both } from '../client/filters.ts'
import { useMeta } from '../client/queries.ts'
import { complain } from '../client/writes.ts'
import { HelpMark } from '../help/HelpMark.tsx'
import { screenHelp } from '../help/targets.ts'
import { Button, IconButton } from '../ui/Button.tsx'
import { Empty } from '../ui/Empty.tsx'
import { Icon } from '../ui/Icon.tsx'
import { composing } from '../ui/Input.tsx'
import { useKeys } from '../ui/keys.ts'
import { create } from './creating.ts'
import { Board } from './expect.ts'
import { FilterBar } from './FilterBar.tsx'
import { List } from './List.tsx'
import { Display } from './list/Display.tsx'
import type { ListSearch } from './listSearch.ts'
import styles from './ObjectScreen.module.css'
import { ViewTabs } from './ViewTabs.tsx'
import { chosenView, effective, listQuery, quickWhere, useLocalSettings, useViews, type ViewSettings } from './views.ts'
import { WaySwitch } from './WaySwitch.tsx'
import { calendarOf, waysOf } from './waysOf.ts'

const Missing = lazy(() => import('../app/Missing.tsx').then((m) => ({ default: m.Missing })))
const BoardMenu = lazy(() => import('./board/BoardMenu.tsx').then((m) => ({ default: m.BoardMenu })))
const CalendarView = lazy(() => import('./calendar/CalendarView.tsx').then((m) => ({ default: m.CalendarView })))
const DisplayMenu = lazy(() => import('./list/DisplayMenu.tsx').then((m) => ({ default: m.DisplayMenu })))
const Peek = lazy(() => import('./Peek.tsx').then((m) => ({ default: m.Peek })))

export { expectList } from './expect.ts'

const phone = window.matchMedia('(width < 720px)').matches

/** All records of an object: as a list or as a board, through the views that somebody saved. */
export function ObjectScreen() {
  const { object: key } = useParams({ from: '/inside/$object' })
  const object = useMeta().objects[key]
  if (!object)
    return (
      <Suspense>
        <Missing />
      </Suspense>
    )
  return <Screen key={key} object={object} />
}

function Screen({ object }: { object: MetaObject }) {
  const { t } = useTranslation()
  const meta = useMeta()
  const search = useSearch({ from: '/inside/$object' })
  const navigate = useNavigate()
  const { views, tabs, keepTabs } = useViews(object, meta.user.id, { all: t('list.all'), mine: t('list.mine') })
  const saved = chosenView(views, tabs, search)
  const [here, setHere] = useLocalSettings(object.key, saved.id)
  const view = effective(object, saved, here, search)
  const filterButton = useRef<HTMLButtonElement>(null)
  const quick = useRef<HTMLInputElement>(null)

  const go = (next: Partial<ListSearch>, replace = true) =>
    void navigate({ to: '/$object', params: { object: object.key }, search: clean({ ...search, ...next }), replace })
  const ways = waysOf(object)
  const way = ways.includes(view.as) ? view.as : 'list'
  const change = ({ widths, ...settings }: ViewSettings) => {
    // what she chooses herself stands, whatever the address brought
    if (settings.columns && search.columns) go({ columns: undefined })
    setHere({ ...here, ...settings, ...(widths && { widths: { ...here.widths, ...widths } }) })
  }
  const group = (by: string) => go({ group: by })
  const where = both(view.where, useQuick(object, search.q))
  const keys = view.columns.map((column) => column.key)
  const columnKeys = keys.join()
  // biome-ignore lint/correctness/useExhaustiveDependencies: by what it says
  const query = useMemo(() => listQuery(object, view, where), [JSON.stringify(where), columnKeys, view.sort.join()])
  useEffect(() => {
    document.title = `${pluralOf(object)} · Sampan`
  })
  useKeys({
    '/': (event) => {
      event.preventDefault()
      quick.current?.focus()
    },
    f: (event) => {
      event.preventDefault()
      filterButton.current?.click()
    },
  })
  const filtered = Object.keys(where).length > 0

  return (
    <div className={styles.screen}>
      <div className={styles.middle}>
        <header className={styles.head}>
          <h1 className={styles.title}>
            <Icon name={object.icon} size={17} />
            {pluralOf(object)}
          </h1>
          <ViewTabs
            object={object}
            views={views}
            tabs={tabs}
            onTabs={keepTabs}
            saved={saved}
            view={view}
            onGo={go}
            onReset={() => setHere(null)}
          />
          <span className={styles.space} />
          <HelpMark to={screenHelp[way]} />
          {object.rights.import && object.traits.includes('importable') && (
            <IconButton
              small
              label={t('do.import')}
              className={styles.desk}
              onClick={() => void navigate({ to: '/$object/import', params: { object: object.key } })}
            >
              <IconUpload size={16} stroke={1.6} />
            </IconButton>
          )}
          {object.rights.export && (
            <IconButton
              small
              label={t('do.export')}
              className={styles.desk}
              onClick={() => void download(object.key, { where, select: keys, sort: view.sort }).catch(complain)}
            >
              <IconDownload size={16} stroke={1.6} />
            </IconButton>
          )}
          {object.rights.create && (
            <Button
              look="primary"
              small
              className={styles.desk}
              icon={<IconPlus size={15} />}
              onClick={() => create(object.key)}
            >
              {t('do.new', { what: nounOf(object) })}
            </Button>
          )}
        </header>
        <div className={styles.tools}>
          <QuickFind
            key={search.view ?? ''}
            input={quick}
            object={object}
            value={search.q ?? ''}
            onChange={(q) => go({ q })}
          />
          <FilterBar
            object={object}
            where={view.where}
            onChange={(next) => go({ where: next })}
            trigger={filterButton}
          />
          <span className={styles.space} />
          <WaySwitch ways={ways} now={way} onNear={() => void Board.preload?.()} onGo={(as) => go({ as })} />
          {way !== 'calendar' && !phone && (
            <Display>
              {way === 'board' && view.board ? (
                <BoardMenu object={object} board={view.board} onChange={(board) => change({ board })} />
              ) : (
                <DisplayMenu object={object} view={view} onChange={change} onGroup={group} />
              )}
            </Display>
          )}
        </div>
        {way === 'board' && view.board ? (
          <Suspense>
            <Board
              object={object}
              board={view.board}
              where={where}
              onPeek={(id) => go({ peek: id })}
              onChange={(board) => change({ board })}
              onWhere={(next) => go({ where: next, q: undefined })}
            />
          </Suspense>
        ) : way === 'calendar' ? (
          <Suspense>
            <CalendarView
              object={object}
              calendar={calendarOf(object)!}
              where={where}
              onPeek={(id) => go({ peek: id })}
            />
          </Suspense>
        ) : (
          <List
            object={object}
            view={view}
            query={query}
            onSort={(sort) => go({ sort: sort.length > 0 ? sort : undefined })}
            onChange={change}
            onGroup={group}
            onWhere={(next) => go({ where: next, q: undefined })}
            onOpen={(id) => void navigate({ to: '/$object/$id', params: { object: object.key, id } })}
            onPeek={(id) => go({ peek: id })}
            peek={search.peek}
            empty={
              filtered ? (
                <Empty
                  icon={<IconSearch size={30} stroke={1.4} />}
                  title={t('list.nothing')}
                  text={t('list.nothingText')}
                >
                  <Button onClick={() => go({ where: {}, q: undefined })}>{t('list.clearFilters')}</Button>
                </Empty>
              ) : (
                <Empty
                  icon={<Icon name={object.icon} size={30} />}
                  title={t('list.none', { what: nounsOf(object) })}
                  text={t(object.rights.create ? 'list.noneText' : 'list.noneOwn')}
                >
                  {object.rights.create && (
                    <Button look="primary" icon={<IconPlus size={15} />} onClick={() => create(object.key)}>
                      {t('do.new', { what: nounOf(object) })}
                    </Button>
                  )}
                  {object.rights.import && object.traits.includes('importable') && (
                    <Button
                      icon={<IconUpload size={15} />}
                      onClick={() => void navigate({ to: '/$object/import', params: { object: object.key } })}
                    >
                      {t('do.import')}
                    </Button>
                  )}
                </Empty>
              )
            }
          />
        )}
      </div>
      {search.peek && (
        <Suspense>
          <Peek object={object} id={search.peek} onClose={() => go({ peek: undefined })} />
        </Suspense>
      )}
    </div>
  )
}

/**
 * The filter of the quick find: what the search knows (pinyin, last four digits) where that is a short list, else every
 * record whose name contains the words. While the answer is on its way, the last one stands.
 */
function useQuick(object: MetaObject, q: string | undefined): Where | null {
  const words = q?.trim() ?? ''
  const { data } = useQuery({
    queryKey: ['search', words, object.key],
    queryFn: ({ signal }) => api.search(words, { objects: object.key, limit: String(fewFound) }, signal),
    enabled: words !== '',
    staleTime: 20_000,
  })
  const last = useRef<Where | null>(null)
  if (words === '') last.current = null
  else if (data) {
    const ids = data.data.map((found) => found.id)
    last.current = ids.length > 0 && ids.length < fewFound ? { id: { in: ids } } : quickWhere(object, words)
  }
  return last.current
}

const fewFound = 80

type QuickProps = {
  object: MetaObject
  value: string
  onChange: (q: string | undefined) => void
  input: React.RefObject<HTMLInputElement | null>
}

/** Finds rows by name or number while it is typed; an input method may finish its word first. */
function QuickFind({ object, value, onChange, input }: QuickProps) {
  const { t } = useTranslation()
  const [typed, setTyped] = useState(value)
  const waiting = useRef<ReturnType<typeof setTimeout>>(undefined)
  const send = (text: string, after = 180) => {
    clearTimeout(waiting.current)
    const { pathname } = window.location
    waiting.current = setTimeout(() => {
      // Whoever has gone on meanwhile is not brought back.
      if (window.location.pathname === pathname) onChange(text.trim() || undefined)
    }, after)
  }
  return (
    <label className={styles.find}>
      <IconSearch size={14} stroke={1.8} />
      <input
        ref={input}
        type="search"
        value={typed}
        aria-label={t('list.quick', { what: nounsOf(object) })}
        placeholder={t('list.quick', { what: nounsOf(object) })}
        onChange={(event) => {
          setTyped(event.target.value)
          if (!(event.nativeEvent as InputEvent).isComposing) send(event.target.value)
        }}
        onCompositionEnd={(event) => send(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (composing(event)) return
          if (event.key === 'Escape') event.currentTarget.blur()
          if (event.key === 'Enter') send(typed, 0)
        }}
      />
    </label>
  )
}

function clean(search: ListSearch): ListSearch {
  return Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined)) as ListSearch
}
