import { useTranslation } from 'react-i18next'
import { Code } from '../ui/Code.tsx'
import { say } from '../ui/language.ts'
import styles from './Docs.module.css'
import { filterKinds, filterText, guidePages } from './text.ts'
import { Words } from './Words.tsx'

/** The language of filters: the same in lists, webhooks, exports and saved views. */
export function Filters() {
  const { t } = useTranslation()
  return (
    <>
      <h1 className={styles.title}>{say(guidePages.filters)}</h1>
      <p className={styles.lead}>
        <Words text={say(filterText.lead)} />
      </p>
      <Code text={filterText.example} label={t('docs.example')} />
      <h2 className={styles.section}>{say(filterText.operators)}</h2>
      <table className={styles.table}>
        <tbody>
          {filterKinds.map(({ is, operators, example }) => (
            <tr key={is.en}>
              <th scope="row">{say(is)}</th>
              <td className={styles.operators}>
                {operators.map((one) => (
                  <code key={one}>{one}</code>
                ))}
              </td>
              <td>
                <code>{example}</code>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {filterText.rules.map((rule) => (
        <p key={rule.en} className={styles.rule}>
          <Words text={say(rule)} />
        </p>
      ))}
    </>
  )
}
