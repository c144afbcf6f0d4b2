import { IconCheck } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { lazy, Suspense, useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import type { ApiRecord, MetaObject } from '#kernel/api.ts'
import type { Where } from '#kernel/where.ts'
import { api } from '../client/api.ts'
import { useMeta } from '../client/queries.ts'
import { change, complain } from '../client/writes.ts'
import { isEmpty } from '../fields/empty.ts'
import { HelpMark } from '../help/HelpMark.tsx'
import { screenHelp } from '../help/targets.ts'
import { doneState } from '../records/composing.ts'
import { Bone } from '../ui/Bone.tsx'
import { addDays, formatDate, instant, local, today } from '../ui/format.ts'
import { Icon } from '../ui/Icon.tsx'
import { language, say } from '../ui/language.ts'
import { Bring } from './Bring.tsx'
import { Filling } from './Filling.tsx'
import { pluralOf } from './navigation.ts'
import { useRecent } from './recent.ts'
import styles from './Today.module.css'

const GetStarted = lazy(async () => ({ default: (await import('./GetStarted.tsx')).GetStarted }))

/** The day: what is due, what lacks a next step, what was looked at last. */
export function Today() {
  const { t } = useTranslation()
  const meta = useMeta()
  useEffect(() => {
    document.title = `${t('today.title')} · Sampan`
  })
  const hour = Number(local(new Date().toISOString()).time.slice(0, 2))
  const part = hour < 12 ? 'morning' : hour < 18 ? 'noon' : 'evening'
  const { activity, opportunity } = meta.objects
  return (
    <div className={styles.today}>
      <header className={styles.head}>
        <div className={styles.hello}>
          <h1>{t(`today.hello.${part}`, { name: meta.user.name })}</h1>
          <HelpMark to={screenHelp.today} />
        </div>
        <p>{longDay()}</p>
      </header>
      <div className={styles.columns}>
        <div className={styles.main}>
          {activity && <Tasks object={activity} />}
          {opportunity && <NoNextStep object={opportunity} />}
        </div>
        <div className={styles.side}>
          <Suspense>
            <Filling />
            <GetStarted />
          </Suspense>
          {meta.workspace.sample && meta.user.admin && <SampleNote />}
          {opportunity && <Closing object={opportunity} />}
          <Bring />
          <Recent />
        </div>
      </div>
    </div>
  )
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

/** My open tasks: overdue, today, the next seven days. */
function Tasks({ object }: { object: MetaObject }) {
  const { t } = useTranslation()
  const until = instant(addDays(today(), 8), '00:00')
  const where: Where = { owner: { is: 'me' }, status: 'open', at: { lt: until } }
  const list = useQuery({
    queryKey: ['today', 'tasks', until],
    queryFn: ({ signal }) =>
      api.list(
        object.key,
        {
          where,
          sort: ['at'],
          limit: 100,
          select: [
            ...new Set([
              object.title,
              'version',
              'kind',
              'status',
              'at',
              'account',
              'contact',
              'priority',
              'opportunity',
            ]),
          ].filter((key) => object.fields[key]),
        },
        signal,
      ),
  })
  const rows = list.data?.data ?? []
  const day = today()
  const groups = [
    ['today.overdue', rows.filter((row) => local(String(row.at)).day < day)],
    ['today.due', rows.filter((row) => local(String(row.at)).day === day)],
    ['today.soon', rows.filter((row) => local(String(row.at)).day > day)],
  ] as const
  return (
    <section className={styles.section} aria-label={pluralOf(object)}>
      {list.isPending && <Bones />}
      {list.isSuccess && rows.length === 0 && <p className={styles.none}>{t('today.noTasks')}</p>}
      {groups.map(([key, tasks]) =>
        tasks.length === 0 ? null : (
          <div key={key} className={styles.group}>
            <h2 className={styles.title} data-late={key === 'today.overdue' || undefined}>
              {t(key)} <span className="number">{tasks.length}</span>
            </h2>
            <ul>
              {tasks.map((task) => (
                <Task key={task.id} object={object} task={task} late={key === 'today.overdue'} />
              ))}
            </ul>
          </div>
        ),
      )}
    </section>
  )
}

function Task({ object, task, late }: { object: MetaObject; task: ApiRecord; late: boolean }) {
  const { t } = useTranslation()
  const state = doneState(object)
  const { day, time } = local(String(task.at))
  const about = ['opportunity', 'account', 'contact'].find((key) => object.fields[key] && !isEmpty(task[key]))
  const kind = object.fields.kind
  const done = () => {
    if (!state) return
    void change(object.key, task, { [state.field]: state.done }).then(
      () => import('../client/queries.ts').then((m) => m.queries.invalidateQueries({ queryKey: ['today'] })),
      complain,
    )
  }
  return (
    <li className={styles.row}>
      <button
        type="button"
        className={styles.tick}
        aria-label={`${t('log.markDone')} ${String(task[object.title])}`}
        onClick={done}
      >
        <IconCheck size={11} stroke={3} />
      </button>
      <a className={`clip ${styles.name}`} href={`/${object.key}/${task.id}`} data-record={`${object.key}/${task.id}`}>
        {String(task[object.title] ?? '')}
      </a>
      {kind && !isEmpty(task.kind) && <Value object={object} name="kind" record={task} />}
      <span className={styles.about}>{about && <Value object={object} name={about} record={task} />}</span>
      <span className={`number ${styles.when}`} data-late={late || undefined}>
        {day === today() ? time : formatDate(day)}
      </span>
    </li>
  )
}

/** Open opportunities of mine that nothing is planned for. */
function NoNextStep({ object }: { object: MetaObject }) {
  const { t } = useTranslation()
  const where: Where = { owner: { is: 'me' }, status: 'open', nextStep: { empty: true } }
  const list = useQuery({
    queryKey: ['today', 'steps'],
    queryFn: ({ signal }) =>
      api.list(
        object.key,
        {
          where,
          sort: ['-updatedAt'],
          limit: 8,
          count: 'estimate',
          select: [object.title, 'version', 'account', 'stage', 'amount'],
        },
        signal,
      ),
  })
  return (
    <section className={styles.section}>
      <h2 className={styles.title}>
        {t('today.noNextStep')} <span className="number">{list.data?.total?.value || ''}</span>
      </h2>
      {list.isPending && <Bones />}
      {list.isSuccess && list.data.data.length === 0 && <p className={styles.none}>{t('today.noNextStepText')}</p>}
      <ul>
        {list.data?.data.map((row) => (
          <li key={row.id} className={styles.row}>
            <a
              className={`clip ${styles.name}`}
              href={`/${object.key}/${row.id}`}
              data-record={`${object.key}/${row.id}`}
            >
              {String(row[object.title] ?? '')}
            </a>
            <span className={styles.about}>
              <Value object={object} name="account" record={row} />
            </span>
            <Value object={object} name="stage" record={row} />
            <span className={styles.when}>
              <Value object={object} name="amount" record={row} />
            </span>
          </li>
        ))}
      </ul>
      {(list.data?.total?.value ?? 0) > 8 && (
        <Link to="/$object" params={{ object: object.key }} search={{ where }} className={styles.all}>
          {t('page.seeAll', { count: list.data?.total?.value ?? 0 })}
        </Link>
      )}
    </section>
  )
}

/** My opportunities that should close this month. */
function Closing({ object }: { object: MetaObject }) {
  const { t } = useTranslation()
  const where: Where = { owner: { is: 'me' }, status: 'open', closeDate: { within: 'thisMonth' } }
  const list = useQuery({
    queryKey: ['today', 'closing'],
    queryFn: ({ signal }) =>
      api.list(
        object.key,
        { where, sort: ['closeDate'], limit: 6, select: [object.title, 'version', 'amount', 'closeDate'] },
        signal,
      ),
  })
  if (list.isSuccess && list.data.data.length === 0) return null
  return (
    <section className={styles.section}>
      <h2 className={styles.title}>{t('today.closing')}</h2>
      {list.isPending && <Bones />}
      <ul>
        {list.data?.data.map((row) => (
          <li key={row.id} className={styles.row}>
            <a
              className={`clip ${styles.name}`}
              href={`/${object.key}/${row.id}`}
              data-record={`${object.key}/${row.id}`}
            >
              {String(row[object.title] ?? '')}
            </a>
            <Value object={object} name="amount" record={row} />
          </li>
        ))}
      </ul>
    </section>
  )
}

function Recent() {
  const { t } = useTranslation()
  const { objects } = useMeta()
  const seen = useRecent()
    .filter((one) => objects[one.object])
    .slice(0, 8)
  return (
    <section className={styles.section}>
      <h2 className={styles.title}>{t('today.recent')}</h2>
      {seen.length === 0 && <p className={styles.none}>{t('today.noRecent')}</p>}
      <ul>
        {seen.map((one) => (
          <li key={one.id} className={styles.row}>
            <span className={styles.icon}>
              <Icon name={objects[one.object]?.icon} size={15} />
            </span>
            <a
              className={`clip ${styles.name}`}
              href={`/${one.object}/${one.id}`}
              data-record={`${one.object}/${one.id}`}
            >
              {one.title}
            </a>
          </li>
        ))}
      </ul>
    </section>
  )
}

/** What is on the screen is the demo company's; one click leads to where it is taken out. */
function SampleNote() {
  const { t } = useTranslation()
  return (
    <p className={styles.sample}>
      {t('sample.note')}{' '}
      <Link to="/settings/$page" params={{ page: 'sample' }}>
        {t('sample.remove')}
      </Link>
    </p>
  )
}

/** Drawn as in a list; until that has loaded, by its words. */
function Value({ object, name, record }: { object: MetaObject; name: string; record: ApiRecord }) {
  const field = object.fields[name]
  const value = record[name]
  if (!field || isEmpty(value)) return null
  return (
    <span className={styles.value} title={say(field.label)}>
      <Suspense fallback={typeof value === 'object' && value && 'title' in value ? String(value.title) : ''}>
        <FieldValue field={field} value={value} />
      </Suspense>
    </span>
  )
}

const FieldValue = lazy(() => import('../fields/FieldValue.tsx').then((m) => ({ default: m.FieldValue })))

function Bones() {
  return (
    <div className={styles.bones}>
      {[62, 48, 70, 55].map((width) => (
        <Bone key={width} width={`${width}%`} />
      ))}
    </div>
  )
}
