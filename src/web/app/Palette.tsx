import { Modal } from '@mantine/core'
import {
  IconCircleCheck,
  IconContrast2,
  IconHelp,
  IconInbox,
  IconKeyboard,
  IconLanguage,
  IconPlus,
  IconSearch,
  IconSettings,
  IconSun,
  IconSunHigh,
} from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type ReactNode, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../client/api.ts'
import { guessPage, useMeta } from '../client/queries.ts'
import { viewsQuery } from '../client/views.ts'
import { spellings } from '../settings/pinyin.ts'
import { Icon } from '../ui/Icon.tsx'
import { composing } from '../ui/Input.tsx'
import { language, say } from '../ui/language.ts'
import { useTheme } from '../ui/theme.ts'
import { mainObjects, nounOf, pluralOf } from './navigation.ts'
import styles from './Palette.module.css'
import { palette } from './palette.ts'
import { useRecent } from './recent.ts'
import { keepLanguage } from './words/keep.ts'
import { languageNames } from './words/languages.ts'
import { needPageWords } from './words/words.ts'

type Item = { key: string; text: string; more?: string | null; icon: ReactNode; run: () => void; expect?: () => void }
type Group = { title: string; items: readonly Item[] }

/** Finds any record, command or page. Records come from the server while it is typed; commands are here already. */
export function Palette({ onHelp, onCreate }: { onHelp: () => void; onCreate: (object: string) => void }) {
  const { t } = useTranslation()
  const meta = useMeta()
  const navigate = useNavigate()
  const seen = useRecent()
  const [theme, setTheme] = useTheme()
  const [typed, setTyped] = useState('')
  const [asked, setAsked] = useState('')
  const [at, setAt] = useState(0)
  const list = useRef<HTMLDivElement>(null)
  const words = asked.trim()
  const { data, isFetching } = useQuery({
    queryKey: ['search', words],
    queryFn: ({ signal }) => api.search(words, { limit: '100' }, signal),
    enabled: words !== '',
    placeholderData: keepPreviousData,
    staleTime: 20_000,
  })
  const { data: saved } = useQuery(viewsQuery)
  // what is in the settings is known once something is typed
  const options = useQuery({
    queryKey: ['program', 'settings'],
    queryFn: async () => {
      const [{ findSettings }] = await Promise.all([import('../settings/places.ts'), needPageWords()])
      return findSettings
    },
    enabled: words.length > 1,
    staleTime: Number.POSITIVE_INFINITY,
  })
  const close = () => palette.set(false)
  const open = (object: string, id: string) => () => void navigate({ to: '/$object/$id', params: { object, id } })
  const commands: readonly Item[] = [
    ...mainObjects(meta)
      .filter((object) => object.rights.create)
      .map((object) => ({
        key: `new-${object.key}`,
        text: t('do.new', { what: nounOf(object) }),
        icon: <IconPlus size={16} stroke={1.6} />,
        run: () => onCreate(object.key),
      })),
    {
      key: 'theme',
      text: t('palette.toggleTheme'),
      icon: <IconSun size={16} stroke={1.6} />,
      run: () => setTheme(theme === 'dark' ? 'light' : 'dark'),
    },
    {
      key: 'contrast',
      text: t('shell.contrast'),
      icon: <IconContrast2 size={16} stroke={1.6} />,
      run: () => setTheme(theme === 'contrast' ? 'auto' : 'contrast'),
    },
    ...meta.workspace.settings.languages
      .filter((one) => one !== language())
      .map((one) => ({
        key: one,
        text: languageNames[one],
        icon: <IconLanguage size={16} stroke={1.6} />,
        run: () => void keepLanguage(one),
      })),
    { key: 'keys', text: t('shell.keys'), icon: <IconKeyboard size={16} stroke={1.6} />, run: onHelp },
  ]
  const places: readonly Item[] = [
    {
      key: 'today',
      text: t('shell.home'),
      icon: <IconSunHigh size={16} stroke={1.6} />,
      run: () => void navigate({ to: '/' }),
    },
    ...Object.values(meta.objects)
      .filter((object) => !object.nested)
      .map((object) => ({
        key: `go-${object.key}`,
        text: pluralOf(object),
        icon: <Icon name={object.icon} />,
        run: () => void navigate({ to: '/$object', params: { object: object.key }, search: {} }),
      })),
    ...(meta.workspace.approvals
      ? [
          {
            key: 'approvals',
            text: t('shell.approvals'),
            icon: <IconCircleCheck size={16} stroke={1.6} />,
            run: () => void navigate({ to: '/approvals' }),
          },
        ]
      : []),
    ...(meta.objects['pool']
      ? [
          {
            key: 'pools',
            text: pluralOf(meta.objects['pool']),
            icon: <IconInbox size={16} stroke={1.6} />,
            run: () => void navigate({ to: '/pools' }),
          },
        ]
      : []),
    {
      key: 'help',
      text: t('help.title'),
      icon: <IconHelp size={16} stroke={1.6} />,
      run: () => void navigate({ to: '/help' }),
    },
    {
      key: 'settings',
      text: t('shell.settings'),
      icon: <IconSettings size={16} stroke={1.6} />,
      run: () => void navigate({ to: '/settings' }),
    },
  ]
  const views: readonly Item[] = Object.values(meta.objects).flatMap((object) =>
    [
      ...(object.listViews ?? []).map(({ key, label }) => ({ id: `ready.${key}`, name: say(label) })),
      ...(saved ?? []).filter((one) => one.object === object.key).map(({ id, name }) => ({ id, name: String(name) })),
    ].map(({ id, name }) => ({
      key: `view-${id}`,
      text: [pluralOf(object), name].join(' › '),
      icon: <Icon name="layout-list" />,
      run: () => void navigate({ to: '/$object', params: { object: object.key }, search: { view: id } }),
    })),
  )
  const q = words.toLowerCase().replace(/\s/g, '')
  const fits = (item: Item) =>
    q.length > 1 ? spellings(item.text).some((one) => one.includes(q)) : item.text.toLowerCase().includes(q)
  const settings = (q.length > 1 && options.data ? options.data(meta, words) : []).slice(0, 8).map(({ page, by }) => ({
    key: `settings-${page.key}`,
    text: [t('shell.settings'), page.words, by].filter(Boolean).join(' › '),
    icon: <Icon name={page.icon} />,
    run: () => void navigate({ to: '/settings/$page', params: { page: page.key } }),
  }))
  const found = words ? [...Map.groupBy(data?.data ?? [], (one) => one.object)] : []
  const groups: readonly Group[] = (
    words
      ? [
          ...found.map(([key, rows]) => ({
            title: meta.objects[key] ? pluralOf(meta.objects[key]) : key,
            items: rows.slice(0, 5).map((row) => ({
              key: row.id,
              text: row.title,
              more: row.subtitle,
              icon: <Icon name={meta.objects[key]?.icon} />,
              run: open(key, row.id),
              expect: () => guessPage(key, row.id),
            })),
          })),
          { title: t('palette.goTo'), items: [...places.filter(fits), ...views.filter(fits).slice(0, 8), ...settings] },
          { title: t('palette.commands'), items: commands.filter(fits) },
        ]
      : [
          {
            title: t('palette.recent'),
            items: seen.slice(0, 6).map((one) => ({
              key: one.id,
              text: one.title,
              more: meta.objects[one.object] ? say(meta.objects[one.object]!.label) : null,
              icon: <Icon name={meta.objects[one.object]?.icon} />,
              run: open(one.object, one.id),
              expect: () => guessPage(one.object, one.id),
            })),
          },
          { title: t('palette.commands'), items: commands },
          { title: t('palette.goTo'), items: places },
        ]
  ).filter((group) => group.items.length > 0)
  const items = groups.flatMap((group) => group.items)
  const current = Math.min(at, items.length - 1)
  const go = (to: number) => {
    const next = (to + items.length) % Math.max(items.length, 1)
    setAt(next)
    items[next]?.expect?.()
    list.current?.querySelector(`[data-at="${next}"]`)?.scrollIntoView({ block: 'nearest' })
  }
  const choose = (item: Item | undefined) => {
    if (!item) return
    close()
    item.run()
  }
  let index = -1
  return (
    <Modal
      opened
      onClose={close}
      withCloseButton={false}
      size={620}
      yOffset="12vh"
      padding={0}
      overlayProps={{ color: 'var(--scrim)', backgroundOpacity: 1 }}
      transitionProps={{ duration: 0 }}
      attributes={{ content: { 'aria-label': t('shell.search') } }}
    >
      <label className={styles.head}>
        <IconSearch size={18} stroke={1.6} />
        <input
          data-autofocus
          className={styles.input}
          role="combobox"
          aria-expanded="true"
          aria-controls="palette-list"
          aria-activedescendant={items[current] ? `palette-${current}` : undefined}
          aria-label={t('shell.search')}
          autoComplete="off"
          value={typed}
          placeholder={t('palette.hint')}
          onChange={(event) => {
            setTyped(event.target.value)
            setAt(0)
            if (!(event.nativeEvent as InputEvent).isComposing) setAsked(event.target.value)
          }}
          onCompositionEnd={(event) => setAsked(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (composing(event)) return
            if (event.key === 'ArrowDown') go(current + 1)
            else if (event.key === 'ArrowUp') go(current - 1)
            else if (event.key === 'Enter') choose(items[current])
            else return
            event.preventDefault()
          }}
        />
      </label>
      <div id="palette-list" ref={list} role="listbox" aria-label={t('shell.search')} className={styles.list}>
        {groups.map((group) => (
          // biome-ignore lint/a11y/useSemanticElements: a group of options
          <div key={group.title} role="group" aria-label={group.title}>
            <div className={styles.title} aria-hidden="true">
              {group.title}
            </div>
            {group.items.map((item) => {
              index += 1
              const mine = index
              return (
                // biome-ignore lint/a11y/useKeyWithClickEvents lint/a11y/useFocusableInteractive: the input has the keys
                <div
                  key={item.key}
                  id={`palette-${mine}`}
                  data-at={mine}
                  role="option"
                  aria-selected={mine === current}
                  className={styles.item}
                  onPointerMove={() => mine !== current && setAt(mine)}
                  onClick={() => choose(item)}
                >
                  <span className={styles.icon}>{item.icon}</span>
                  <span className="clip">{item.text}</span>
                  {item.more && <span className={`clip ${styles.more}`}>{item.more}</span>}
                </div>
              )
            })}
          </div>
        ))}
      </div>
      {words !== '' && items.length === 0 && !isFetching && (
        <p className={styles.none}>{t('palette.none', { q: words })}</p>
      )}
    </Modal>
  )
}
