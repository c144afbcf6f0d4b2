import { useNavigate } from '@tanstack/react-router'
import { lazy, Suspense, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { MetaObject } from '#kernel/api.ts'
import type { Values } from '#kernel/object.ts'
import { nounOf } from '../app/navigation.ts'
import { needListWords } from '../app/words/words.ts'
import { api } from '../client/api.ts'
import { ApiError, randomKey } from '../client/fetch.ts'
import { refresh, useMeta } from '../client/queries.ts'
import { isEmpty, viewOf } from '../fields/index.ts'
import { Button } from '../ui/Button.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { Keys } from '../ui/Keys.tsx'
import { say, useSay } from '../ui/language.ts'
import { keep, kept } from '../ui/store.ts'
import { say as toast } from '../ui/toast.tsx'
import styles from './CreateDialog.module.css'
import { useConditions } from './conditions.ts'
import { create } from './creating.ts'
import { FormFields } from './FormFields.tsx'
import { isFillable } from './fillable.ts'
import { useHints } from './hints.ts'
import { PasteFill } from './PasteFill.tsx'

const Similar = lazy(async () => {
  const [{ Similar }] = await Promise.all([import('./Similar.tsx'), needListWords()])
  return { default: Similar }
})

type Props = { object: string; values?: Values; stay?: boolean; onClose: () => void }

/** Quick create: the few fields that matter; all of them on demand. What was typed survives a reload. */
export function CreateDialog({ object: key, values: given, stay, onClose }: Props) {
  const { t } = useTranslation()
  useSay()
  const meta = useMeta()
  const navigate = useNavigate()
  const object = meta.objects[key]
  const draftName = `draft.${key}`
  const [draft] = useState(() => kept<Values | null>(draftName, null))
  const blank = () => ({ ...defaults(object), ...owner(object, meta.user), ...given })
  const [values, setValues] = useState<Values>(() => ({ ...blank(), ...draft, ...given }))
  const [errors, setErrors] = useState<Readonly<Record<string, string>>>({})
  const [all, setAll] = useState(false)
  const [pasted, setPasted] = useState<{ keys: ReadonlySet<string>; count: number; before: Values } | null>(null)
  const [busy, setBusy] = useState(false)
  /** The server has asked whether it is to be saved although something like it is there. */
  const [questioned, setQuestioned] = useState(false)
  // one form is one record, however often a bad line makes it be sent
  const once = useRef(randomKey())
  const { hidden, required } = useConditions(object, values, meta.user)
  const hints = useHints(object, values)
  if (!object) return null

  const quick = object.views.create ?? [object.title]
  const set = (field: string, value: unknown) => {
    const next = { ...values, [field]: value }
    setValues(next)
    if (object.matches?.includes(field)) setQuestioned(false)
    keep(draftName, next)
    setPasted((last) => last && { ...last, keys: new Set([...last.keys].filter((key) => key !== field)) })
  }
  /** What is there already stays. */
  const fill = (found: Values): number => {
    const news = Object.entries(found).filter(([field]) => shown(field) && isEmpty(values[field]))
    const next = { ...values, ...Object.fromEntries(news) }
    setPasted({ keys: new Set(news.map(([field]) => field)), count: news.length, before: values })
    setValues(next)
    keep(draftName, next)
    return news.length
  }
  /** Takes back what was filled and not touched since. */
  const unfill = () => {
    if (!pasted) return
    const before = Object.fromEntries([...pasted.keys].map((field) => [field, pasted.before[field] ?? null]))
    setValues({ ...values, ...before })
    keep(draftName, { ...values, ...before })
    setPasted(null)
  }
  /** An Escape or a click beside it costs nothing that was typed. */
  const close = () => {
    keep(draftName, null)
    onClose()
    if (JSON.stringify(values) === JSON.stringify(blank())) return
    const reopen = () => {
      keep(draftName, values)
      create(key, values, { stay: stay ?? false })
    }
    toast(t('here.dropped', { what: nounOf(object) }), { undo: reopen })
  }
  const save = async () => {
    setBusy(true)
    try {
      const made = await api.create(key, withoutEmpty(values), once.current, questioned ? 'collision' : undefined)
      keep(draftName, null)
      refresh(key)
      onClose()
      toast(t('state.created', { what: String(made[object.title] ?? say(object.label)) }))
      if (!object.nested && !stay) void navigate({ to: '/$object/$id', params: { object: key, id: made.id } })
    } catch (error) {
      once.current = randomKey()
      if (error instanceof ApiError && error.problem?.errors?.some(({ code }) => code === 'collision')) {
        await needListWords()
        setQuestioned(true)
      }
      const wrong = error instanceof ApiError ? error.fields : {}
      // It lies with a judge now: there is nothing left to do here.
      if (error instanceof ApiError && error.problem?.errors?.some(({ code }) => code === 'collision-judge')) {
        keep(draftName, null)
        onClose()
        return toast(Object.values(wrong).join(' '))
      }
      setErrors(Object.keys(wrong).length > 0 ? wrong : { '': error instanceof Error ? error.message : String(error) })
      if (Object.keys(wrong).some((field) => field !== '' && !quick.includes(field))) setAll(true)
      setBusy(false)
    }
  }
  const writable = (field: string) => {
    const declared = object.fields[field]
    return Boolean(declared && declared.access === 'write' && !declared.system && viewOf(declared).Input)
  }
  const shown = (field: string) => writable(field) && !hidden.has(field)
  const groups = (object.views.page ?? []).filter(({ fields }) => fields.some(shown))
  // what came back with a draft is seen, not only saved
  const back = Object.keys(draft ?? {}).filter((field) => !isEmpty(values[field]) && !(field in blank()))
  const more = [...Object.keys(errors), ...required, ...(pasted?.keys ?? []), ...back].filter(
    (field) => shown(field) && !quick.includes(field),
  )
  const general = Object.entries(errors).filter(([field]) => field === '' || !shown(field))

  return (
    <Dialog
      open
      wide={all}
      title={t('do.new', { what: nounOf(object) })}
      onClose={close}
      footer={
        <>
          <Button look="quiet" onClick={() => setAll(!all)} style={{ marginInlineEnd: 'auto' }}>
            {t(all ? 'form.fewer' : 'form.all')}
          </Button>
          <Button onClick={close}>{t('do.cancel')}</Button>
          <Button look="primary" disabled={busy} onClick={() => void save()}>
            {t(questioned ? 'similar.saveAnyway' : 'do.create')} <Keys of="mod+enter" />
          </Button>
        </>
      }
    >
      <form
        onSubmit={(event) => {
          event.preventDefault()
          void save()
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.metaKey || event.ctrlKey)) {
            event.preventDefault()
            ;(event.target as HTMLElement).blur()
            setTimeout(() => document.querySelector<HTMLButtonElement>('[data-submit]')?.click())
          }
        }}
      >
        {draft && (
          <p className={styles.draft}>
            {t('form.draft')}
            <button
              type="button"
              onClick={() => {
                keep(draftName, null)
                setValues(blank())
              }}
            >
              {t('form.discard')}
            </button>
          </p>
        )}
        {isFillable(object) && (
          <PasteFill object={object} count={pasted?.count ?? null} onFill={fill} onUndo={unfill} />
        )}
        {general.length > 0 && (
          <p role="alert" className={styles.wrong}>
            {general.map(([, words]) => words).join(' ')}
          </p>
        )}
        {all ? (
          groups.map((group) => (
            <fieldset key={group.label.en} className={styles.group}>
              <legend>{say(group.label)}</legend>
              <FormFields
                fields={object.fields}
                keys={group.fields.filter(shown)}
                required={required}
                values={values}
                errors={errors}
                marked={pasted?.keys}
                hints={hints}
                onChange={set}
              />
            </fieldset>
          ))
        ) : (
          <FormFields
            fields={object.fields}
            keys={[...new Set([...quick.filter(shown), ...more])]}
            required={required}
            values={values}
            errors={errors}
            marked={pasted?.keys}
            hints={hints}
            onChange={set}
            focusFirst
          />
        )}
        {object.matches && (
          <Suspense>
            <Similar
              object={object}
              values={values}
              onTaken={(of, id) => {
                keep(draftName, null)
                refresh(of, id)
                onClose()
                void navigate({ to: '/$object/$id', params: { object: of, id } })
              }}
            />
          </Suspense>
        )}
        <button type="submit" data-submit hidden />
      </form>
    </Dialog>
  )
}

function defaults(object: MetaObject | undefined): Values {
  return Object.fromEntries(
    Object.entries(object?.fields ?? {})
      .filter(([, field]) => field.default !== undefined && !field.system)
      .map(([key, field]) => [key, field.default]),
  )
}

function owner(object: MetaObject | undefined, me: { id: string; name: string }): Values {
  return object?.traits.includes('owned') ? { owner: { id: me.id, title: me.name } } : {}
}

function withoutEmpty(values: Values): Values {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null && value !== undefined))
}
