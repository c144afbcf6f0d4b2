import { lazy, type ReactNode, Suspense, useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ApiRecord, MetaObject } from '#kernel/api.ts'
import { plainMentions } from '#kernel/mention.ts'
import type { Values } from '#kernel/object.ts'
import { needPageWords } from '../app/words/words.ts'
import { api } from '../client/api.ts'
import { ApiError } from '../client/fetch.ts'
import { comments } from '../client/notices.ts'
import { queries, refresh, useMeta } from '../client/queries.ts'
import { viewOf } from '../fields/index.ts'
import { canWrite, mailObject } from '../mail/mail.ts'
import { CannotSee } from '../mentions/CannotSee.tsx'
import { MentionArea } from '../mentions/MentionArea.tsx'
import { Button } from '../ui/Button.tsx'
import { Check } from '../ui/Check.tsx'
import { Keys } from '../ui/Keys.tsx'
import { language, say } from '../ui/language.ts'
import { keep, kept } from '../ui/store.ts'
import { CommentBox } from './CommentBox.tsx'
import styles from './Composer.module.css'
import { type Composable, doneState, shared } from './composing.ts'

const LetterWriter = lazy(async () => {
  const [{ LetterWriter: Found }] = await Promise.all([import('../letters/LetterWriter.tsx'), needPageWords()])
  return { default: Found }
})
const Writer = lazy(() => import('../mail/Writer.tsx').then((m) => ({ default: m.Writer })))

type Props = { object: MetaObject; record: ApiRecord; kinds: Composable | null }

/** Writes into the timeline: a comment, or a record that belongs there, such as a note or a call. */
export function Composer({ object, record, kinds }: Props) {
  const { t } = useTranslation()
  const mayComment = object.traits.includes('timeline')
  const [commenting, setCommenting] = useState(() => mayComment && (!kinds || kept('composer.comment', false)))
  const [asked, setAsked] = useState(false)
  const choose = (comment: boolean) => {
    keep('composer.comment', comment || null)
    setAsked(comment)
    setCommenting(comment)
  }
  const [writing, setWriting] = useState(false)
  const [onPaper, setOnPaper] = useState(false)
  const { [mailObject]: mail, letter } = useMeta().objects
  const tab = (
    <>
      {mayComment && (
        <button type="button" role="tab" aria-selected={commenting} onClick={() => choose(true)}>
          {t('comments.comment')}
        </button>
      )}
      {canWrite(mail, object.key) && (
        <button type="button" role="tab" aria-selected={writing} onClick={() => setWriting(true)}>
          {t('mail.write')}
        </button>
      )}
      {canWrite(letter, object.key) && (
        <button type="button" role="tab" aria-selected={onPaper} onClick={() => setOnPaper(true)}>
          {say(letter!.label)}
        </button>
      )}
      {onPaper && (
        <Suspense>
          <LetterWriter object={object} record={record} onClose={() => setOnPaper(false)} />
        </Suspense>
      )}
      {writing && (
        <Suspense>
          <Writer object={object} record={record} onClose={() => setWriting(false)} />
        </Suspense>
      )}
    </>
  )
  if (kinds)
    return (
      <EntryComposer
        object={object}
        record={record}
        kinds={kinds}
        tab={tab}
        commenting={commenting}
        asked={asked}
        onEntry={() => choose(false)}
      />
    )
  return (
    <div className={styles.composer}>
      <CommentBox object={object} record={record} onSave={(text) => comments.add(object.key, record.id, text)} />
    </div>
  )
}

type EntryProps = {
  object: MetaObject
  record: ApiRecord
  kinds: Composable
  tab: ReactNode
  commenting: boolean
  asked: boolean
  onEntry: () => void
}

