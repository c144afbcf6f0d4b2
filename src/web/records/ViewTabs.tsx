import { Menu } from '@mantine/core'
import { IconChevronDown, IconDots, IconUsers } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { MetaObject } from '#kernel/api.ts'
import { api } from '../client/api.ts'
import { queries, useMeta } from '../client/queries.ts'
import { viewsQuery } from '../client/views.ts'
import { complain } from '../client/writes.ts'
import { Star } from '../favourites/Star.tsx'
import { Button, IconButton } from '../ui/Button.tsx'
import { say } from '../ui/toast.tsx'
import type { ListSearch } from './listSearch.ts'
import styles from './ViewTabs.module.css'
import { everything, isChanged, type SavedView, settingsOf, type TabSettings, type View } from './views.ts'

type Props = {
  object: MetaObject
  views: readonly SavedView[]
  tabs: TabSettings
  onTabs: (tabs: TabSettings) => Promise<boolean>
  saved: SavedView
  view: View
  onGo: (search: Partial<ListSearch>) => void
  /** Forgets what was changed and not saved. */
  onReset: () => void
}

const NameDialog = lazy(() => import('./list/NameDialog.tsx').then((m) => ({ default: m.NameDialog })))

export type Naming = { readonly of: SavedView | null; readonly name: string; readonly shared: boolean }

/** The address of a view as it was saved. */
const bare = { where: undefined, sort: undefined, q: undefined, as: undefined, group: undefined, peek: undefined }

