import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { ApiPage, ApiRecord, MetaObject } from '#kernel/api.ts'
import { api } from '../client/api.ts'
import { useMeta } from '../client/queries.ts'
import { isEmpty, viewOf } from '../fields/index.ts'
import { say, useSay } from '../ui/language.ts'
import styles from './Entered.module.css'

type Ref = { readonly id?: string; readonly title?: string | null }

/** On the page of a case that waits for a judge: what was entered beside what is there, field by field. */
export function Entered({ page }: { page: ApiPage }) {
  const { t } = useTranslation()
  useSay()
  const { objects } = useMeta()
  const { record } = page
  const object = objects[String(record['object'])]
  const draft = record['draft'] as Readonly<Record<string, unknown>> | null | undefined
  const there = (['account', 'contact', 'lead'] as const).flatMap((key) => {
    const id = (record[key] as Ref | null)?.id
    return id && objects[key] ? [{ of: objects[key], id }] : []
  })[0]
  const changed = typeof draft?.['id'] === 'string' && object ? { of: object, id: draft['id'] } : null
  const { data } = useQuery({
    queryKey: ['page', 'entered', record.id, there?.id, changed?.id],
    queryFn: async () => {
      const read = (one: typeof changed | undefined) => (one ? api.get(one.of.key, one.id) : null)
      const [standing, before] = await Promise.all([read(there), read(changed)])
      return { there: standing, changed: before }
    },
    enabled: Boolean(draft),
    retry: false,
  })
  if (!draft || !object) return null
  const entered = { ...data?.changed, ...draft } as ApiRecord
  const keys = [...new Set([object.title, ...(object.matches ?? []), ...Object.keys(draft)])].filter((key) => {
    const field = object.fields[key]
    return field && !field.system && field.type !== 'relation' && !isEmpty(entered[key])
  })
  return (
    <section className={styles.entered} aria-label={t('evidence.entered')}>
      <h2>{t('evidence.entered')}</h2>
      <div className={styles.scroll}>
        <table>
          <thead>
            <tr>
              <td />
              <th scope="col">{t('evidence.what')}</th>
              <th scope="col">
                {there && data?.there ? (
                  <a href={`/${there.of.key}/${there.id}`} data-record={`${there.of.key}/${there.id}`}>
                    {String(data.there[there.of.title] ?? say(there.of.label))}
                  </a>
                ) : (
                  t('evidence.there')
                )}
              </th>
            </tr>
          </thead>
          <tbody>
            {keys.map((key) => (
              <tr key={key}>
                <th scope="row">{say(object.fields[key]!.label)}</th>
                <Value object={object} name={key} record={entered} />
                {there && data?.there ? <Value object={there.of} name={key} record={data.there} /> : <td>—</td>}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}

function Value({ object, name, record }: { object: MetaObject; name: string; record: ApiRecord }) {
  const field = object.fields[name]
  if (!field || isEmpty(record[name])) return <td className={styles.none}>—</td>
  const { Cell } = viewOf(field)
  return (
    <td>
      <Cell value={record[name]} field={field} />
    </td>
  )
}
