import { useRouterState } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Code } from '../ui/Code.tsx'
import styles from './Docs.module.css'
import { type ApiDocument, type Group, type Operation, resolved } from './document.ts'
import { curlOf } from './examples.ts'
import { Properties } from './Properties.tsx'
import { Words } from './Words.tsx'

/** One object, or one part of the API: its fields, and what can be done. */
export function GroupPage({ group, document }: { group: Group; document: ApiDocument }) {
  const { t } = useTranslation()
  const hash = useRouterState({ select: (state) => state.location.hash })
  useEffect(() => {
    if (hash) window.document.getElementById(hash)?.scrollIntoView({ block: 'start' })
  }, [hash])
  const { record } = group
  return (
    <>
      <h1 className={styles.title}>{group.title}</h1>
      {record && (
        <>
          <p className={styles.lead}>
            <code>{group.name}</code>
          </p>
          <h2 className={styles.section}>{t('docs.fields')}</h2>
          <Properties
            schema={document.components.schemas[record] ?? {}}
            written={document.components.schemas[`${record}Patch`] ?? {}}
            document={document}
            marked={hash}
          />
        </>
      )}
      <h2 className={styles.section}>{t('docs.requests')}</h2>
      <div className={styles.operations}>
        {group.operations.map((operation) => (
          <OperationEntry
            key={operation.operationId}
            operation={operation}
            document={document}
            opened={hash === operation.operationId}
          />
        ))}
      </div>
    </>
  )
}

type EntryProps = { operation: Operation; document: ApiDocument; opened: boolean }

function OperationEntry({ operation, document, opened }: EntryProps) {
  const [open, setOpen] = useState(opened)
  useEffect(() => {
    if (opened) setOpen(true)
  }, [opened])
  const { operationId, method, path, summary } = operation
  return (
    <details
      id={operationId}
      className={styles.operation}
      open={open}
      onToggle={(event) => setOpen(event.currentTarget.open)}
    >
      <summary>
        <span className={`${styles.method} ${styles[method] ?? ''}`}>{method.toUpperCase()}</span>
        <code className={styles.path}>{path}</code>
        <span className={styles.what}>{summary}</span>
      </summary>
      {open && <OperationBody operation={operation} document={document} />}
    </details>
  )
}

function OperationBody({ operation, document }: Omit<EntryProps, 'opened'>) {
  const { t } = useTranslation()
  const { parameters = [], requestBody, responses } = operation
  const body = requestBody && Object.values(requestBody.content)[0]?.schema
  return (
    <div className={styles.detail}>
      {parameters.length > 0 && (
        <section>
          <h3>{t('docs.parameters')}</h3>
          <table className={styles.table}>
            <tbody>
              {parameters.map(({ name, in: where, description, required, schema }) => (
                <tr key={`${where} ${name}`}>
                  <th scope="row">
                    <code>{name}</code>
                    {required && <span className={styles.required}>{t('docs.required')}</span>}
                  </th>
                  <td className={styles.type}>
                    {t(`docs.in.${where}`)}
                    {schema?.enum && <code>{schema.enum.join(' | ')}</code>}
                  </td>
                  <td>
                    <Words text={description ?? ''} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
      {body && (
        <section>
          <h3>{t('docs.body')}</h3>
          <Properties schema={body} document={document} />
        </section>
      )}
      <section>
        <h3>{t('docs.answer')}</h3>
        {Object.entries(responses)
          .filter(([status]) => status.startsWith('2'))
          .map(([status, { description, content }]) => {
            const schema = content?.['application/json']?.schema
            return (
              <div key={status} className={styles.answer}>
                <p>
                  <code>{status}</code> {description}
                  {schema && resolved(schema, document).name && <code>{resolved(schema, document).name}</code>}
                </p>
                {schema && <Properties schema={schema} document={document} />}
              </div>
            )
          })}
      </section>
      <section>
        <h3>{t('docs.example')}</h3>
        <Code text={curlOf(operation, document, window.location.origin)} label={t('docs.example')} />
      </section>
    </div>
  )
}
