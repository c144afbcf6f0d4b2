import { useQuery } from '@tanstack/react-query'
import { Link, useParams, useRouterState } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Missing } from '../app/Missing.tsx'
import { Bone } from '../ui/Bone.tsx'
import { Input } from '../ui/Input.tsx'
import { language } from '../ui/language.ts'
import { findInGuide, type GuidePage, loadGuide } from './guide.ts'
import styles from './Help.module.css'
import { Markdown } from './Markdown.tsx'

/** The guide of this very version, in the reader's language. */
export function Help() {
  const { t } = useTranslation()
  const { page: key = 'first-day' } = useParams({ strict: false }) as { page?: string }
  const section = useRouterState({ select: ({ location }) => location.hash })
  const speaking = language()
  const { data: pages } = useQuery({
    queryKey: ['guide', speaking],
    queryFn: () => loadGuide(speaking),
    staleTime: Number.POSITIVE_INFINITY,
  })
  const page = pages?.find((one) => one.key === key)
  useEffect(() => {
    document.title = `${page?.title ?? t('help.title')} · Sampan`
  })
  useEffect(() => {
    if (page) document.getElementById(section || 'guide')?.scrollIntoView()
  }, [page, section])
  if (pages && !page) return <Missing />
  return (
    <div className={styles.help}>
      <article id="guide" className={styles.page} lang={speaking === 'en' ? 'en' : undefined}>
        {page ? (
          <>
            <h1>{page.title}</h1>
            <Markdown tokens={page.tokens} page={page.key} />
          </>
        ) : (
          <Bone width="60%" />
        )}
      </article>
      <Contents pages={pages ?? []} current={page} />
    </div>
  )
}

function Contents({ pages, current }: { pages: readonly GuidePage[]; current: GuidePage | undefined }) {
  const { t } = useTranslation()
  const [words, setWords] = useState('')
  const found = words.trim() === '' ? null : findInGuide(pages, words)
  return (
    <nav className={styles.nav} aria-label={t('help.title')}>
      <Input
        type="search"
        value={words}
        placeholder={t('help.search')}
        aria-label={t('help.search')}
        onChange={(event) => setWords(event.target.value)}
      />
      {found && (
        <div role="status">
          {found.length === 0 && <p className={styles.none}>{t('help.nothing')}</p>}
          {found.map((one) => (
            <Link
              key={`${one.page}#${one.section}`}
              to="/help/$page"
              params={{ page: one.page }}
              hash={one.section}
              className={styles.item}
              onClick={() => setWords('')}
            >
              {one.title}
              {one.under && <span className={styles.under}>{one.under}</span>}
            </Link>
          ))}
        </div>
      )}
      {!found &&
        pages.map((page) => (
          <div key={page.key}>
            <Link
              to="/help/$page"
              params={{ page: page.key }}
              className={styles.item}
              aria-current={page === current ? 'page' : undefined}
            >
              {page.title}
            </Link>
            {page === current &&
              page.sections.map(({ id, title }) => (
                <Link key={id} to="/help/$page" params={{ page: page.key }} hash={id} className={styles.section}>
                  {title}
                </Link>
              ))}
          </div>
        ))}
    </nav>
  )
}
