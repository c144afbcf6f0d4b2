import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import styles from './Docs.module.css'
import { type ApiDocument, choices, propertiesOf, resolved, type Schema, typeWords } from './document.ts'
import { Words } from './Words.tsx'

type Props = {
  schema: Schema
  /** What of it may be written; where it is given, the rest is marked as read only. */
  written?: Schema
  document: ApiDocument
  /** The row to which the address leads: `field-name`. */
  marked?: string
}

/** The properties of a shape as a table; shapes within open where they stand. */
export function Properties({ schema, written, document, marked }: Props) {
  const { t } = useTranslation()
  const list = listed(schema, document)
  const rows = propertiesOf(list, document)
  const may = written && new Set(propertiesOf(written, document).map(([key]) => key))
  if (rows.length === 0) return <p className={styles.faint}>{t('docs.free')}</p>
  return (
    <table className={styles.table}>
      <tbody>
        {rows.map(([key, one, required]) => (
          <Row
            key={key}
            name={key}
            schema={one}
            document={document}
            required={required && !may}
            readOnly={may !== undefined && !may.has(key)}
            marked={marked === `field-${key}`}
            own={may !== undefined}
          />
        ))}
      </tbody>
    </table>
  )
}

type RowProps = {
  name: string
  schema: Schema
  document: ApiDocument
  required: boolean
  readOnly: boolean
  marked: boolean
  own: boolean
}

function Row({ name, schema, document, required, readOnly, marked, own }: RowProps) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  const { schema: found } = resolved(schema, document)
  const words = found.description ?? schema.description ?? ''
  const inner = listed(choices(schema)[0] ?? schema, document)
  const nested = propertiesOf(inner, document).length > 0
  return (
    <>
      <tr {...(own ? { id: `field-${name}` } : {})} className={marked ? styles.marked : undefined}>
        <th scope="row">
          <code>{name}</code>
          {required && <span className={styles.required}>{t('docs.required')}</span>}
        </th>
        <td className={styles.type}>
          {nested ? (
            <button type="button" aria-expanded={open} onClick={() => setOpen(!open)}>
              <code>{typeWords(schema, document)}</code>
            </button>
          ) : (
            <code>{typeWords(schema, document)}</code>
          )}
        </td>
        <td>
          <Words text={words} />
          {readOnly && <span className={styles.faint}> {t('docs.readOnly')}</span>}
        </td>
      </tr>
      {open && (
        <tr>
          <td colSpan={3} className={styles.nested}>
            <Properties schema={inner} document={document} />
          </td>
        </tr>
      )}
    </>
  )
}

/** Of a list what stands in it. */
function listed(schema: Schema, document: ApiDocument): Schema {
  const { schema: found } = resolved(schema, document)
  return found.type === 'array' && found.items ? listed(found.items, document) : found
}
