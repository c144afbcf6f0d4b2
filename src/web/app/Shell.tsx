import { Outlet, useNavigate, useRouterState } from '@tanstack/react-router'
import { lazy, Suspense, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { asking } from '../approvals/asking.ts'
import { guessPage, useMeta } from '../client/queries.ts'
import { panel } from '../notices/panel.ts'
import { create, creating } from '../records/creating.ts'
import { isTyping, useKeys } from '../ui/keys.ts'
import { keep, kept } from '../ui/store.ts'
import { entering } from './entering.ts'
import { goLetters, mainObjects } from './navigation.ts'
import { palette } from './palette.ts'
import { Rail } from './Rail.tsx'
import styles from './Shell.module.css'
import { Tabs } from './Tabs.tsx'
import { needListWords, needPageWords } from './words/words.ts'

const Palette = lazy(() => import('./Palette.tsx').then((m) => ({ default: m.Palette })))
const Panel = lazy(() => import('../notices/Panel.tsx').then((m) => ({ default: m.Panel })))
const Seeing = lazy(() => import('./Seeing.tsx').then((m) => ({ default: m.Seeing })))
const KeyHelp = lazy(async () => {
  await needPageWords()
  return { default: (await import('./KeyHelp.tsx')).KeyHelp }
})
const EnterAgain = lazy(async () => {
  await needPageWords()
  return { default: (await import('./EnterAgain.tsx')).EnterAgain }
})
const AskDialog = lazy(async () => {
  await needPageWords()
  return { default: (await import('../approvals/AskDialog.tsx')).AskDialog }
})
const CreateDialog = lazy(async () => {
  await needListWords()
  return { default: (await import('../records/CreateDialog.tsx')).CreateDialog }
})

/** What stays while pages change: the rail (tabs on a phone), the palette, the keys, the quick create form. */
export function Shell() {
  const { t } = useTranslation()
  const meta = useMeta()
  const navigate = useNavigate()
  const path = useRouterState({ select: (state) => state.location.pathname })
  const [narrow, setNarrow] = useState(() => kept('rail.narrow', false))
  const [drawer, setDrawer] = useState(false)
  const [help, setHelp] = useState(false)
  const finding = palette.use()
  const making = creating.use()
  const noticing = panel.use()
  const ended = entering.use() !== null
  const wish = asking.use()
  /** When `g` was pressed last, which the next letter goes with. */
  const afterG = useRef(never)

  const fold = () => {
    keep('rail.narrow', !narrow)
    setNarrow(!narrow)
  }
  const here = path.split('/')[1] ?? ''
  const createHere = () => {
    const object = meta.objects[here] ?? mainObjects(meta).find((o) => o.rights.create)
    if (object?.rights.create) create(object.key)
  }
  const letters = goLetters(meta)
  const go = (letter: string) => {
    if (letter === 't') return void navigate({ to: '/' })
    if (letter === 's') return void navigate({ to: '/settings' })
    const object = letters[letter]
    if (object) void navigate({ to: '/$object', params: { object: object.key }, search: {} })
  }
  useKeys({
    'mod+k': (event) => {
      event.preventDefault()
      palette.set(!finding)
    },
    c: (event) => {
      if (recent(afterG.current)) return
      event.preventDefault()
      createHere()
    },
    '?': () => setHelp(true),
    g: () => {
      afterG.current = performance.now()
    },
    '[': fold,
    i: () => panel.set(true),
  })
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.key === 'g' || !recent(afterG.current) || event.metaKey || event.ctrlKey) return
      afterG.current = never
      if (isTyping(event.target)) return
      if (event.key === 't' || event.key === 's' || letters[event.key]) {
        event.preventDefault()
        event.stopPropagation()
        go(event.key)
      }
    }
    document.addEventListener('keydown', listen, true)
    return () => document.removeEventListener('keydown', listen, true)
  })
  useEffect(() => {
    let stop: (() => void) | undefined
    let over = false
    void import('../client/live.ts').then(({ startLive }) => {
      if (!over) stop = startLive()
    })
    return () => {
      over = true
      stop?.()
    }
  }, [])
  useInternalLinks((href) => void navigate({ href } as never))
  // biome-ignore lint/correctness/useExhaustiveDependencies: whatever led to another page closes the drawer
  useEffect(() => setDrawer(false), [path])

  return (
    <div className={styles.shell} data-narrow={narrow || undefined}>
      <a href="#main" className={styles.skip}>
        {t('shell.skip')}
      </a>
      <Rail narrow={narrow} onFold={fold} open={drawer} onClose={() => setDrawer(false)} onHelp={() => setHelp(true)} />
      <main id="main" className={styles.main} tabIndex={-1}>
        {meta.seeing && (
          <Suspense fallback={<div className={styles.seeing} />}>
            <Seeing seeing={meta.seeing} />
          </Suspense>
        )}
        <Outlet />
      </main>
      <Tabs onMore={() => setDrawer(true)} onCreate={createHere} />
      <Suspense>
        {noticing && <Panel />}
        {finding && <Palette onHelp={() => setHelp(true)} onCreate={create} />}
        {ended && <EnterAgain />}
        {wish && <AskDialog wish={wish} />}
        {help && <KeyHelp onClose={() => setHelp(false)} />}
        {making && <CreateDialog key={making.object} {...making} onClose={() => creating.set(null)} />}
      </Suspense>
    </div>
  )
}

/** Not 0: a page that has just come would have it pressed a moment ago. */
const never = Number.NEGATIVE_INFINITY

function recent(at: number): boolean {
  return performance.now() - at < 900
}

/** Cells hold plain links. One listener makes them routes, and fetches a record's page while the pointer rests on its name. */
function useInternalLinks(navigate: (href: string) => void): void {
  const latest = useRef(navigate)
  latest.current = navigate
  useEffect(() => {
    const click = (event: MouseEvent) => {
      if (
        event.defaultPrevented ||
        event.button !== 0 ||
        event.metaKey ||
        event.ctrlKey ||
        event.shiftKey ||
        event.altKey
      )
        return
      const link = (event.target as Element).closest?.('a[data-record]')
      const href = link?.getAttribute('href')
      if (!href) return
      event.preventDefault()
      latest.current(href)
    }
    let resting: ReturnType<typeof setTimeout> | undefined
    const hover = (event: PointerEvent) => {
      clearTimeout(resting)
      const record = (event.target as Element).closest?.('[data-record]')?.getAttribute('data-record')
      const [object, id] = record?.split('/') ?? []
      if (object && id) resting = setTimeout(() => guessPage(object, id), 70)
    }
    document.addEventListener('click', click)
    document.addEventListener('pointerover', hover)
    return () => {
      clearTimeout(resting)
      document.removeEventListener('click', click)
      document.removeEventListener('pointerover', hover)
    }
  }, [])
}
