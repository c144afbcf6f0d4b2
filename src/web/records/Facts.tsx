import { IconChevronRight, IconPencil } from '@tabler/icons-react'
import { lazy, Suspense, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ApiPage, ApiRecord, MetaObject } from '#kernel/api.ts'
import type { Field } from '#kernel/fields/field.ts'
import type { Reference } from '#kernel/fields/relation.ts'
import { ApiError } from '../client/fetch.ts'
import { editing as tellEditing } from '../client/presence.ts'
import { refresh, useMeta } from '../client/queries.ts'
import { change, complain } from '../client/writes.ts'
import { isEmpty, viewOf } from '../fields/index.ts'
import { Button } from '../ui/Button.tsx'
import { formatInstant } from '../ui/format.ts'
import { say, useSay } from '../ui/language.ts'
import { CellEditor } from './CellEditor.tsx'
import { heldBy, writable } from './columnsOf.ts'
import { useConditions } from './conditions.ts'
import styles from './Facts.module.css'
import { FieldHistory, isTold, useLongPress } from './FieldHistory.tsx'
import { type Attached, Files } from './Files.tsx'
import { Held } from './Held.tsx'
import { EditingHint } from './HereNow.tsx'
import { whyNot } from './reaching.ts'
import { stepKey, trackOf } from './steps.ts'

const ScoreWhy = lazy(() => import('../scores/ScoreWhy.tsx').then((m) => ({ default: m.ScoreWhy })))

/** The fields of a record in their groups; a click edits one. Groups with nothing in them are folded. */
export function Facts({ object, page }: { object: MetaObject; page: ApiPage }) {
  const { t } = useTranslation()
  useSay()
  const { record } = page
  const [all, setAll] = useState(false)
  const { hidden } = useConditions(object, record, useMeta().user)
  const grouped = object.views.page ?? []
  // the name of a record that it holds stands as the link to it
  const names = Object.keys(object.fields).flatMap((key) => heldBy(object, key)?.name ?? [])
  const named = new Set([...grouped.flatMap((group) => group.fields), ...names])
  const groups =
    grouped.length > 0
      ? grouped
      : [
          {
            label: object.label,
            fields: Object.keys(object.fields).filter(
              (key) =>
                // what programs read is drawn where it is made
                object.fields[key]?.type !== 'json' &&
                !named.has(key) &&
                !['version', 'createdAt', 'createdBy', 'updatedAt', 'updatedBy'].includes(key),
            ),
          },
        ]
  const empty = groups
    .flatMap((group) => group.fields)
    .filter((key) => object.fields[key] && !hidden.has(key) && isEmpty(record[key]))
  return (
    <>
      {groups.map((group) => {
        const keys = group.fields.filter(
          (key) => object.fields[key] && !hidden.has(key) && (all || !isEmpty(record[key])),
        )
        if (keys.length === 0) return null
        return (
          <div key={group.label.en} className={styles.group}>
            <h2 className={styles.heading}>{say(group.label)}</h2>
            {keys.map((key) => (
              <Fact key={key} object={object} page={page} name={key} />
            ))}
          </div>
        )
      })}
      {empty.length > 0 && (
        <button type="button" className={styles.fold} aria-expanded={all} onClick={() => setAll(!all)}>
          <IconChevronRight size={14} />
          {all ? t('page.hideEmpty') : t('page.emptyFields', { count: empty.length })}
        </button>
      )}
      <p className={styles.dates}>
        {typeof record.createdAt === 'string' && t('page.created', { when: formatInstant(record.createdAt) })}
        <br />
        {typeof record.updatedAt === 'string' && t('page.changed', { when: formatInstant(record.updatedAt) })}
      </p>
    </>
  )
}

