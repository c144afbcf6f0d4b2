import { IconChevronLeft } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link, useSearch } from '@tanstack/react-router'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { MetaObject } from '#kernel/api.ts'
import type { ApiQualityDetail, ApiQualityPart } from '#kernel/api-quality.ts'
import type { SelectField } from '#kernel/fields/select.ts'
import { isBatch } from '#kernel/quality/beside.ts'
import type { Where } from '#kernel/where.ts'
import { pluralOf } from '../../app/navigation.ts'
import { useMeta } from '../../client/queries.ts'
import { Bone } from '../../ui/Bone.tsx'
import { Button } from '../../ui/Button.tsx'
import { Empty } from '../../ui/Empty.tsx'
import { formatAgo, formatNumber } from '../../ui/format.ts'
import { say, useSay } from '../../ui/language.ts'
import { Head } from '../Head.tsx'
import { nameOfSource, nameOfTrouble, qualityOf, type Source } from './api.ts'
import styles from './Quality.module.css'
import { Score, Trend } from './Score.tsx'

const QuarantineDialog = lazy(async () => ({ default: (await import('./QuarantineDialog.tsx')).QuarantineDialog }))
const StandardDialog = lazy(async () => ({ default: (await import('./StandardDialog.tsx')).StandardDialog }))
const TaskDialog = lazy(async () => ({ default: (await import('./TaskDialog.tsx')).TaskDialog }))

/** One object: what is wrong with its records, through what they came, whose they are, and who uses a field otherwise. */
export function Detail({ object }: { object: MetaObject }) {
  const { t } = useTranslation()
  useSay()
  const { objects } = useMeta()
  const { data, isPending } = useQuery(qualityOf(object.key))
  const [asking, setAsking] = useState(false)
  return (
    <>
      <Link to="/settings/$page" params={{ page: 'quality' }} className={styles.back}>
        <IconChevronLeft size={15} /> {t('quality.back')}
      </Link>
      <Head
        title={pluralOf(object)}
        text={data?.countedAt ? t('quality.counted', { when: formatAgo(data.countedAt) }) : undefined}
      >
        {data && objects['qualityStandard']?.rights.create && (
          <Button onClick={() => setAsking(true)}>{t('quality.standard')}</Button>
        )}
      </Head>
      {isPending && <Bone width="60%" />}
      {data?.records === 0 && <Empty title={t('quality.none')} text={t('quality.noneText')} />}
      {data && data.records > 0 && (
        <>
          <Figures data={data} />
          <Problems object={object} data={data} />
          <Sources object={object} data={data} />
          <Drifts object={object} data={data} />
          <Owners object={object} data={data} />
        </>
      )}
      <Suspense>
        {asking && data && <StandardDialog object={object} standard={data.standard} onClose={() => setAsking(false)} />}
      </Suspense>
    </>
  )
}

type Props = { object: MetaObject; data: ApiQualityDetail }

function Figures({ data }: { data: ApiQualityDetail }) {
  const { t } = useTranslation()
  return (
    <dl className={styles.figures}>
      {(['total', 'completeness', 'validity', 'uniqueness', 'freshness'] as const).map((part) => (
        <div key={part}>
          <dt>{t(`quality.${part}`)}</dt>
          <dd>
            <Score value={data.score[part]} strong={part === 'total'} />
          </dd>
        </div>
      ))}
      <div>
        <dt>{t('quality.trend')}</dt>
        <dd>
          <Trend days={data.trend} />
        </dd>
      </div>
    </dl>
  )
}

