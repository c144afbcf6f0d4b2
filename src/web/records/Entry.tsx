import { IconArrowRight, IconCheck, IconPlus, IconRestore, IconTrash } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import i18next from 'i18next'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ApiRecord, MetaObject, TimelineEntry } from '#kernel/api.ts'
import type { Field } from '#kernel/fields/field.ts'
import type { SelectField } from '#kernel/fields/select.ts'
import { plainMentions } from '#kernel/mention.ts'
import { api } from '../client/api.ts'
import { useMeta } from '../client/queries.ts'
import { change, complain } from '../client/writes.ts'
import { isEmpty, viewOf } from '../fields/index.ts'
import { OptionTag } from '../fields/select.tsx'
import { MentionText } from '../mentions/MentionText.tsx'
import { formatAgo, formatDate, formatInstant, local, today } from '../ui/format.ts'
import { Icon } from '../ui/Icon.tsx'
import { language, say } from '../ui/language.ts'
import { CommentEntry } from './CommentEntry.tsx'
import { doneState, dueOf, isLate } from './composing.ts'
import { type Attached, Files } from './Files.tsx'
import styles from './Timeline.module.css'
import { wayOf, whoDid } from './who.ts'

const Opened = lazy(() => import('../mail/Opened.tsx').then((m) => ({ default: m.Opened })))
const MergeEntry = lazy(() => import('../merge/MergeEntry.tsx').then((m) => ({ default: m.MergeEntry })))

/** One thing that happened: a change of this record, or a call, a task, a note that belongs to it. */
export function Entry({ object, about, entry }: { object: MetaObject; about: ApiRecord; entry: TimelineEntry }) {
  if (entry.comment)
    return <CommentEntry object={object} record={about} entry={entry} comment={entry.comment} time={timeOf(entry.at)} />
  if (entry.type === 'record') return entry.record ? <RecordEntry entry={entry} record={entry.record} /> : null
  if (entry.kind === 'merged' || entry.kind === 'split')
    return (
      <Suspense>
        <MergeEntry object={object} entry={entry} time={timeOf(entry.at)} />
      </Suspense>
    )
  return <EventEntry object={object} entry={entry} />
}

function EventEntry({ object, entry }: { object: MetaObject; entry: TimelineEntry }) {
  const { t } = useTranslation()
  // how it came to whom it is with now says more than that it was changed
  const held = entry.kind === 'updated' ? heldOption(object, entry) : undefined
  const changes = Object.entries(entry.changes ?? {}).filter(
    ([key]) => object.fields[key] && !isHouse(object, key) && !(held && saidByHeld.has(key)),
  )
  const [all, setAll] = useState(false)
  if (entry.kind === 'updated' && changes.length === 0) return null
  const simple = ['created', 'updated', 'deleted', 'restored', 'setAside', 'putBack'].includes(entry.kind)
  const action = object.actions.find((a) => a.key === entry.kind || `${a.key}n` === entry.kind)
  const known = i18next.exists(`happened.${entry.kind}`)
  const told = action?.label ?? object.emits?.[entry.kind]
  const words =
    entry.kind === 'updated'
      ? held
        ? ''
        : t('log.updated')
      : simple
        ? t(`log.${entry.kind}` as 'log.created')
        : known
          ? t(`happened.${entry.kind}` as 'happened.shared')
          : ''
  const folded = changes.length > mostShown + 1 && !all
  const shown = entry.kind === 'created' ? [] : folded ? changes.slice(0, mostShown) : changes
  const single = entry.kind === 'updated' && changes.length === 1 && !held
  return (
    <li className={styles.entry}>
      <span className={styles.mark}>{marks[entry.kind] ?? <IconArrowRight size={14} />}</span>
      <div className={styles.line}>
        <span className={styles.who}>{whoDid(entry, t)}</span> {words}
        {!simple && !known && (
          <OptionTag option={stateOption(object, entry.kind)} word={told ? say(told) : entry.kind} />
        )}
        {held && <OptionTag option={held} word={held.key} />}
        {single && <> {say(object.fields[changes[0]![0]]!.label)}</>}
        {wayOf(entry, t)}
      </div>
      <time className={`number ${styles.time}`} dateTime={entry.at} title={formatInstant(entry.at)}>
        {timeOf(entry.at)}
      </time>
      {shown.length > 0 && (
        <div className={styles.changes}>
          {shown.map(([key, [before, to]]) => {
            // what was said of its last owner says nothing of this one
            const from = held && key === 'heldNote' ? null : before
            return (
              <span key={key} className={styles.change}>
                {!single && <span>{say(object.fields[key]!.label)}</span>}
                {!isEmpty(from) && (
                  <span className={styles.old}>
                    <Told field={object.fields[key]!} value={from} />
                  </span>
                )}
                {!isEmpty(from) && <IconArrowRight size={12} />}
                <span className={styles.new}>
                  {isEmpty(to) ? t('field.empty') : <Told field={object.fields[key]!} value={to} />}
                </span>
              </span>
            )
          })}
        </div>
      )}
      {folded && entry.kind !== 'created' && (
        <button type="button" className={styles.more} onClick={() => setAll(true)}>
          {t('log.fields', { count: changes.length })}
        </button>
      )}
    </li>
  )
}

