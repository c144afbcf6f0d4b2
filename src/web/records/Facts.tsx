import { IconChevronRight, IconPencil } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ApiPage, MetaObject } from '#kernel/api.ts'
import { ApiError } from '../client/fetch.ts'
import { useMeta } from '../client/queries.ts'
import { change, complain } from '../client/writes.ts'
import { isEmpty, viewOf } from '../fields/index.ts'
import { formatInstant } from '../ui/format.ts'
import { say, useSay } from '../ui/language.ts'
import { CellEditor } from './CellEditor.tsx'
import { writable } from './columnsOf.ts'
import { useConditions } from './conditions.ts'
import styles from './Facts.module.css'
import { FieldHistory, isTold, useLongPress } from './FieldHistory.tsx'
import { whyNot } from './reaching.ts'
import { stepKey, trackOf } from './steps.ts'

/** The fields of a record in their groups; a click edits one. Groups with nothing in them are folded. */
export function Facts({ object, page }: { object: MetaObject; page: ApiPage }) {
  const { t } = useTranslation()
  useSay()
  const { record } = page
  const [all, setAll] = useState(false)
  const { hidden } = useConditions(object, record, useMeta().user)
  const grouped = object.views.page ?? []
  const named = new Set(grouped.flatMap((group) => group.fields))
  const groups =
    grouped.length > 0
      ? grouped
      : [
          {
            label: object.label,
            fields: Object.keys(object.fields).filter(
              (key) =>
                !named.has(key) && !['version', 'createdAt', 'createdBy', 'updatedAt', 'updatedBy'].includes(key),
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
  const [editing, setEditing] = useState<{ value: unknown; error?: string } | null>(null)
  const field = object.fields[name]!
  const value = record[name]
  const { Cell } = viewOf(field)
  const [told, setTold] = useState(false)
  const press = useLongPress(() => setTold(true))
  const free = page.rights.update && writable(object, name) && Boolean(viewOf(field).Input)
  const long = field.type === 'longText' || field.type === 'address'
  const save = async (next: unknown) => {
    setEditing(null)
    try {
      await change(object.key, record, { [name]: next })
    } catch (error) {
      const words = error instanceof ApiError ? (error.fields[name] ?? error.fields['']) : undefined
      if (words) setEditing({ value: next, error: words })
      else if (!(error instanceof ApiError && error.status === 412)) complain(error)
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
      {editing ? (
        <CellEditor
          field={field}
          value={editing.value}
          error={editing.error}
          where={where}
          onSave={(next) => void save(next)}
          onCancel={() => setEditing(null)}
        />
      ) : (
        <span className={styles.value} data-free={free || undefined} data-told={told || undefined} {...press}>
          {/* biome-ignore lint/a11y/noStaticElementInteractions lint/a11y/useKeyWithClickEvents: the pencil is there for the keyboard */}
          <span
            className={styles.shown}
            onClick={(event) => {
              if (free && !(event.target as Element).closest('a')) setEditing({ value })
            }}
          >
            {isEmpty(value) ? (
              <span className={styles.none}>{free ? t('field.addValue', { what: say(field.label) }) : '—'}</span>
            ) : long && field.type === 'longText' ? (
              <span className={styles.text}>{String(value)}</span>
            ) : field.type === 'files' ? (
              <Files path={`/api/v1/${object.key}/${record.id}/files/${name}`} files={value as readonly Attached[]} />
            ) : (
              <Cell value={value} field={field} not={whyNot(object, record, field.type)} />
            )}
          </span>
          {free && (
            <button
              type="button"
              className={styles.pencil}
              aria-label={`${t('do.edit')} ${say(field.label)}`}
              onClick={() => setEditing({ value })}
            >
              <IconPencil size={13} />
            </button>
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
    </div>
  )
}

type Attached = { readonly id: string; readonly name: string }

/** Files come down by way of the record that they hang on. */
function Files({ path, files }: { path: string; files: readonly Attached[] }) {
  return (
    <span className={styles.files}>
      {files.map((file) => (
        <a key={file.id} className="clip" href={`${path}/${file.id}`} download={file.name}>
          {file.name}
        </a>
      ))}
    </span>
  )
}
