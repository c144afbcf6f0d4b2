import { IconArrowRight } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { MetaObject } from '#kernel/api.ts'
import type { ApiImport, ImportColumn, ImportColumnPlan, ImportPlan } from '#kernel/api-import.ts'
import { addressType } from '#kernel/fields/address.ts'
import { moneyType } from '#kernel/fields/money.ts'
import { namePartLabels, nameParts } from '#kernel/text/person-name.ts'
import { useMeta } from '../client/queries.ts'
import { complain } from '../client/writes.ts'
import { Button } from '../ui/Button.tsx'
import { formatNumber } from '../ui/format.ts'
import { inputStyles } from '../ui/Input.tsx'
import { say } from '../ui/language.ts'
import { imports } from './api.ts'
import { About, Found } from './Found.tsx'
import styles from './Import.module.css'
import { Lacking } from './Lacking.tsx'
import { Unknowns } from './Unknowns.tsx'

type Props = {
  object: MetaObject
  run: ApiImport
  onSource: (run: ApiImport) => void
  onDone: (run: ApiImport) => void
  onBack: () => void
}

/** Which column goes where, what unknown words mean, and what happens to records that are there already. */
export function Mapping({ object, run, onSource, onDone, onBack }: Props) {
  const { t } = useTranslation()
  const [plan, setPlan] = useState<ImportPlan>(run.plan)
  const [busy, setBusy] = useState(false)
  const { analysis } = run
  const me = useMeta().user
  const targets = targetsOf(object)
  const planOf = (column: number) => plan.columns.find((one) => one.column === column)
  const used = new Set(plan.columns.map((one) => one.field))
  const aim = (column: ImportColumn, field: string) => {
    const others = plan.columns.filter((one) => one.column !== column.column)
    const aimed: ImportColumnPlan[] =
      field === ''
        ? []
        : [
            {
              column: column.column,
              field,
              ...(column.dateOrder && { dateOrder: column.dateOrder.order }),
              ...(column.decimal?.sign === ',' && { decimal: ',' as const }),
            },
          ]
    setPlan({ ...plan, columns: [...others, ...aimed].sort((a, b) => a.column - b.column) })
  }
  const next = async () => {
    setBusy(true)
    try {
      await imports.plan(run.id, plan)
      onDone(await imports.preview(run.id))
    } catch (error) {
      complain(error)
      setBusy(false)
    }
  }
  const missing = analysis.missing.filter((key) => !used.has(key))
  return (
    <>
      <About run={run} onSource={onSource} />
      <Found object={object} run={run} onObject={onSource} />
      <table className={`${styles.table} ${styles.mapping}`}>
        <thead>
          <tr>
            <th scope="col">{t('import.column')}</th>
            <th scope="col">{t('import.samples')}</th>
            <th scope="col">{t('import.goesTo')}</th>
          </tr>
        </thead>
        <tbody>
          {analysis.columns.map((column) => {
            const aimed = planOf(column.column)
            return (
              <tr key={column.column} data-off={!aimed || undefined}>
                <td className={styles.name}>{column.name || `#${column.column + 1}`}</td>
                <td className={styles.samples}>{column.samples.slice(0, 3).join(' · ')}</td>
                <td>
                  <select
                    className={inputStyles.input}
                    aria-label={`${column.name}: ${t('import.goesTo')}`}
                    value={aimed?.field ?? ''}
                    onChange={(event) => aim(column, event.target.value)}
                  >
                    <option value="">{t('import.skip')}</option>
                    {targets.map((target) => (
                      <option
                        key={target.path}
                        value={target.path}
                        disabled={!target.several && used.has(target.path) && aimed?.field !== target.path}
                      >
                        {target.label}
                      </option>
                    ))}
                  </select>
                  {aimed && column.dateOrder?.ambiguous && (
                    <select
                      className={inputStyles.input}
                      aria-label={t('import.order')}
                      value={aimed.dateOrder ?? 'ymd'}
                      onChange={(event) =>
                        setPlan({
                          ...plan,
                          columns: plan.columns.map((one) =>
                            one.column === column.column ? { ...one, dateOrder: event.target.value as 'ymd' } : one,
                          ),
                        })
                      }
                    >
                      <option value="ymd">{t('import.ymd')}</option>
                      <option value="mdy">{t('import.mdy')}</option>
                      <option value="dmy">{t('import.dmy')}</option>
                    </select>
                  )}
                  {aimed && column.decimal?.ambiguous && (
                    <select
                      className={inputStyles.input}
                      aria-label={t('bring.decimal')}
                      value={aimed.decimal ?? '.'}
                      onChange={(event) =>
                        setPlan({
                          ...plan,
                          columns: plan.columns.map((one) =>
                            one.column === column.column ? { ...one, decimal: event.target.value as '.' } : one,
                          ),
                        })
                      }
                    >
                      <option value=".">{t('bring.point')}</option>
                      <option value=",">{t('bring.comma')}</option>
                    </select>
                  )}
                  {aimed && (
                    <Unknowns object={object} column={column} field={aimed.field} plan={plan} onPlan={setPlan} />
                  )}
                </td>
              </tr>
            )
          })}
        </tbody>
      </table>
      <div className={styles.choices}>
        <label>
          {t('import.duplicates')}
          <select
            className={inputStyles.input}
            value={plan.duplicates}
            onChange={(event) => setPlan({ ...plan, duplicates: event.target.value as ImportPlan['duplicates'] })}
          >
            <option value="skip">{t('import.dupSkip')}</option>
            <option value="update">{t('import.dupUpdate')}</option>
            <option value="create">{t('import.dupCreate')}</option>
          </select>
        </label>
        <label>
          {t('import.people')}
          <select
            className={inputStyles.input}
            value={plan.people.unknown}
            onChange={(event) => {
              const unknown = event.target.value as ImportPlan['people']['unknown']
              setPlan({ ...plan, people: { unknown, ...(unknown === 'one' && { one: me.id }) } })
            }}
          >
            <option value="refuse">{t('import.refuse')}</option>
            <option value="one">{t('bring.toMe')}</option>
            <option value="inactive">{t('import.inactive')}</option>
            <option value="empty">{t('import.leaveEmpty')}</option>
          </select>
        </label>
      </div>
      <Lacking object={object} columns={analysis.columns} missing={missing} plan={plan} onPlan={setPlan} />
      <div className={styles.buttons}>
        <Button onClick={onBack}>{t('do.back')}</Button>
        <Button look="primary" disabled={busy || plan.columns.length === 0} onClick={() => void next()}>
          {busy ? t('import.checking', { rows: formatNumber(analysis.rows) }) : t('do.next')}{' '}
          <IconArrowRight size={15} />
        </Button>
      </div>
    </>
  )
}

/** Every place that a column may go to: fields, parts of them, the record's own id. */
function targetsOf(object: MetaObject): readonly { path: string; label: string; several?: boolean }[] {
  const fields = Object.entries(object.fields).filter(
    ([, field]) => (!field.system || field.type === 'autonumber') && field.type !== 'json' && field.type !== 'files',
  )
  return fields.flatMap(([key, field]) => {
    const several = ['longText', 'phone', 'email', 'url', 'multiSelect', 'relation', 'user'].includes(field.type)
    const whole = { path: key, label: say(field.label), several }
    if ('nameOf' in field && field.nameOf === 'person')
      return [
        whole,
        ...nameParts.map((part) => ({
          path: `${key}.${part}`,
          label: `${whole.label} · ${say(namePartLabels[part])}`,
        })),
      ]
    if (field.type !== 'address' && field.type !== 'money') return [whole]
    const parts = (field.type === 'address' ? addressType : moneyType)
      .columns(field as never)
      .filter((column) => column.part && column.label)
    return [
      whole,
      ...parts.map((column) => ({
        path: `${key}.${column.part}`,
        label: `${say(field.label)} · ${say(column.label!)}`,
      })),
    ]
  })
}
