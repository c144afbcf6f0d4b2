import { useRouterState } from '@tanstack/react-router'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { reasons } from '#kernel/reasons.ts'
import { Code } from '../ui/Code.tsx'
import { say } from '../ui/language.ts'
import styles from './Docs.module.css'
import { codes, guidePages, problemText } from './text.ts'
import { Words } from './Words.tsx'

/** Every reason for which a request is refused: what it means, and what to do. `#stale` leads to one. */
export function Problems() {
  const { t } = useTranslation()
  const hash = useRouterState({ select: (state) => state.location.hash })
  useEffect(() => {
    if (hash) document.getElementById(hash)?.scrollIntoView({ block: 'center' })
  }, [hash])
  const example = {
    type: '/docs/problems#invalid',
    title: 'Unprocessable Entity',
    status: 422,
    detail: say(problemText.example),
    errors: [{ pointer: '/amount', field: 'amount', code: 'invalid', detail: say(problemText.example) }],
  }
  return (
    <>
      <h1 className={styles.title}>{say(guidePages.errors)}</h1>
      <p className={styles.lead}>
        <Words text={say(problemText.lead)} />
      </p>
      <Code text={JSON.stringify(example, null, 2)} label={t('docs.example')} />
      <h2 className={styles.section}>
        <code>type</code>
      </h2>
      <table className={styles.table}>
        <tbody>
          {Object.entries(reasons).map(([key, { status, is, remedy }]) => (
            <tr key={key} id={key} className={hash === key ? styles.marked : undefined}>
              <th scope="row">
                <code>{key}</code>
              </th>
              <td className={styles.type}>{status}</td>
              <td>
                <strong>{say(is)}</strong>
                <br />
                <Words text={say(remedy)} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <h2 className={styles.section}>
        <code>errors[].code</code>
      </h2>
      <table className={styles.table}>
        <tbody>
          {Object.entries(codes).map(([key, label]) => (
            <tr key={key}>
              <th scope="row">
                <code>{key}</code>
              </th>
              <td colSpan={2}>{say(label)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  )
}
