import { IconPlus, IconX } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { MetaObject } from '#kernel/api.ts'
import type { ImportColumn, ImportPlan } from '#kernel/api-import.ts'
import { viewOf } from '../fields/index.ts'
import { Input, inputStyles } from '../ui/Input.tsx'
import { Labelled } from '../ui/Labelled.tsx'
import { say } from '../ui/language.ts'
import styles from './Import.module.css'

type Props = {
  object: MetaObject
  columns: readonly ImportColumn[]
  /** Required fields that no column fills. */
  missing: readonly string[]
  plan: ImportPlan
  onPlan: (plan: ImportPlan) => void
}

/** What every new record gets that the file does not say: one value for all, or a text made of other columns. */
export function Lacking({ object, columns, missing, plan, onPlan }: Props) {
  const { t } = useTranslation()
  const [added, setAdded] = useState<readonly string[]>([])
  const mapped = new Set(plan.columns.map((column) => column.field))
  const keys = [...new Set([...missing, ...Object.keys(plan.constants), ...Object.keys(plan.templates), ...added])]
  const more = Object.entries(object.fields).filter(
    ([key, field]) =>
      !keys.includes(key) && !mapped.has(key) && field.access === 'write' && !field.system && viewOf(field).Input,
  )
  const drop = (key: string) => {
    const { [key]: _, ...constants } = plan.constants
    const { [key]: __, ...templates } = plan.templates
    setAdded(added.filter((one) => one !== key))
    onPlan({ ...plan, constants, templates })
  }
  return (
    <section className={styles.lacking} aria-label={t('import.lacking')}>
      <h2>{t('import.lacking')}</h2>
      <div className={styles.lackingFields}>
        {keys
          .filter((key) => object.fields[key])
          .map((key) => (
            <div key={key} className={styles.lackingField}>
              <Value object={object} name={key} columns={columns} plan={plan} onPlan={onPlan} />
              {!missing.includes(key) && (
                <button type="button" aria-label={t('do.remove')} className={styles.link} onClick={() => drop(key)}>
                  <IconX size={14} />
                </button>
              )}
            </div>
          ))}
        <div className={styles.lackingField}>
          <IconPlus size={14} className={styles.faint} />
          <select
            className={inputStyles.input}
            aria-label={t('import.addValue')}
            value=""
            onChange={(event) => {
              const key = event.target.value
              setAdded([...added, key])
              if (object.fields[key]?.type === 'boolean')
                onPlan({ ...plan, constants: { ...plan.constants, [key]: false } })
            }}
          >
            <option value="">{t('import.addValue')}</option>
            {more.map(([key, field]) => (
              <option key={key} value={key}>
                {say(field.label)}
              </option>
            ))}
          </select>
        </div>
      </div>
    </section>
  )
}

/** Types whose value may be a text made of columns. */
const texts = new Set(['text', 'longText', 'email', 'url'])

function Value({ object, name, columns, plan, onPlan }: Omit<Props, 'missing'> & { name: string }) {
  const { t } = useTranslation()
  const field = object.fields[name]!
  const View = viewOf(field).Input
  if (!View) return null
  const made = texts.has(field.type)
  const value = plan.templates[name] ?? plan.constants[name] ?? null
  const set = (next: unknown) => {
    const { [name]: _, ...constants } = plan.constants
    const { [name]: __, ...templates } = plan.templates
    const template = made && typeof next === 'string' && next.includes('{')
    onPlan({
      ...plan,
      constants: template || next === null || next === '' ? constants : { ...constants, [name]: next },
      templates: template ? { ...templates, [name]: next } : templates,
    })
  }
  const example = columns.find((column) => column.name)?.name
  return (
    <Labelled
      label={say(field.label)}
      required={field.required ?? false}
      help={
        made && example
          ? t('import.madeOf', { example: `{${example}}`, interpolation: { escapeValue: false } })
          : undefined
      }
    >
      {({ id, describedBy }) =>
        made ? (
          <Input
            id={id}
            aria-describedby={describedBy}
            value={String(value ?? '')}
            onChange={(event) => set(event.target.value)}
          />
        ) : (
          <View id={id} field={field} value={value} onChange={set} describedBy={describedBy} />
        )
      }
    </Labelled>
  )
}
