import { Code } from '../ui/Code.tsx'
import { say } from '../ui/language.ts'
import styles from './Docs.module.css'
import { chapters, guidePages } from './text.ts'
import { Words } from './Words.tsx'

/** How to begin, and what holds of every request. */
export function Overview() {
  const { origin } = window.location
  return (
    <>
      <h1 className={styles.title}>{say(guidePages.overview)}</h1>
      {chapters.map(({ title, text, code }) => (
        <section key={title.en} className={styles.chapter}>
          <h2 className={styles.section}>{say(title)}</h2>
          <p>
            <Words text={say(text)} />
          </p>
          {code && <Code text={code.replaceAll('{origin}', origin)} label={say(title)} />}
        </section>
      ))}
    </>
  )
}
