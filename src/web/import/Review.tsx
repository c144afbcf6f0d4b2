import { IconUpload } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { MetaObject } from '#kernel/api.ts'
import type { ApiImport, ImportCounts, ImportReason } from '#kernel/api-import.ts'
import { nounsOf } from '../app/navigation.ts'
import { useMeta } from '../client/queries.ts'
import { complain } from '../client/writes.ts'
import { isEmpty, viewOf } from '../fields/index.ts'
import { FormFields } from '../records/FormFields.tsx'
import { Button } from '../ui/Button.tsx'
import { Check } from '../ui/Check.tsx'
import { formatNumber } from '../ui/format.ts'
import { say } from '../ui/language.ts'
import { Tag } from '../ui/Tag.tsx'
import { imports } from './api.ts'
import { About, Found } from './Found.tsx'
import styles from './Import.module.css'
import { Mend } from './Mend.tsx'

type Props = {
  object: MetaObject
  run: ApiImport
  onBack: () => void
  onChecked: (run: ApiImport) => void
  onRun: (run: ApiImport) => void
}

/** What would happen, before anything is written. */
export function Review({ object, run, onBack, onChecked, onRun }: Props) {
  const { t } = useTranslation()
  const { objects } = useMeta()
  const [busy, setBusy] = useState(false)
  const { preview } = run
  if (!preview) return null
  const coming = preview.created + preview.updated
  const keys = [...new Set(run.plan.columns.map((column) => column.field.split('.')[0]!))]
    .filter((key) => object.fields[key])
    .slice(0, 5)
  return (
    <>
      <About run={run} />
      <Found object={object} run={run} onObject={onChecked} />
      <Counts counts={preview} />
      <Reasons reasons={preview.reasons} />
      <Placeholders object={object} run={run} />
      <IfRequired object={object} run={run} onChecked={onChecked} />
      <Mend run={run} onMended={onChecked} />
      {Object.entries(preview.alsoCreated).map(([key, also]) => (
        <p key={key} className={styles.faint}>
          {t('import.also', {
            count: also.count,
            what: objects[key] ? nounsOf(objects[key]) : '',
            names: also.names.slice(0, 5).join('、'),
          })}
        </p>
      ))}
      {preview.examples.length > 0 && (
        <div className={styles.scroll}>
          <table className={styles.table}>
            <thead>
              <tr>
                <th scope="col">{t('import.line')}</th>
                {keys.map((key) => (
                  <th key={key} scope="col">
                    {say(object.fields[key]!.label)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {preview.examples.slice(0, 12).map((example) => (
                <tr key={example.line}>
                  <td>
                    <span className="number">{example.line}</span>{' '}
                    <Tag tone={tones[example.does]}>{t(`import.does.${example.does}`)}</Tag>
                  </td>
                  {keys.map((key) => (
                    <td key={key} className={styles.samples}>
                      <Example object={object} name={key} value={example.values[key]} />
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <div className={styles.quiet}>
        <span>{t('bring.quiet')}</span>
        <Check
          checked={run.plan.automations === true}
          onChange={(event) =>
            void imports
              .plan(run.id, { automations: event.target.checked })
              .then(() => imports.preview(run.id))
              .then(onChecked, complain)
          }
        >
          {t('bring.loud')}
        </Check>
      </div>
      <div className={styles.buttons}>
        <Button onClick={onBack}>{t('bring.toColumns')}</Button>
        {run.setId ? (
          <Link to="/import-set" search={{ id: run.setId }} className={styles.link}>
            {t('set.back')}
          </Link>
        ) : (
          <Button
            look="primary"
            disabled={busy || coming === 0}
            icon={<IconUpload size={15} />}
            onClick={() => {
              setBusy(true)
              void imports.run(run.id).then(onRun, (error) => {
                complain(error)
                setBusy(false)
              })
            }}
          >
            {t('import.start', { rows: formatNumber(coming) })}
          </Button>
        )}
      </div>
    </>
  )
}

/** What comes in though it says nothing, field by field. */
function Placeholders({ object, run }: Pick<Props, 'object' | 'run'>) {
  const { t } = useTranslation()
  // What was checked before this was looked at has none.
  const found = (run.preview?.placeholders ?? []).filter(({ field }) => object.fields[field])
  if (found.length === 0) return null
  return (
    <ul className={styles.reasons} aria-label={t('import.placeholders')}>
      {found.map(({ field, rows, values }) => (
        <li key={field}>
          <b className="number">{formatNumber(rows)}</b>
          <span>{t('import.placeholder', { field: say(object.fields[field]!.label), values: values.join('、') })}</span>
          <span className={styles.faint}>{t('import.placeholderKept')}</span>
        </li>
      ))}
    </ul>
  )
}

/** Rows that lack what a rule asks for, such as the reason of a lost sale, may all be given the same. */
function IfRequired({ object, run, onChecked }: Pick<Props, 'object' | 'run' | 'onChecked'>) {
  const { t } = useTranslation()
  const asked = (run.preview?.reasons ?? []).flatMap(({ code, field }) => (code === 'required' && field ? [field] : []))
  const keys = [...new Set([...asked, ...Object.keys(run.plan.ifRequired)])].filter((key) => object.fields[key])
  const [values, setValues] = useState(run.plan.ifRequired)
  const [busy, setBusy] = useState(false)
  if (keys.length === 0) return null
  const again = async () => {
    setBusy(true)
    try {
      await imports.plan(run.id, { ifRequired: values })
      onChecked(await imports.preview(run.id))
    } catch (error) {
      complain(error)
    }
    setBusy(false)
  }
  return (
    <section className={styles.lacking} aria-label={t('import.ifRequired')}>
      <h2>{t('import.ifRequired')}</h2>
      <FormFields
        fields={object.fields}
        keys={keys}
        values={values}
        errors={{}}
        onChange={(key, value) => setValues({ ...values, [key]: value })}
      />
      <div>
        <Button disabled={busy} onClick={() => void again()}>
          {t('import.checkAgain')}
        </Button>
      </div>
    </section>
  )
}

const tones = { create: 'green', update: 'blue', skip: 'gray', refuse: 'red' } as const

/** A value as it was read: parsed ones are drawn like any other, the rest as text. */
function Example({ object, name, value }: { object: MetaObject; name: string; value: unknown }) {
  const field = object.fields[name]
  if (!field || isEmpty(value)) return null
  if (typeof value === 'string' && ('to' in field || ['phone', 'money', 'address'].includes(field.type)))
    return <>{value}</>
  const { Cell } = viewOf(field)
  return <Cell value={value} field={field} />
}

/** How many rows go which way. */
export function Counts({ counts }: { counts: ImportCounts }) {
  const { t } = useTranslation()
  const cells = [
    ['created', 'import.willCreate', 'green'],
    ['updated', 'import.willUpdate', 'blue'],
    ['unchanged', 'import.unchanged', 'gray'],
    ['skipped', 'import.willSkip', 'gray'],
    ['refused', 'import.wrong', 'red'],
  ] as const
  return (
    <dl className={styles.counts}>
      {cells.map(([key, words, tone]) => (
        <div key={key} data-tone={counts[key] > 0 ? tone : undefined}>
          <dd className="number">{formatNumber(counts[key])}</dd>
          <dt>{t(words)}</dt>
        </div>
      ))}
    </dl>
  )
}

/** Why rows are refused or skipped, the commonest first. */
export function Reasons({ reasons }: { reasons: readonly ImportReason[] }) {
  const { t } = useTranslation()
  if (reasons.length === 0) return null
  return (
    <ul className={styles.reasons}>
      {reasons.slice(0, 20).map((reason) => (
        <li key={`${reason.field}${reason.code}${reason.message}`}>
          <b className="number">{formatNumber(reason.rows)}</b>
          <span>{reason.message}</span>
          <span className={`number ${styles.faint}`}>
            {t('import.lines', { lines: reason.lines.slice(0, 6).join(', ') })}
          </span>
        </li>
      ))}
    </ul>
  )
}
