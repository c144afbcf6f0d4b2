import { Menu } from '@mantine/core'
import { IconDots } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { MetaObject } from '#kernel/api.ts'
import { api } from '../client/api.ts'
import { queries, useMeta } from '../client/queries.ts'
import { complain } from '../client/writes.ts'
import { Button, IconButton } from '../ui/Button.tsx'
import { Check } from '../ui/Check.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { Input } from '../ui/Input.tsx'
import { Labelled } from '../ui/Labelled.tsx'
import { say } from '../ui/toast.tsx'
import type { ListSearch } from './listSearch.ts'
import styles from './ViewTabs.module.css'
import { type SavedView, type ViewSettings, viewsQuery } from './views.ts'

type Props = {
  object: MetaObject
  views: readonly SavedView[]
  saved: SavedView | undefined
  view: ViewSettings
  search: ListSearch
  onGo: (search: Partial<ListSearch>) => void
  onSaved: () => void
}

/** The saved views of a list as tabs: everything, mine, and what somebody kept. */
export function ViewTabs({ object, views, saved, view, search, onGo, onSaved }: Props) {
  const { t } = useTranslation()
  const meta = useMeta()
  const [naming, setNaming] = useState(false)
  const bare = { view: undefined, where: undefined, sort: undefined, q: undefined, as: search.as, peek: undefined }
  const mine = JSON.stringify(search.where) === JSON.stringify(ownFilter)
  const settings: ViewSettings = {
    ...(view.columns && { columns: view.columns }),
    ...(view.widths && { widths: view.widths }),
    ...(view.sort && { sort: view.sort }),
    ...(view.where && { where: view.where }),
    ...(view.as && { as: view.as }),
  }
  const refreshViews = () => queries.invalidateQueries({ queryKey: viewsQuery(object.key).queryKey })
  const saveNew = async (name: string, shared: boolean) => {
    const made = await api.create('savedView', { name, object: object.key, settings, shared })
    await refreshViews()
    setNaming(false)
    onSaved()
    onGo({ ...bare, as: undefined, view: made.id })
    say(t('list.viewSaved'))
  }
  const saveOver = async (over: SavedView) => {
    await api.update('savedView', over.id, { settings }, over.version)
    await refreshViews()
    onSaved()
    onGo({ ...bare, as: undefined, view: over.id })
    say(t('list.viewSaved'))
  }
  const drop = async (view: SavedView) => {
    await api.remove('savedView', view.id)
    await refreshViews()
    onGo(bare)
    say(t('list.viewDeleted'))
  }
  const canSave = Boolean(meta.objects.savedView?.rights.create)
  return (
    <nav className={styles.tabs} aria-label={t('list.view')}>
      <Tab on={!saved && !mine} onClick={() => onGo(bare)}>
        {t('list.all')}
      </Tab>
      {object.traits.includes('owned') && (
        <Tab on={!saved && mine} onClick={() => onGo({ ...bare, where: ownFilter })}>
          {t('list.mine')}
        </Tab>
      )}
      {views.map((one) => (
        <Tab key={one.id} on={saved?.id === one.id} onClick={() => onGo({ ...bare, as: undefined, view: one.id })}>
          {one.name}
        </Tab>
      ))}
      {canSave && (
        <Menu withInitialFocusPlaceholder={false} position="bottom-start" transitionProps={{ duration: 0 }}>
          <Menu.Target>
            <IconButton small label={t('list.view')} className={styles.more}>
              <IconDots size={16} />
            </IconButton>
          </Menu.Target>
          <Menu.Dropdown>
            {saved?.mine && (
              <Menu.Item onClick={() => void saveOver(saved).catch(complain)}>{t('list.saveView')}</Menu.Item>
            )}
            <Menu.Item onClick={() => setNaming(true)}>{t('list.saveAs')}</Menu.Item>
            {saved?.mine && (
              <Menu.Item data-danger onClick={() => void drop(saved).catch(complain)}>
                {t('list.deleteView')}
              </Menu.Item>
            )}
          </Menu.Dropdown>
        </Menu>
      )}
      <NameDialog
        open={naming}
        onClose={() => setNaming(false)}
        onSave={(name, shared) => void saveNew(name, shared).catch(complain)}
      />
    </nav>
  )
}

const ownFilter = { owner: { is: 'me' } } as const

function Tab({ on, onClick, children }: { on: boolean; onClick: () => void; children: React.ReactNode }) {
  return (
    <button type="button" className={styles.tab} aria-current={on ? 'page' : undefined} onClick={onClick}>
      {children}
    </button>
  )
}

function NameDialog({
  open,
  onClose,
  onSave,
}: {
  open: boolean
  onClose: () => void
  onSave: (name: string, shared: boolean) => void
}) {
  const { t } = useTranslation()
  return (
    <Dialog open={open} title={t('list.saveAs')} onClose={onClose}>
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault()
          const form = new FormData(event.currentTarget)
          onSave(String(form.get('name')).trim(), form.get('shared') !== null)
        }}
      >
        <Labelled label={t('list.viewName')} required>
          {({ id }) => <Input id={id} name="name" required maxLength={100} data-autofocus autoComplete="off" />}
        </Labelled>
        <Check name="shared">{t('list.shareView')}</Check>
        <div className={styles.buttons}>
          <Button onClick={onClose}>{t('do.cancel')}</Button>
          <Button look="primary" type="submit">
            {t('do.save')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