/** So many changed fields are shown before the rest is folded away; one alone is not worth a click. */
const mostShown = 3

/** The option that says how a record got to its owner, or into its pool, where this change is about that. */
function heldOption(object: MetaObject, entry: TimelineEntry) {
  const field = object.fields['heldReason'] as SelectField | undefined
  return field?.options.find(({ key }) => key === entry.changes?.['heldReason']?.[1])
}

/** What the head of such an entry says already: the way, since when, and whose it was. */
const saidByHeld = new Set(['heldReason', 'heldSince', 'previousOwner'])

const marks: Readonly<Record<string, React.ReactNode>> = {
  created: <IconPlus size={14} />,
  updated: <span style={{ width: 6, height: 6, borderRadius: 3, background: 'var(--line-strong)' }} />,
  deleted: <IconTrash size={14} />,
  restored: <IconRestore size={14} />,
}

/** A call, a task, a note: what it was about, what was said, and whether it is done. */
function RecordEntry({ entry, record }: { entry: TimelineEntry; record: ApiRecord }) {
  const { t } = useTranslation()
  const object = useMeta().objects[entry.object]
  const [all, setAll] = useState(false)
  /** The version that she ticked: on the screen at once, until the next one comes. */
  const [ticked, setTicked] = useState<number | null>(null)
  if (!object) return null
  const kind = Object.entries(object.fields).find(([, field]) => field.type === 'select' && field.required)
  const body = Object.entries(object.fields).find(([key, field]) => field.type === 'longText' && !isEmpty(record[key]))
  const state = doneState(object)
  const was = state && record[state.field]
  const stands = state && ticked === record.version ? (was === state.open ? state.done : state.open) : was
  const done = state ? stands === state.done : true
  const open = state ? stands === state.open : false
  const due = open ? dueOf(object, record) : null
  const owner = record.owner as { title?: string } | null
  const files = Object.entries(object.fields).find(([key, field]) => field.type === 'files' && !isEmpty(record[key]))
  const title = String(record[object.title] ?? '')
  const said = body ? String(record[body[0]]) : ''
  // whoever is named in the first line is named in its full text: it is not said twice
  const [head = '', ...rest] = said.split('\n')
  const named = head.includes('@[') && plainMentions(head) === title
  const text = named ? rest.join('\n').trim() : said
  const long = text.length > 400 || text.split('\n').length > 5
  const finish = () => {
    if (!state) return
    setTicked(ticked === record.version ? null : record.version)
    change(object.key, record, { [state.field]: open ? state.done : state.open }).catch((error) => {
      setTicked(null)
      complain(error)
    })
  }
  return (
    <li className={styles.entry}>
      <span className={styles.mark}>
        {state && object.rights.update ? (
          <button
            type="button"
            className={styles.tick}
            data-done={done || undefined}
            aria-pressed={done}
            aria-label={t('log.markDone')}
            onClick={finish}
          >
            {done && <IconCheck size={11} stroke={3} />}
          </button>
        ) : (
          <Icon name={object.icon} size={14} />
        )}
      </span>
      <div className={styles.record}>
        {kind && !isEmpty(record[kind[0]]) && (
          <OptionTag
            option={(kind[1] as unknown as SelectField).options.find((o) => o.key === record[kind[0]])}
            word=""
          />
        )}
        <a
          className={`clip ${styles.subject}`}
          href={`/${object.key}/${record.id}`}
          data-record={`${object.key}/${record.id}`}
        >
          {named ? <MentionText text={head} /> : title}
        </a>
      </div>
      <time className={`number ${styles.time}`} dateTime={due ?? entry.at} data-late={isLate(due) || undefined}>
        {due ? when(due) : timeOf(entry.at)}
      </time>
      {text && (
        <p className={styles.body} data-cut={(long && !all) || undefined}>
          <MentionText text={text} />
        </p>
      )}
      {long && !all && (
        <button type="button" className={styles.more} onClick={() => setAll(true)}>
          {t('log.showMore')}
        </button>
      )}
      {Number(record['opens'] ?? 0) > 0 && (
        <Suspense>
          <Opened className={styles.by} record={record} />
        </Suspense>
      )}
      {files && (
        <div className={styles.files}>
          <Files
            path={`/api/v1/${object.key}/${record.id}/files/${files[0]}`}
            files={record[files[0]] as readonly Attached[]}
          />
        </div>
      )}
      {owner?.title && <span className={styles.by}>{owner.title}</span>}
    </li>
  )
}