/** The saved views of a list as tabs, and what can be done with them. */
export function ViewTabs({ object, views, tabs, onTabs, saved, view, onGo, onReset }: Props) {
  const { t } = useTranslation()
  const meta = useMeta()
  const navigate = useNavigate()
  const [naming, setNaming] = useState<Naming | null>(null)
  const [dragged, setDragged] = useState<string | null>(null)
  const hidden = new Set(tabs.hidden)
  const shown = views.filter((one) => !hidden.has(one.id) || one.id === saved.id)
  const others = views.filter((one) => !shown.includes(one))
  const changed = isChanged(object, saved, view)
  const canSave = Boolean(meta.objects.savedView?.rights.create)
  const open = (id: string) => onGo({ ...bare, view: id === (tabs.start ?? everything) ? undefined : id })
  const renew = () => queries.invalidateQueries({ queryKey: viewsQuery.queryKey })

  const make = async (name: string, shared: boolean, settings = settingsOf(view)) => {
    const made = await api.create('savedView', { name, object: object.key, settings, shared })
    await renew()
    onReset()
    open(made.id)
    say(t('list.viewSaved'))
  }
  const change = async (one: SavedView, patch: Record<string, unknown>, words = t('list.viewSaved')) => {
    await api.update('savedView', one.id, patch, one.version)
    await renew()
    say(words)
  }
  const save = async () => {
    await change(saved, { settings: settingsOf(view) })
    onReset()
    open(saved.id)
  }
  const drop = async (one: SavedView) => {
    await api.remove('savedView', one.id)
    await renew()
    if (tabs.start === one.id) void onTabs({ ...tabs, start: undefined })
    onGo({ ...bare, view: undefined })
    say(t('list.viewDeleted'), {
      undo: () => void api.restore('savedView', one.id).then(() => renew(), complain),
    })
  }
  const order = (id: string, before: string) => {
    if (id === before) return
    const ids = views.map((one) => one.id).filter((one) => one !== id)
    const from = views.findIndex((one) => one.id === id)
    const to = views.findIndex((one) => one.id === before)
    ids.splice(ids.indexOf(before) + (from < to ? 1 : 0), 0, id)
    void onTabs({ ...tabs, order: ids })
  }
  const shift = (by: number) => {
    const neighbour = shown[shown.indexOf(saved) + by]
    if (neighbour) order(saved.id, neighbour.id)
  }
  return (
    <>
      <nav className={styles.tabs} aria-label={t('views.tabs')}>
        {shown.map((one) => (
          <button
            key={one.id}
            type="button"
            draggable
            className={styles.tab}
            aria-current={one === saved ? 'page' : undefined}
            data-over={(dragged !== null && dragged !== one.id) || undefined}
            onClick={() => open(one.id)}
            onDragStart={() => setDragged(one.id)}
            onDragEnd={() => setDragged(null)}
            onDragOver={(event) => event.preventDefault()}
            onDrop={() => {
              if (dragged) order(dragged, one.id)
              setDragged(null)
            }}
          >
            {one.name}
            {one.shared && !one.ready && <IconUsers size={12} aria-label={t('views.shared')} />}
            {one === saved && changed && <span className={styles.dot} title={t('views.changed')} />}
          </button>
        ))}
      </nav>
      {!saved.ready && <Star object="savedView" id={saved.id} small />}
      {others.length > 0 && (
        <Menu withInitialFocusPlaceholder={false} position="bottom-start" transitionProps={{ duration: 0 }}>
          <Menu.Target>
            <Button small look="quiet" className={styles.others}>
              {t('views.more', { count: others.length })}
              <IconChevronDown size={13} />
            </Button>
          </Menu.Target>
          <Menu.Dropdown mah={360} style={{ overflowY: 'auto' }}>
            {others.map((one) => (
              <Menu.Item key={one.id} onClick={() => open(one.id)}>
                {one.name}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
      <Menu withInitialFocusPlaceholder={false} position="bottom-start" transitionProps={{ duration: 0 }}>
        <Menu.Target>
          <IconButton small label={t('list.view')} className={styles.more}>
            <IconDots size={16} />
          </IconButton>
        </Menu.Target>
        <Menu.Dropdown>
          {canSave && (
            <Menu.Item onClick={() => setNaming({ of: null, name: '', shared: false })}>{t('list.saveAs')}</Menu.Item>
          )}
          {saved.mine && (
            <Menu.Item onClick={() => setNaming({ of: saved, name: saved.name, shared: saved.shared })}>
              {t('views.rename')}
            </Menu.Item>
          )}
          {canSave && (
            <Menu.Item onClick={() => void make(t('views.copyOf', { name: saved.name }), false).catch(complain)}>
              {t('views.duplicate')}
            </Menu.Item>
          )}
          {saved.mine && (
            <Menu.Item
              onClick={() =>
                void change(
                  saved,
                  { shared: !saved.shared },
                  t(saved.shared ? 'views.unsharedNow' : 'views.sharedNow'),
                ).catch(complain)
              }
            >
              {t(saved.shared ? 'views.unshare' : 'views.share')}
            </Menu.Item>
          )}
          <Menu.Divider />
          {(tabs.start ?? everything) !== saved.id && (
            <Menu.Item
              onClick={() => {
                onGo({ view: undefined })
                void onTabs({ ...tabs, start: saved.id }).then(
                  (kept) => kept && say(t('views.startsNow', { name: saved.name })),
                )
              }}
            >
              {t('views.start')}
            </Menu.Item>
          )}
          <Menu.Item disabled={shown.indexOf(saved) === 0} onClick={() => shift(-1)}>
            {t('views.left')}
          </Menu.Item>
          <Menu.Item disabled={shown.indexOf(saved) === shown.length - 1} onClick={() => shift(1)}>
            {t('views.right')}
          </Menu.Item>
          {saved.id !== everything && (
            <Menu.Item
              onClick={() => {
                const without = (tabs.hidden ?? []).filter((id) => id !== saved.id)
                void onTabs({ ...tabs, hidden: hidden.has(saved.id) ? without : [...without, saved.id] })
              }}
            >
              {t(hidden.has(saved.id) ? 'views.pin' : 'views.unpin')}
            </Menu.Item>
          )}
          <Menu.Divider />
          <Menu.Item
            onClick={() => void navigate({ to: '/settings/$page/$item', params: { page: 'bulk', item: object.key } })}
          >
            {t('pastBulk')}
          </Menu.Item>
          {object.rights.delete && !object.nested && (
            <Menu.Item
              onClick={() => void navigate({ to: '/settings/$page/$item', params: { page: 'bin', item: object.key } })}
            >
              {t('toBin')}
            </Menu.Item>
          )}
          {saved.mine && (
            <>
              <Menu.Divider />
              <Menu.Item data-danger onClick={() => void drop(saved).catch(complain)}>
                {t('list.deleteView')}
              </Menu.Item>
            </>
          )}
        </Menu.Dropdown>
      </Menu>
      {changed && (
        <span className={styles.changes}>
          {saved.mine ? (
            <Button small look="quiet" className={styles.save} onClick={() => void save().catch(complain)}>
              {t('views.save')}
            </Button>
          ) : (
            canSave && (
              <Button
                small
                look="quiet"
                className={styles.save}
                onClick={() => setNaming({ of: null, name: '', shared: false })}
              >
                {t('views.saveNew')}
              </Button>
            )
          )}
          <Button
            small
            look="quiet"
            onClick={() => {
              onReset()
              onGo(bare)
            }}
          >
            {t('views.reset')}
          </Button>
        </span>
      )}
      {naming && (
        <Suspense>
          <NameDialog
            naming={naming}
            onClose={() => setNaming(null)}
            onSave={(name, shared) => {
              const done = naming.of ? change(naming.of, { name, shared }) : make(name, shared)
              void done.then(() => setNaming(null), complain)
            }}
          />
        </Suspense>
      )}
    </>
  )
}
