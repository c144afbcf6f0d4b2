import { IconAlertTriangle, IconInfoCircle } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { MetaObject } from '#kernel/api.ts'
import type { ApiImport, ImportLeftOut } from '#kernel/api-import.ts'
import { nounsOf } from '../app/navigation.ts'
import { useMeta } from '../client/queries.ts'
import { complain } from '../client/writes.ts'
import { Button } from '../ui/Button.tsx'
import { formatNumber } from '../ui/format.ts'
import { say } from '../ui/language.ts'
import { Tag } from '../ui/Tag.tsx'
import { say as toast } from '../ui/toast.tsx'
import { imports } from './api.ts'
import styles from './Import.module.css'

/** The file, where it comes from, and that its columns were decided before. */
export function About({ run, onSource }: { run: ApiImport; onSource?: (run: ApiImport) => void }) {
  const { t } = useTranslation()
  const { analysis } = run
  const { source, profile } = analysis
  const read = (more: object) => void imports.source(run.id, more).then(onSource, complain)
  const forget = async () => {
    const mappings = await imports.mappings(run.object)
    const fields = new Map(run.plan.columns.map((c) => [c.column, c.field]))
    const same = mappings.find(
      ({ columns }) =>
        columns.length === fields.size &&
        columns.every(({ name, field }) =>
          analysis.columns.some((c) => c.name === name && fields.get(c.column) === field),
        ),
    )
    if (same) await imports.forget(run.object, same.header)
    read({})
    toast(t('bring.forgotten'))
  }
  return (
    <div className={styles.about}>
      <span className={styles.name}>{run.fileName}</span>
      <span className={styles.faint}>
        {t('import.rows', { rows: formatNumber(analysis.rows) })}
        {source.encoding && ` · ${source.encoding}`}
      </span>
      {onSource && (source.sheets?.length ?? 0) > 1 && (
        <select
          className={styles.sheet}
          aria-label={t('import.sheet')}
          value={source.sheet}
          onChange={(event) => read({ sheet: event.target.value })}
        >
          {source.sheets?.map((sheet) => (
            <option key={sheet}>{sheet}</option>
          ))}
        </select>
      )}
      {profile?.object === run.object && <Tag tone="violet">{t('bring.from', { what: say(profile.label) })}</Tag>}
      {analysis.remembered && (
        <>
          <Tag tone="teal">{t('import.remembered')}</Tag>
          {onSource && (
            <Button small look="quiet" onClick={() => void forget().catch(complain)}>
              {t('bring.forget')}
            </Button>
          )}
        </>
      )}
    </div>
  )
}

type Props = { object: MetaObject; run: ApiImport; onObject: (run: ApiImport) => void }

/** What a person should know of the file before anything is decided: it is of another kind, lines are left out, digits are lost. */
export function Found({ object, run, onObject }: Props) {
  const { t } = useTranslation()
  const { profile, leftOut = [], columns } = run.analysis
  const other = useMeta().objects[profile?.object ?? '']
  return (
    <>
      {profile && other && other.key !== object.key && run.setId === null && (
        <div className={styles.notice} role="status">
          <IconAlertTriangle size={16} />
          <span>{t('bring.wrongObject', { what: nounsOf(other), system: say(profile.label) })}</span>
          <Button small look="primary" onClick={() => void imports.become(run.id, other.key).then(onObject, complain)}>
            {t('bring.takeAs', { what: nounsOf(other) })}
          </Button>
        </div>
      )}
      {profile?.object === object.key &&
        profile.notes.map((note) => (
          <p key={note.en} className={styles.note}>
            <IconInfoCircle size={15} />
            {say(note)}
          </p>
        ))}
      {columns.map(({ column, name, lost }) =>
        lost ? (
          <p key={column} className={styles.note} data-tone="warn">
            <IconAlertTriangle size={15} />
            {lost.digits > 0 && t('bring.digits', { count: lost.digits, column: name })}
            {lost.zeros > 0 && t('bring.zeros', { count: lost.zeros, column: name })}
          </p>
        ) : null,
      )}
      {leftOut.length > 0 && <LeftOut lines={leftOut} />}
    </>
  )
}

function LeftOut({ lines }: { lines: readonly ImportLeftOut[] }) {
  const { t } = useTranslation()
  return (
    <details className={styles.leftOut}>
      <summary>{t('bring.leftOut', { count: lines.length })}</summary>
      <ul>
        {lines.map(({ line, text, why }) => (
          <li key={line}>
            <span className="number">{line}</span>
            <span className={styles.faint}>{t(`bring.why.${why}`)}</span>
            <span className="clip">{text}</span>
          </li>
        ))}
      </ul>
    </details>
  )
}