/** A day, or an instant. */
function when(due: string): string {
  return due.length === 10 ? formatDate(due) : formatInstant(due)
}

/** A value as an event keeps it: relations are references, or bare ids that find their names here. */
export function Told({ field, value }: { field: Field; value: unknown }) {
  if ('to' in field) {
    const all = Array.isArray(value) ? value : [value]
    const named = all.flatMap((one) =>
      typeof one === 'object' && one !== null && 'title' in one ? [String(one.title)] : [],
    )
    if (named.length > 0) return <span className="clip">{named.join(language() === 'en' ? ', ' : '、')}</span>
    const ids = all.filter((one): one is string => typeof one === 'string')
    return ids.length > 0 ? <Titles to={String(field.to)} ids={ids} /> : <>—</>
  }
  const { Cell } = viewOf(field)
  // What was due then was due at an instant; how much is left is no part of the past.
  return <Cell value={value} field={{ ...field, countdown: false } as Field} />
}

function Titles({ to, ids }: { to: string; ids: readonly string[] }) {
  const title = useMeta().objects[to]?.title ?? 'name'
  const { data } = useQuery({
    queryKey: ['titles', to, ids],
    queryFn: async ({ signal }) =>
      (await api.list(to, { where: { id: { in: ids } }, select: [title], limit: 20 }, signal)).data,
    staleTime: 300_000,
  })
  return (
    <span className="clip">
      {data ? data.map((row) => String(row[title] ?? '')).join(language() === 'en' ? ', ' : '、') || '—' : '…'}
    </span>
  )
}

/** Of today and just now: how long ago; else the time of the day, since the day stands above. */
function timeOf(at: string): string {
  const { day, time } = local(at)
  return day === today() ? formatAgo(at).replace(/^(今天|Today) /, '') : time
}

/** What the engine keeps for itself is no news. */
export function isHouse(object: MetaObject, key: string): boolean {
  const field = object.fields[key]
  return (
    ['version', 'updatedAt', 'updatedBy', 'createdAt', 'createdBy', 'stageSince', 'lastFollowUpAt'].includes(key) ||
    field?.type === 'json'
  )
}

/** A state that the record came into, such as won, in its colour. */
function stateOption(object: MetaObject, kind: string) {
  for (const field of Object.values(object.fields)) {
    if (field.type !== 'select') continue
    const option = (field as unknown as SelectField).options.find((o) => o.key === kind)
    if (option) return option
  }
  return undefined
}
