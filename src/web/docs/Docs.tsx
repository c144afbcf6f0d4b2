import { IconArrowLeft, IconSearch } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMeta } from '../client/queries.ts'
import { Bone } from '../ui/Bone.tsx'
import { Input } from '../ui/Input.tsx'
import { say } from '../ui/language.ts'
import styles from './Docs.module.css'
import { type ApiDocument, documentQuery, type Group, groupsOf } from './document.ts'
import { Filters } from './Filters.tsx'
import { find } from './find.ts'
import { GroupPage } from './GroupPage.tsx'
import { Overview } from './Overview.tsx'
import { Problems } from './Problems.tsx'
import { guidePages } from './text.ts'

/** The reference of the API, drawn of the document of this very workspace. */
export function Docs() {
  const { t } = useTranslation()
  const { page = 'overview' } = useParams({ strict: false }) as { page?: string }
  const { data: document } = useQuery(documentQuery())
  const { workspace } = useMeta()
  const groups = document ? groupsOf(document) : []
  const group = groups.find(({ name }) => name === page)
  const title = group?.title ?? say(guidePages[page as 'overview'] ?? guidePages.overview)
  useEffect(() => {
    window.document.title = `${title} · ${t('docs.title')} · Sampan`
  })
  return (
    <div className={styles.docs}>
      <Nav groups={groups} document={document} current={page} of={workspace.name} />
      <main className={styles.body} key={page}>
        {!document && <Bone width="60%" />}
        {document && group && <GroupPage group={group} document={document} />}
        {page === 'overview' && <Overview />}
        {page === 'filters' && <Filters />}
        {page === 'errors' && <Problems />}
      </main>
    </div>
  )
}

/** What each refusal means; there for everybody, since every problem leads here. */
export function ProblemsScreen() {
  const { t } = useTranslation()
  useEffect(() => {
    document.title = `${say(guidePages.errors)} · ${t('docs.title')} · Sampan`
  })
  return (
    <div className={styles.docs}>
      <Nav groups={[]} document={undefined} current="errors" />
      <main className={styles.body}>
        <Problems />
      </main>
    </div>
  )
}

type NavProps = {
  groups: readonly Group[]
  document: ApiDocument | undefined
  current: string
  /** Whose API it is. */
  of?: string
}

function Nav({ groups, document, current, of }: NavProps) {
  const { t } = useTranslation()
  const [text, setText] = useState('')
  const found = document && text.trim() !== '' ? find(text, groups, document) : null
  const objects = groups.filter(({ record }) => record)
  const others = groups.filter(({ record }) => !record)
  return (
    <nav className={styles.nav} aria-label={t('docs.title')}>
      <Link to="/" className={styles.back}>
        <IconArrowLeft size={14} />
        {t('docs.back')}
      </Link>
      <p className={styles.name}>
        {t('docs.title')}
        {of && <span>{of}</span>}
      </p>
      {document && (
        <div className={styles.search}>
          <IconSearch size={14} />
          <Input
            type="search"
            value={text}
            placeholder={t('docs.search')}
            aria-label={t('docs.search')}
            onChange={(event) => setText(event.target.value)}
          />
        </div>
      )}
      {found ? (
        <div className={styles.found} role="status">
          {found.length === 0 && <p className={styles.faint}>{t('docs.nothing')}</p>}
          {found.map((one) => (
            <Link
              key={`${one.group} ${one.at}`}
              to="/docs/api/$page"
              params={{ page: one.group }}
              hash={one.at}
              className={styles.hit}
              onClick={() => setText('')}
            >
              <span>{one.words}</span>
              <code>{one.under}</code>
            </Link>
          ))}
        </div>
      ) : (
        <div className={styles.groups}>
          <Items
            title={t('docs.guide')}
            items={Object.entries(guidePages).map(([key, label]) => [key, say(label)])}
            current={current}
          />
          {objects.length > 0 && (
            <Items
              title={t('docs.objects')}
              items={objects.map(({ name, title }) => [name, title])}
              current={current}
            />
          )}
          {others.length > 0 && (
            <Items title={t('docs.others')} items={others.map(({ name, title }) => [name, title])} current={current} />
          )}
        </div>
      )}
    </nav>
  )
}

type ItemsProps = { title: string; items: readonly (readonly [key: string, words: string])[]; current: string }

function Items({ title, items, current }: ItemsProps) {
  return (
    <div className={styles.group}>
      <h2>{title}</h2>
      {items.map(([key, words]) => (
        <Link
          key={key}
          to="/docs/api/$page"
          params={{ page: key }}
          className={styles.item}
          aria-current={key === current ? 'page' : undefined}
        >
          {words}
        </Link>
      ))}
    </div>
  )
}
