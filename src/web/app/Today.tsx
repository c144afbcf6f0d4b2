import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ApiToday } from '#kernel/api-today.ts'
import { useMeta } from '../client/queries.ts'
import { todayQuery } from '../client/today.ts'
import { expectTones } from '../fields/ToneTag.tsx'
import { HelpMark } from '../help/HelpMark.tsx'
import { screenHelp } from '../help/targets.ts'
import { local, today } from '../ui/format.ts'
import { language } from '../ui/language.ts'
import { keep, kept } from '../ui/store.ts'
import { Failed } from './Failed.tsx'
import { mainObjects } from './navigation.ts'
import styles from './Today.module.css'
import { Bones } from './today/Bones.tsx'
import { MyDay } from './today/MyDay.tsx'
import { needListWords } from './words/words.ts'

const Team = lazy(async () => {
  await needListWords()
  return { default: (await import('./today/Team.tsx')).Team }
})
const Checks = lazy(async () => {
  await needListWords()
  return { default: (await import('./today/Checks.tsx')).Checks }
})

/** What somebody is here: herself, the head of a team, an administrator. Whoever is several of them changes between tabs. */
type Hat = 'self' | 'team' | 'admin'

/** The day, from one request: what waits for her and for the administrator; how her team does comes once she looks at it. */
export function Today() {
  const { t } = useTranslation()
  const meta = useMeta()
  const { data, error, refetch } = useQuery(todayQuery)
  const [hat, setHat] = useState<Hat>(() => kept('today.hat', 'self'))
  useEffect(() => {
    document.title = `${t('today.title')} · Sampan`
  })
  useEffect(() => {
    void expectTones(meta, mainObjects(meta))
  }, [meta])
  const hour = Number(local(new Date().toISOString()).time.slice(0, 2))
  const part = hour < 12 ? 'morning' : hour < 18 ? 'noon' : 'evening'
  const hats = hatsOf(data)
  // the place of the tabs is kept while nobody knows yet whether there are any
  const several = data ? hats.length > 1 : kept('today.several', meta.user.admin)
  useEffect(() => {
    if (data) keep('today.several', hats.length > 1)
  })
  const worn = hats.includes(hat) ? hat : 'self'
  const wear = (next: Hat) => {
    setHat(next)
    keep('today.hat', next)
  }
  return (
    <div className={styles.today}>
      <header className={styles.head}>
        <div className={styles.hello}>
          <h1>{t(`today.hello.${part}`, { name: meta.user.name })}</h1>
          <HelpMark to={screenHelp.today} />
        </div>
        <p>{longDay()}</p>
      </header>
      {several && (
        <div className={styles.hats} role="tablist" aria-label={t('today.title')}>
          {hats.map((one) => (
            <button key={one} type="button" role="tab" aria-selected={one === worn} onClick={() => wear(one)}>
              {t(`today.hat.${one}`)}
              {one === 'admin' && Boolean(data?.admin?.checks.length) && (
                <span className="number">{data?.admin?.checks.length}</span>
              )}
            </button>
          ))}
        </div>
      )}
      {error && !data ? (
        <Failed error={error} reset={() => void refetch()} />
      ) : worn === 'self' ? (
        <MyDay today={data} />
      ) : (
        <Suspense fallback={<Bones />}>
          {worn === 'team' && <Team />}
          {worn === 'admin' && data?.admin && <Checks admin={data.admin} />}
        </Suspense>
      )}
    </div>
  )
}

function hatsOf(data: ApiToday | undefined): Hat[] {
  return ['self', ...(data?.leads ? (['team'] as const) : []), ...(data?.admin ? (['admin'] as const) : [])]
}

function longDay(): string {
  const words = new Intl.DateTimeFormat(language(), {
    month: 'long',
    day: 'numeric',
    weekday: 'long',
    timeZone: 'UTC',
  }).format(new Date(`${today()}T00:00:00Z`))
  return words
    .replace(/(\d+)(月|日)/g, '$1 $2 ')
    .replace(/月 (\d)/, '月 $1')
    .trim()
}
