import { pieces } from '#kernel/mention.ts'
import styles from './mentions.module.css'
import { usePeople } from './people.ts'

/** A text with the people it names, as they are called today. */
export function MentionText({ text }: { text: string }) {
  return text.includes('@[') ? <Named text={text} /> : text
}

function Named({ text }: { text: string }) {
  const people = usePeople()
  return pieces(text).map((piece, i) =>
    typeof piece === 'string' ? (
      piece
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of one text keep their places
      <span key={i} className={styles.mention}>
        @{people.get(piece.id) ?? piece.name}
      </span>
    ),
  )
}