function Fact({ object, page, name }: { object: MetaObject; page: ApiPage; name: string }) {
  const { t } = useTranslation()
  const { record } = page
  const objects = useMeta().objects
  const [editing, setEditing] = useState<Editing | null>(null)
  const field = object.fields[name]!
  const held = heldBy(object, name)
  const value = record[name]
  const { Cell } = viewOf(field)
  const [told, setTold] = useState(false)
  const [why, setWhy] = useState(false)
  const press = useLongPress(() => setTold(true))
  const free = page.rights.update && writable(object, name) && Boolean(viewOf(field).Input)
  const long = field.type === 'longText' || field.type === 'address'
  const open = editing !== null
  useEffect(() => {
    if (!open) return
    tellEditing(record.id, name)
    return () => tellEditing(record.id, null)
  }, [open, record.id, name])
  const save = async (next: unknown, base: ApiRecord) => {
    setEditing(null)
    try {
      // on what stood there when she began: what somebody else has saved since is not written over unseen
      await change(
        object.key,
        base,
        { [name]: next },
        {
          onStale: (theirs) => setEditing({ value: next, base, theirs }),
        },
      )
    } catch (error) {
      const words = error instanceof ApiError ? (error.fields[name] ?? error.fields['']) : undefined
      if (error instanceof ApiError && error.status === 412) return
      if (error instanceof ApiError && error.status === 404) refresh(object.key, record.id)
      if (words) setEditing({ value: next, base, error: words })
      else complain(error)
    }
  }
  // a stage is chosen among those of the record's own pipeline
  const track = trackOf(object, name, objects)
  const where = track && stepKey(record[track.field]) ? { [track.stepField]: stepKey(record[track.field]) } : undefined
  return (
    <div className={styles.fact} data-long={long || undefined}>
      <span className={styles.label} title={field.help ? say(field.help) : undefined}>
        {say(field.label)}
      </span>
      {editing?.theirs ? (
        <Conflict
          field={field}
          mine={editing.value}
          name={name}
          theirs={editing.theirs}
          onMine={() => void save(editing.value, editing.theirs!)}
          onTheirs={() => setEditing(null)}
        />
      ) : editing ? (
        <CellEditor
          field={field}
          value={editing.value}
          error={editing.error}
          where={where}
          onSave={(next) => void save(next, editing.base)}
          onCancel={() => setEditing(null)}
        />
      ) : (
        <span className={styles.value} data-free={free || undefined} data-told={told || undefined} {...press}>
          {/* biome-ignore lint/a11y/noStaticElementInteractions lint/a11y/useKeyWithClickEvents: the pencil is there for the keyboard */}
          <span
            className={styles.shown}
            onClick={(event) => {
              if (free && !(event.target as Element).closest('a')) setEditing({ value, base: record })
            }}
          >
            {isEmpty(value) ? (
              <span className={styles.none}>{free ? t('field.addValue', { what: say(field.label) }) : '—'}</span>
            ) : long && field.type === 'longText' ? (
              <span className={styles.text}>{String(value)}</span>
            ) : field.type === 'files' ? (
              <Files path={`/api/v1/${object.key}/${record.id}/files/${name}`} files={value as readonly Attached[]} />
            ) : held ? (
              <Held
                object={String(record[held.object])}
                id={String(value)}
                name={(record[held.name] ?? null) as string | null}
              />
            ) : field.type === 'score' ? (
              <button type="button" onClick={() => setWhy(true)}>
                <Cell value={value} field={field} />
              </button>
            ) : (
              <Cell value={value} field={field} not={whyNot(object, record, field.type)} />
            )}
          </span>
          {free && (
            <button
              type="button"
              className={styles.pencil}
              data-edit
              aria-label={`${t('do.edit')} ${say(field.label)}`}
              onClick={() => setEditing({ value, base: record })}
            >
              <IconPencil size={13} />
            </button>
          )}
          {why && (
            <Suspense>
              <ScoreWhy object={object} id={record.id} name={name} onClose={() => setWhy(false)} />
            </Suspense>
          )}
          {isTold(field) && (
            <FieldHistory
              object={object}
              id={record.id}
              name={name}
              open={told}
              onOpen={setTold}
              className={styles.history}
            />
          )}
        </span>
      )}
      <EditingHint object={object.key} id={record.id} field={name} />
    </div>
  )
}

type Editing = {
  readonly value: unknown
  /** The record as it was when editing began. */
  readonly base: ApiRecord
  readonly error?: string
  /** What somebody else has made of the record meanwhile. */
  readonly theirs?: ApiRecord
}

type ConflictProps = {
  readonly field: Field
  readonly name: string
  readonly mine: unknown
  readonly theirs: ApiRecord
  readonly onMine: () => void
  readonly onTheirs: () => void
}

/** Two have changed the same field: both values, and hers is still to be had. */
function Conflict({ field, name, mine, theirs, onMine, onTheirs }: ConflictProps) {
  const { t } = useTranslation()
  const by = theirs.updatedBy as Reference | null | undefined
  const who = (by && 'title' in by && by.title) || t('here.somebody')
  const { Cell } = viewOf(field)
  const shown = (value: unknown) => (isEmpty(value) ? t('field.empty') : <Cell value={value} field={field} />)
  return (
    <div className={styles.conflict} role="alert">
      <p>{t('here.conflict', { name: who })}</p>
      <dl>
        <dt>{t('here.theirs')}</dt>
        <dd>{shown(theirs[name])}</dd>
        <dt>{t('here.mine')}</dt>
        <dd>{shown(mine)}</dd>
      </dl>
      <p className={styles.choices}>
        <Button small look="primary" onClick={onMine}>
          {t('here.keepMine')}
        </Button>
        <Button small onClick={onTheirs}>
          {t('here.keepTheirs')}
        </Button>
      </p>
    </div>
  )
}