function Problems({ object, data }: Props) {
  const { t } = useTranslation()
  const may = useMeta().objects['cleaningTask']?.rights.create === true
  const [giving, setGiving] = useState<{ name: string; where: Where; count: number } | null>(null)
  return (
    <section className={styles.section}>
      <h3>{t('quality.problems')}</h3>
      {data.problems.length === 0 && <p className={styles.nothing}>{t('quality.noProblems')}</p>}
      <ul className={styles.list}>
        {data.problems.map((one) => {
          const name = nameOfTrouble(one, object, data.standard.freshDays, t)
          return (
            <li key={`${one.kind} ${one.field}`} className={styles.problem}>
              <Records object={object} where={one.where} className={styles.strong}>
                {name}
              </Records>
              <span className={styles.bar} aria-hidden="true">
                <span style={{ inlineSize: `${Math.max(1, one.share)}%` }} data-kind={one.kind} />
              </span>
              <span className={styles.figure}>{formatNumber(one.count)}</span>
              <span className={`${styles.figure} ${styles.faint}`}>
                {t('quality.share', { share: formatNumber(one.share, 1) })}
              </span>
              <span className={styles.acts}>
                {may && (
                  <Button
                    small
                    look="quiet"
                    aria-label={`${t('quality.task')} ${name}`}
                    onClick={() => setGiving({ name, where: one.where, count: one.count })}
                  >
                    {t('quality.task')}
                  </Button>
                )}
              </span>
            </li>
          )
        })}
      </ul>
      <Suspense>{giving && <TaskDialog object={object} {...giving} onClose={() => setGiving(null)} />}</Suspense>
    </section>
  )
}

function Sources({ object, data }: Props) {
  const { t } = useTranslation()
  const may = useMeta().objects['quarantine']?.rights.create === true
  const [aside, setAside] = useState<Source | null>(null)
  const { source } = useSearch({ strict: false }) as { source?: string }
  const asked = data.sources.filter(({ key }) => key === source)
  const worst = data.sources.toSorted((a, b) => b.newDoubles - a.newDoubles)[0]
  return (
    <section className={styles.section}>
      <h3>{t('quality.sources')}</h3>
      {worst && worst.newDoubles > 0 && worst.newDoublesShare >= 20 && (
        <p className={styles.culprit} role="note">
          {t('quality.culprit', {
            source: nameOfSource(worst, t),
            share: worst.newDoublesShare,
            count: worst.newDoubles,
          })}
        </p>
      )}
      {source && asked.length === 0 && <p className={styles.hint}>{t('quality.notYet')}</p>}
      <Parts
        object={object}
        marked={source}
        problems={data.problems}
        parts={[...asked, ...data.sources.filter(({ key }) => key !== source)]}
        nameOf={(one) => nameOfSource(one, t)}
        act={(one) =>
          may && isBatch(one.key) ? (
            <Button
              small
              look="quiet"
              aria-label={`${t('quality.quarantine')} ${nameOfSource(one, t)}`}
              onClick={() => setAside(one)}
            >
              {t('quality.quarantine')}
            </Button>
          ) : null
        }
        more={[
          [t('quality.new'), ({ new: count, where }) => [count, { ...where, createdAt: { within: 'thisMonth' } }]],
          [
            t('quality.newDoubles'),
            ({ newDoubles, where }) => [newDoubles, { ...where, doubled: true, createdAt: { within: 'thisMonth' } }],
          ],
        ]}
      />
      <p className={styles.hint}>{t('quality.sourcesText')}</p>
      <Suspense>{aside && <QuarantineDialog object={object} source={aside} onClose={() => setAside(null)} />}</Suspense>
    </section>
  )
}

function Owners({ object, data }: Props) {
  const { t } = useTranslation()
  return (
    <section className={styles.section}>
      <h3>{t('quality.owners')}</h3>
      <Parts
        object={object}
        parts={data.owners}
        problems={data.problems}
        nameOf={({ name }) => name ?? t('quality.nobody')}
      />
    </section>
  )
}

type PartsProps<P extends ApiQualityPart> = {
  object: MetaObject
  parts: readonly P[]
  problems: ApiQualityDetail['problems']
  nameOf: (part: P) => string
  act?: (part: P) => React.ReactNode
  /** The one that she comes for. */
  marked?: string | undefined
  more?: readonly (readonly [title: string, figure: (part: P) => readonly [number, Where]])[]
}

/** The four parts of a score, and of which kind the problems are that lower it. */
const scored = [
  ['completeness', 'missing'],
  ['validity', 'invalid'],
  ['uniqueness', 'double'],
  ['freshness', 'stale'],
] as const

