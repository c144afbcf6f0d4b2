import { IconUpload } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ApiImportSet, ImportSetFile } from '#kernel/api-import-set.ts'
import { pluralOf } from '../../app/navigation.ts'
import { useMeta } from '../../client/queries.ts'
import { complain } from '../../client/writes.ts'
import { Button } from '../../ui/Button.tsx'
import { formatNumber } from '../../ui/format.ts'
import { inputStyles } from '../../ui/Input.tsx'
import { say } from '../../ui/language.ts'
import { Tag } from '../../ui/Tag.tsx'
import { imports } from '../api.ts'
import styles from '../Import.module.css'
import { sets } from './api.ts'
import own from './Set.module.css'

type Props = { set: ApiImportSet; onSet: (set: ApiImportSet | null) => void }

/** What was found: each file, what its rows become, how the files hang together, what is open, and what would happen. */
export function SetFiles({ set, onSet }: Props) {
  const { t } = useTranslation()
  const [busy, setBusy] = useState<string | null>(null)
  const used = set.files.filter((file) => file.importId && !file.skip)
  const unchecked = used.filter((file) => file.preview === null)
  const coming = used.reduce((sum, { preview: p }) => sum + (p ? p.created + p.updated : 0), 0)
  const work = async (words: string, doing: () => Promise<ApiImportSet>) => {
    setBusy(words)
    try {
      onSet(await doing())
    } catch (error) {
      complain(error)
    }
    setBusy(null)
  }
  const check = async () => {
    for (const [i, file] of unchecked.entries()) {
      setBusy(t('set.checking', { path: file.path, at: i + 1, of: unchecked.length }))
      await imports.preview(file.importId!)
      onSet(await sets.get(set.id))
    }
    return sets.get(set.id)
  }
  return (
    <>
      <div className={styles.about}>
        <span className={styles.name}>{set.fileName}</span>
        {[...new Set(used.flatMap(({ system }) => system ?? []))].map((system) => (
          <Tag key={system} tone="violet">
            {t('bring.from', { what: system })}
          </Tag>
        ))}
        <span className={styles.faint}>{t('set.order')}</span>
      </div>
      {used.length === 0 && (
        <p role="alert" className={styles.warn}>
          {t('set.nothing')}
        </p>
      )}
      <ol className={own.files}>
        {set.files.map((file) => (
          <File
            key={file.path}
            file={file}
            place={used.indexOf(file) + 1}
            busy={busy !== null}
            onChange={(wish) => void work(t('set.reading'), () => sets.change(set.id, { path: file.path, ...wish }))}
          />
        ))}
      </ol>
      <LeftOut files={set.leftOut} />
      <p className={styles.note}>{t('set.links')}</p>
      <p className={styles.faint} role="status">
        {busy}
      </p>
      <div className={styles.buttons}>
        <Button disabled={busy !== null} onClick={() => onSet(null)}>
          {t('set.other')}
        </Button>
        {unchecked.length > 0 || used.length === 0 ? (
          <Button
            look="primary"
            disabled={busy !== null || used.length === 0}
            onClick={() => void work(t('set.reading'), check)}
          >
            {t('set.check')}
          </Button>
        ) : (
          <Button
            look="primary"
            disabled={busy !== null || coming === 0}
            icon={<IconUpload size={15} />}
            onClick={() => void work(t('import.running'), () => sets.run(set.id))}
          >
            {t('import.start', { rows: formatNumber(coming) })}
          </Button>
        )}
      </div>
    </>
  )
}

type FileProps = {
  file: ImportSetFile
  /** When it comes, from 1; 0 where it is left out. */
  place: number
  busy: boolean
  onChange: (wish: { object?: string; skip?: boolean }) => void
}

function File({ file, place, busy, onChange }: FileProps) {
  const { t } = useTranslation()
  const { objects } = useMeta()
  const object = objects[file.object ?? '']
  const off = place === 0
  const choices = Object.values(objects).filter(
    (one) => one.key === file.object || (one.rights.import && one.rights.create && one.fields['sourceId']),
  )
  return (
    <li className={own.file} data-off={off || undefined}>
      <span className={`number ${own.place}`}>{off ? '–' : place}</span>
      <div className={own.what}>
        <span className={styles.name}>{file.path}</span>
        <span className={styles.faint}>
          {file.importId
            ? `${t('import.rows', { rows: formatNumber(file.rows) })} · ${t('set.columns', file.columns)}`
            : t('set.unknown')}
        </span>
        {!off && object && file.relations.length > 0 && (
          <span className={styles.faint}>
            {file.relations
              .map(
                ({ column, field }) => `${column} → ${object.fields[field] ? say(object.fields[field].label) : field}`,
              )
              .join(' · ')}
          </span>
        )}
        {!off && file.questions.length > 0 && (
          <ul className={own.questions}>
            {file.questions.slice(0, 6).map(({ about, what }) => (
              <li key={`${about} ${what}`}>{t(`set.about.${about}`, { what })}</li>
            ))}
          </ul>
        )}
        {file.error && <span className={own.error}>{file.error}</span>}
      </div>
      <select
        className={inputStyles.input}
        aria-label={t('set.becomes', { path: file.path })}
        value={file.skip ? '' : (file.object ?? '')}
        disabled={busy}
        onChange={({ target: { value } }) => onChange(value ? { object: value, skip: false } : { skip: true })}
      >
        <option value="">{t('set.leave')}</option>
        {choices.map((one) => (
          <option key={one.key} value={one.key}>
            {pluralOf(one)}
          </option>
        ))}
      </select>
      <div className={own.does}>
        {!off && <Does file={file} />}
        {!off && object && (
          <Link
            to="/$object/import"
            params={{ object: object.key }}
            search={{ id: file.importId!, ...((file.preview?.refused ?? 0) > 0 && { step: 'check' as const }) }}
            className={own.link}
          >
            {t(
              file.questions.length > 0
                ? 'set.decide'
                : (file.preview?.refused ?? 0) > 0
                  ? 'set.mend'
                  : 'bring.toColumns',
            )}
          </Link>
        )}
      </div>
    </li>
  )
}

function Does({ file: { preview } }: { file: ImportSetFile }) {
  const { t } = useTranslation()
  if (!preview) return null
  return (
    <span className="number">
      {t('set.counts', {
        created: formatNumber(preview.created),
        updated: formatNumber(preview.updated),
        skipped: formatNumber(preview.skipped + preview.unchanged),
      })}
      {preview.refused > 0 && (
        <>
          {' '}
          <Tag tone="red">{t('set.refused', { rows: formatNumber(preview.refused) })}</Tag>
        </>
      )}
    </span>
  )
}

function LeftOut({ files }: { files: ApiImportSet['leftOut'] }) {
  const { t } = useTranslation()
  if (files.length === 0) return null
  return (
    <details className={own.leftOut}>
      <summary>{t('set.leftOut', { count: files.length })}</summary>
      <ul>
        {files.map(({ path, reason }) => (
          <li key={path}>
            <span className={own.path}>{path}</span> <span className={styles.faint}>{reason}</span>
          </li>
        ))}
      </ul>
    </details>
  )
}
