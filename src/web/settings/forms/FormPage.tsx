import { IconArrowLeft, IconExternalLink } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ApiRecord, MetaObject } from '#kernel/api.ts'
import type { Values } from '#kernel/object.ts'
import { refresh, useMeta } from '../../client/queries.ts'
import { change } from '../../client/writes.ts'
import { FormFields } from '../../records/FormFields.tsx'
import { Button } from '../../ui/Button.tsx'
import { Code } from '../../ui/Code.tsx'
import { say as toast } from '../../ui/toast.tsx'
import { Section } from '../account/Section.tsx'
import { Head } from '../Head.tsx'
import { type Wrong, wrongOf } from '../wrong.ts'
import styles from './Forms.module.css'
import { formObject, questionsOf, useAddress } from './forms.ts'
import { Questions } from './Questions.tsx'

/** One form: what it asks, what follows, where it stands, and beside it how visitors see it. */
export function FormPage({ form }: { form: ApiRecord }) {
  const object = useMeta().objects[formObject]
  return object ? <Editor form={form} object={object} /> : null
}

const parts = {
  about: ['name', 'active', 'heading', 'intro'],
  after: ['button', 'thanks', 'thanksPage', 'assignTo', 'pool', 'source', 'campaignText'],
  place: ['language', 'consent', 'sites'],
} as const

function Editor({ form, object }: { form: ApiRecord; object: MetaObject }) {
  const { t } = useTranslation()
  const address = useAddress(form)
  const [wish, setWish] = useState<Values>({})
  const [wrong, setWrong] = useState<Wrong>({})
  const [busy, setBusy] = useState(false)
  const now: Values = { ...form, ...wish }
  const changed = Object.keys(wish).length > 0
  const readOnly = !object.rights.update
  const set = (key: string, value: unknown) => setWish((before) => ({ ...before, [key]: value }))
  const save = async (event: FormEvent) => {
    event.preventDefault()
    setBusy(true)
    setWrong({})
    try {
      await change(formObject, form, idsOf(wish))
      refresh(formObject)
      setWish({})
      toast(t('state.saved'))
    } catch (error) {
      setWrong(wrongOf(error))
    }
    setBusy(false)
  }
  const some = (keys: readonly string[]) => (
    <FormFields fields={object.fields} keys={keys} values={now} errors={wrong} onChange={set} />
  )
  const full = new URL(address, window.location.origin).href
  return (
    <>
      <Link to="/settings/$page" params={{ page: 'forms' }} className={styles.back}>
        <IconArrowLeft size={14} /> {t('forms.back')}
      </Link>
      <Head title={String(form['name'])}>
        <a className={styles.look} href={address} target="_blank" rel="noreferrer">
          <IconExternalLink size={15} /> {t('forms.look')}
        </a>
      </Head>
      <div className={styles.page}>
        <form onSubmit={(event) => void save(event)}>
          <fieldset className={styles.fields} disabled={readOnly}>
            {some(parts.about)}
            <Section title={t('forms.ask')}>
              <Questions
                questions={questionsOf(now as ApiRecord)}
                error={wrong['inputs']}
                readOnly={readOnly}
                onChange={(questions) => set('inputs', questions)}
              />
            </Section>
            <Section title={t('forms.after')}>{some(parts.after)}</Section>
            <Section title={t('forms.place')}>{some(parts.place)}</Section>
          </fieldset>
          {!readOnly && (
            <div className={styles.save}>
              {wrong[''] && (
                <span role="alert" className={styles.wrong}>
                  {wrong['']}
                </span>
              )}
              <Button look="primary" type="submit" disabled={!changed || busy}>
                {t('do.save')}
              </Button>
            </div>
          )}
        </form>
        <aside className={styles.aside}>
          <Section title={t('forms.preview')} text={changed ? t('forms.unsaved') : t('forms.previewText')}>
            <iframe key={form.version} className={styles.frame} src={address} title={t('forms.preview')} />
          </Section>
          <Section title={t('forms.link')}>
            <Code text={full} label={t('forms.link')} />
          </Section>
          <Section title={t('forms.embed')} text={t('forms.embedText')}>
            <Code
              text={`<script src="${window.location.origin}/embed.js" data-page="${address}" async></script>`}
              label={t('forms.embed')}
            />
          </Section>
        </aside>
      </div>
    </>
  )
}

/** Relations go to the server as ids. */
function idsOf(values: Values): Values {
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => [
      key,
      typeof value === 'object' && value !== null && 'id' in value ? value.id : value,
    ]),
  )
}
