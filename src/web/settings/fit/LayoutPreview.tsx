import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { MetaObject } from '#kernel/api.ts'
import type { CustomLayout } from '#kernel/configuration.ts'
import { api } from '../../client/api.ts'
import { isEmpty, viewOf } from '../../fields/index.ts'
import { say } from '../../ui/language.ts'
import styles from './LayoutPreview.module.css'

/** How a record looks with a layout that is being made: one that is there, else the fields alone. */
export function LayoutPreview({ object, layout }: { object: MetaObject; layout: Partial<CustomLayout> }) {
  const { t } = useTranslation()
  const { data: record } = useQuery({
    queryKey: ['list', object.key, 'layout-preview'],
    queryFn: async ({ signal }) => (await api.list(object.key, { limit: 1 }, signal)).data[0] ?? null,
  })
  const facts = (keys: readonly string[]) =>
    keys
      .filter((key) => object.fields[key])
      .map((key) => {
        const field = object.fields[key]!
        const { Cell } = viewOf(field)
        const value = record?.[key]
        return (
          <div key={key} className={styles.fact}>
            <dt className="clip">{say(field.label)}</dt>
            <dd className="clip">{isEmpty(value) ? '—' : <Cell value={value} field={field} />}</dd>
          </div>
        )
      })
  return (
    <section className={styles.preview} aria-label={t('layouts.preview')}>
      <h3 className={styles.title}>{t('layouts.preview')}</h3>
      <p className={styles.name}>{String(record?.[object.title] ?? say(object.label))}</p>
      <dl className={styles.head}>{facts(layout.header ?? [])}</dl>
      <div className={styles.groups}>
        {(layout.page ?? []).map(({ label, fields }, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: groups have no key but their place
          <div key={i}>
            <h4 className={styles.group}>{say(label)}</h4>
            <dl className={styles.facts}>{facts(fields)}</dl>
          </div>
        ))}
      </div>
    </section>
  )
}