/** One line is enough; the first line names it, the rest is what was said. */
function EntryComposer({ object, record, kinds, tab, commenting, asked, onEntry }: EntryProps) {
  const { t } = useTranslation()
  const id = useId()
  const draft = `note.${record.id}`
  const options = kinds.kind?.[1].options ?? []
  const [kind, setKind] = useState(() =>
    kept('composer.kind', options.find((o) => o.key === 'note')?.key ?? options[0]?.key),
  )
  const [text, setText] = useState(() => kept(draft, ''))
  const [due, setDue] = useState<unknown>(null)
  const [files, setFiles] = useState<unknown>(() => kept(`${draft}.files`, null))
  const planned = kind === 'task'
  const [done, setDone] = useState(true)
  const [wrong, setWrong] = useState<string>()
  const [busy, setBusy] = useState(false)
  const label = options.find((o) => o.key === kind)?.label ?? kinds.object.label
  const state = doneState(kinds.object)
  const open = text !== '' || due !== null || files !== null
  const FilesInput = kinds.files ? viewOf(kinds.object.fields[kinds.files]!).Input : undefined
  const DueInput = kinds.due ? viewOf(kinds.object.fields[kinds.due]!).Input : undefined

  const save = async () => {
    if (text.trim() === '' || busy) return
    setBusy(true)
    setWrong(undefined)
    const [line = '', ...rest] = text.trim().split('\n')
    const first = plainMentions(line)
    const title = [...first].slice(0, 120).join('')
    // A title is plain: whoever is named in it is named where it is told in full.
    const whole = [...first].length > 120 || first !== line
    const more = whole ? text.trim() : rest.join('\n').trim()
    const values: Values = {
      ...shared(kinds, object, record),
      [kinds.object.title]: title,
      ...(kinds.kind && { [kinds.kind[0]]: kind }),
      ...(kinds.body && more && { [kinds.body]: more }),
      ...(kinds.due && due !== null && (planned || !done) ? { [kinds.due]: due } : {}),
      ...(kinds.files && files !== null && { [kinds.files]: files }),
      ...(state && !planned && done && { [state.field]: state.done }),
    }
    try {
      await api.create(kinds.object.key, values)
      setText('')
      setDue(null)
      setFiles(null)
      keep(draft, null)
      keep(`${draft}.files`, null)
      void queries.invalidateQueries({ queryKey: ['page', object.key, record.id] })
      refresh(kinds.object.key)
    } catch (error) {
      setWrong(
        error instanceof ApiError
          ? Object.values(error.fields).join(' ') || error.message
          : String((error as Error).message),
      )
    }
    setBusy(false)
  }
  return (
    <div className={styles.composer} data-composer data-open={open || undefined}>
      <div className={styles.kinds} role="tablist" aria-label={kinds.kind ? say(kinds.kind[1].label) : undefined}>
        {options.map((option) => (
          <button
            key={option.key}
            type="button"
            role="tab"
            aria-selected={!commenting && option.key === kind}
            aria-controls={id}
            onClick={() => {
              onEntry()
              setKind(option.key)
              keep('composer.kind', option.key)
              requestAnimationFrame(() => document.getElementById(id)?.focus())
            }}
          >
            {say(option.label)}
          </button>
        ))}
        {tab}
      </div>
      {commenting ? (
        <CommentBox
          object={object}
          record={record}
          asked={asked}
          onSave={(said) => comments.add(object.key, record.id, said)}
        />
      ) : (
        <>
          <MentionArea
            id={id}
            className={styles.text}
            value={text}
            rows={1}
            aria-label={t('log.write', { what: word(label) })}
            placeholder={t('log.write', { what: word(label) })}
            onChange={(next) => {
              setText(next)
              keep(draft, next || null)
            }}
            onKeyDown={(event) => {
              if (event.key === 'Enter' && (event.metaKey || event.ctrlKey)) void save()
            }}
          />
          <CannotSee object={object} record={record} text={text} />
        </>
      )}
      {wrong && !commenting && (
        <p role="alert" className={styles.wrong}>
          {wrong}
        </p>
      )}
      {open && !commenting && (
        <div className={styles.foot}>
          {state && !planned && (
            <Check checked={done} onChange={(event) => setDone(event.target.checked)}>
              {t('log.markDone')}
            </Check>
          )}
          {DueInput && kinds.due && (planned || !done) && (
            <span className={styles.due}>
              <label htmlFor={`${id}-due`}>{say(kinds.object.fields[kinds.due]!.label)}</label>
              <DueInput id={`${id}-due`} field={kinds.object.fields[kinds.due]!} value={due} onChange={setDue} />
            </span>
          )}
          {FilesInput && kinds.files && (
            <FilesInput
              id={`${id}-files`}
              field={kinds.object.fields[kinds.files]!}
              value={files}
              onChange={(next) => {
                setFiles(next)
                keep(`${draft}.files`, next)
              }}
            />
          )}
          <Button
            small
            look="primary"
            disabled={busy || text.trim() === ''}
            onClick={() => void save()}
            style={{ marginInlineStart: 'auto' }}
          >
            {t('do.save')} <Keys of="mod+enter" />
          </Button>
        </div>
      )}
    </div>
  )
}

function word(label: { en: string; zh: string }): string {
  return language() === 'en' ? label.en.toLowerCase() : say(label)
}