/** How good what each owner or source has to do with is, a row each; every figure opens its records, a score those that lower it. */
function Parts<P extends ApiQualityPart>({ object, parts, problems, nameOf, act, marked, more = [] }: PartsProps<P>) {
  const { t } = useTranslation()
  const [all, setAll] = useState(false)
  const shown = all ? parts : parts.slice(0, 12)
  return (
    <div className={styles.scroll}>
      <table className={`${styles.table} ${styles.parts}`}>
        <thead>
          <tr>
            <th>{t('quality.name')}</th>
            <th className={styles.figure}>{t('quality.total')}</th>
            {scored.map(([part]) => (
              <th key={part} className={styles.figure}>
                {t(`quality.${part}`)}
              </th>
            ))}
            <th className={`${styles.trend} ${styles.more}`}>{t('quality.trend')}</th>
            <th className={styles.figure}>{t('quality.records')}</th>
            {more.map(([title]) => (
              <th key={title} className={styles.figure}>
                {title}
              </th>
            ))}
            {act && <td />}
          </tr>
        </thead>
        <tbody>
          {shown.map((one) => (
            <tr key={one.key} data-marked={one.key === marked || undefined} ref={one.key === marked ? intoView : null}>
              <td className={styles.wide}>
                <Records object={object} where={one.where} className={styles.strong}>
                  {nameOf(one)}
                </Records>
              </td>
              <td className={styles.figure} data-label={t('quality.total')}>
                <Score value={one.score.total} />
              </td>
              {scored.map(([part, kind]) => {
                const value = one.score[part]
                const wrong = problems.filter((problem) => problem.kind === kind).map(({ where }) => where)
                return (
                  <td key={part} className={styles.figure} data-label={t(`quality.${part}`)}>
                    {value === null || value === 100 || wrong.length === 0 ? (
                      <Score value={value} />
                    ) : (
                      <Records
                        object={object}
                        where={{ and: [one.where, wrong.length === 1 ? wrong[0]! : { or: wrong }] }}
                      >
                        <Score value={value} />
                      </Records>
                    )}
                  </td>
                )
              })}
              <td className={`${styles.trend} ${styles.more}`}>
                <Trend days={one.trend} />
              </td>
              <td className={styles.figure} data-label={t('quality.records')}>
                {formatNumber(one.records)}
              </td>
              {more.map(([title, figure]) => {
                const [count, where] = figure(one)
                return (
                  <td key={title} className={styles.figure} data-label={title} data-none={count === 0 || undefined}>
                    {count === 0 ? (
                      <span className={styles.faint}>—</span>
                    ) : (
                      <Records object={object} where={where}>
                        {formatNumber(count)}
                      </Records>
                    )}
                  </td>
                )
              })}
              {act && <td className={`${styles.figure} ${styles.act}`}>{act(one)}</td>}
            </tr>
          ))}
        </tbody>
      </table>
      {parts.length > shown.length && (
        <Button small look="quiet" onClick={() => setAll(true)}>
          {t('quality.all')}
        </Button>
      )}
    </div>
  )
}

function intoView(row: HTMLElement | null): void {
  row?.scrollIntoView({ block: 'center' })
}

function Drifts({ object, data }: Props) {
  const { t } = useTranslation()
  if (data.drifts.length === 0) return null
  return (
    <section className={styles.section}>
      <h3>{t('quality.drifts')}</h3>
      <ul className={styles.list}>
        {data.drifts.map((one) => {
          const field = object.fields[one.field]
          if (!field) return null
          const option = (field as unknown as SelectField).options?.find(({ key }) => key === one.value)
          const told = {
            team: one.name,
            field: say(field.label),
            here: one.here,
            elsewhere: one.elsewhere,
            count: one.of,
            value: option ? say(option.label) : (one.value ?? ''),
          }
          return (
            <li key={`${one.team} ${one.field} ${one.kind}`} className={styles.drift}>
              <Records object={object} where={one.where}>
                {t(one.kind === 'filled' ? 'quality.driftFilled' : 'quality.driftValues', told)}
              </Records>
            </li>
          )
        })}
      </ul>
    </section>
  )
}

/** A way to the list of exactly these records. */
function Records({
  object,
  where,
  className,
  children,
}: {
  object: MetaObject
  where: Where
  className?: string | undefined
  children: React.ReactNode
}) {
  return (
    <Link
      to="/$object"
      params={{ object: object.key }}
      search={{ where }}
      className={className ? `${styles.link} ${className}` : styles.link}
    >
      {children}
    </Link>
  )
}
