import styles from './Docs.module.css'

/** Words with code in backticks. */
export function Words({ text }: { text: string }) {
  return text.split(/(`[^`]+`)/).map((part, i) =>
    part.startsWith('`') ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: a text does not change its parts
      <code key={i} className={styles.inline}>
        {part.slice(1, -1)}
      </code>
    ) : (
      part
    ),
  )
}
