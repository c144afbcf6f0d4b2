import { type ComponentProps, type KeyboardEvent, Suspense, useId, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Mention } from '#kernel/mention.ts'
import { Away } from '../fields/awayLater.ts'
import { Avatar } from '../ui/Avatar.tsx'
import { composing } from '../ui/Input.tsx'
import styles from './mentions.module.css'
import { useFound } from './people.ts'
import { nameFor, type Shown, show, store } from './shown.ts'

type Props = Omit<ComponentProps<'textarea'>, 'value' | 'onChange'> & {
  value: string
  onChange: (value: string) => void
}

/** Lines to type in, where `@` offers people. What it takes and gives is the text as it is stored. */
export function MentionArea({ value, onChange, onKeyDown, ...rest }: Props) {
  const { t } = useTranslation()
  const id = useId()
  const area = useRef<HTMLTextAreaElement>(null)
  const [shown, setShown] = useState<Shown & { readonly of: string }>(() => ({ ...show(value), of: value }))
  const now = shown.of === value ? shown : { ...show(value), of: value }
  const [asked, setAsked] = useState<{ readonly from: number; readonly word: string } | null>(null)
  const [at, setAt] = useState(0)
  const found = useFound(asked?.word ?? null)
  const offered = asked !== null && found.length > 0
  const take = (next: Shown) => {
    const of = store(next)
    setShown({ ...next, of })
    onChange(of)
  }
  const look = (text: string, caret: number) => {
    const word = /@([\p{L}\p{N}·]{0,20})$/u.exec(text.slice(0, caret))?.[1]
    setAsked(word === undefined ? null : { from: caret - word.length - 1, word })
    setAt(0)
  }
  const pick = (person: Mention) => {
    if (!asked) return
    const named = nameFor(person, now.people)
    const end = asked.from + 1 + asked.word.length
    const text = `${now.text.slice(0, asked.from)}@${named.name} ${now.text.slice(end).replace(/^ /, '')}`
    take({ text, people: [...now.people.filter((one) => one.id !== named.id), named] })
    setAsked(null)
    const caret = asked.from + named.name.length + 2
    requestAnimationFrame(() => area.current?.setSelectionRange(caret, caret))
  }
  const keys = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (!offered || composing(event)) return onKeyDown?.(event)
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step) setAt((at + step + found.length) % found.length)
    else if ((event.key === 'Enter' && !event.metaKey && !event.ctrlKey) || event.key === 'Tab') pick(found[at]!)
    else if (event.key === 'Escape') setAsked(null)
    else return onKeyDown?.(event)
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <span className={styles.area}>
      <textarea
        {...rest}
        ref={area}
        value={now.text}
        aria-autocomplete="list"
        aria-controls={offered ? id : undefined}
        aria-activedescendant={offered ? `${id}-${at}` : undefined}
        onChange={(event) => {
          take({ text: event.target.value, people: now.people })
          look(event.target.value, event.target.selectionStart)
        }}
        onKeyDown={keys}
        onBlur={() => setAsked(null)}
      />
      {offered && (
        <div id={id} role="listbox" aria-label={t('comments.people')} className={styles.found}>
          {found.map((person, i) => (
            // biome-ignore lint/a11y/useFocusableInteractive: the text keeps the focus, as a combobox does
            // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are those of the text
            <div
              key={person.id}
              id={`${id}-${i}`}
              role="option"
              aria-selected={i === at}
              onPointerDown={(event) => event.preventDefault()}
              onClick={() => pick(person)}
            >
              <Avatar name={person.name} />
              <span className="clip">{person.name}</span>
              <Suspense>
                <Away person={person.id} />
              </Suspense>
            </div>
          ))}
        </div>
      )}
    </span>
  )
}
