import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Language, languageTags } from '#kernel/label.ts'
import { languageNames } from '../../app/words/languages.ts'
import { speak } from '../../app/words/words.ts'
import { api } from '../../client/api.ts'
import { ask } from '../../client/fetch.ts'
import { metaQuery, queries, refresh, useMeta } from '../../client/queries.ts'
import { Button } from '../../ui/Button.tsx'
import { Input, inputStyles } from '../../ui/Input.tsx'
import { Labelled } from '../../ui/Labelled.tsx'
import { setTimeZone } from '../../ui/language.ts'
import { type Theme, themes, useTheme } from '../../ui/theme.ts'
import { say as toast } from '../../ui/toast.tsx'
import { wrongOf } from '../wrong.ts'
import styles from './Account.module.css'
import { Section } from './Section.tsx'

/** Name, phone, language, time zone and appearance. */
export function Profile() {
  const { t } = useTranslation()
  const { user, workspace } = useMeta()
  const [theme, choose] = useTheme()
  const [wrong, setWrong] = useState<Readonly<Record<string, string>>>({})
  const { data: me } = useQuery({
    queryKey: ['me', user.id],
    queryFn: () => api.get('user', user.id, ['name', 'phone', 'language', 'timeZone']),
  })
  const save = async (form: FormData) => {
    setWrong({})
    try {
      const values = Object.fromEntries(['name', 'phone', 'language', 'timeZone'].map((key) => [key, form.get(key)]))
      await ask('PATCH', '/api/v1/me', { body: { ...values, phone: values.phone || null } })
      await speak(values.language as Language)
      setTimeZone(String(values.timeZone))
      await queries.invalidateQueries({ queryKey: metaQuery.queryKey })
      void queries.invalidateQueries({ queryKey: ['me'] })
      refresh('user')
      toast(t('account.saved'))
    } catch (error) {
      setWrong(wrongOf(error))
    }
  }
  return (
    <Section title={t('account.me')}>
      {me && (
        <form
          className={styles.profile}
          onSubmit={(event) => {
            event.preventDefault()
            void save(new FormData(event.currentTarget))
          }}
        >
          <Labelled label={t('account.name')} error={wrong.name}>
            {({ id }) => (
              <Input
                id={id}
                name="name"
                defaultValue={String(me.name ?? '')}
                required
                maxLength={100}
                autoComplete="name"
              />
            )}
          </Labelled>
          <Labelled label={t('account.email')} help={t('account.emailHelp')}>
            {({ id, describedBy }) => (
              <Input id={id} value={user.email ?? ''} readOnly aria-describedby={describedBy} />
            )}
          </Labelled>
          <Labelled label={t('account.phone')} error={wrong.phone}>
            {({ id }) => (
              <Input id={id} name="phone" type="tel" defaultValue={String(me.phone ?? '')} autoComplete="tel" />
            )}
          </Labelled>
          <Labelled label={t('account.theme')}>
            {({ id }) => (
              <select
                id={id}
                className={inputStyles.input}
                value={theme}
                onChange={(event) => choose(event.target.value as Theme)}
              >
                {themes.map((scheme) => (
                  <option key={scheme} value={scheme}>
                    {t(scheme === 'auto' ? 'shell.system' : `shell.${scheme}`)}
                  </option>
                ))}
              </select>
            )}
          </Labelled>
          <Labelled label={t('account.language')} error={wrong.language}>
            {({ id }) => (
              <select id={id} name="language" className={inputStyles.input} defaultValue={user.language}>
                {workspace.settings.languages.map((one) => (
                  <option key={one} value={one} lang={languageTags[one]}>
                    {languageNames[one]}
                  </option>
                ))}
              </select>
            )}
          </Labelled>
          <Labelled label={t('account.timeZone')} error={wrong.timeZone}>
            {({ id }) => (
              <select id={id} name="timeZone" className={inputStyles.input} defaultValue={user.timeZone}>
                {[...new Set([user.timeZone, ...Intl.supportedValuesOf('timeZone')])].map((zone) => (
                  <option key={zone}>{zone}</option>
                ))}
              </select>
            )}
          </Labelled>
          {wrong[''] && (
            <p role="alert" className={styles.wrong}>
              {wrong['']}
            </p>
          )}
          <div className={styles.buttons}>
            <Button type="submit">{t('do.save')}</Button>
          </div>
        </form>
      )}
    </Section>
  )
}
