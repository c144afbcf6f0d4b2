import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ApiSettings } from '#kernel/api-settings.ts'
import { languages, languageTags } from '#kernel/label.ts'
import { languageNames } from '../../app/words/languages.ts'
import { metaQuery, queries, useMeta } from '../../client/queries.ts'
import { Bone } from '../../ui/Bone.tsx'
import { Button } from '../../ui/Button.tsx'
import { Check } from '../../ui/Check.tsx'
import { currencyName } from '../../ui/format.ts'
import { Input, inputStyles } from '../../ui/Input.tsx'
import { Labelled } from '../../ui/Labelled.tsx'
import { language, setReckoning } from '../../ui/language.ts'
import { say as toast } from '../../ui/toast.tsx'
import accountStyles from '../account/Account.module.css'
import { Section } from '../account/Section.tsx'
import { Head } from '../Head.tsx'
import { type Wrong, wrongOf } from '../wrong.ts'
import styles from './Company.module.css'
import { weekdayName } from './hours.ts'
import { LogoInput } from './LogoInput.tsx'
import { changeSettings, type SettingsWish, settingsQuery } from './settings.ts'

/** What the company is called, and in which language, time and money it works. */
export function Company() {
  const { t } = useTranslation()
  const { user } = useMeta()
  const { data: settings } = useQuery(settingsQuery)
  if (!settings) return <Bone width="60%" />
  return (
    <div className={accountStyles.page}>
      <Head title={t('company.title')} text={user.admin ? t('company.text') : t('company.readOnly')} />
      <CompanyForm settings={settings} readOnly={!user.admin} />
    </div>
  )
}

function CompanyForm({ settings, readOnly }: { settings: ApiSettings; readOnly: boolean }) {
  const { t } = useTranslation()
  const [wish, setWish] = useState<SettingsWish>({})
  const [wrong, setWrong] = useState<Wrong>({})
  const [busy, setBusy] = useState(false)
  const now = { ...settings, ...wish }
  const set = (more: SettingsWish) => setWish({ ...wish, ...more })
  const save = async () => {
    setBusy(true)
    setWrong({})
    try {
      setReckoning(await changeSettings(wish))
      await queries.invalidateQueries({ queryKey: metaQuery.queryKey })
      setWish({})
      toast(t('state.saved'))
    } catch (error) {
      setWrong(wrongOf(error))
    }
    setBusy(false)
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        void save()
      }}
    >
      <fieldset className={styles.fields} disabled={readOnly}>
        <Section title={t('company.identity')}>
          <div className={styles.identity}>
            <LogoInput
              name={now.name}
              logo={now.logo}
              error={wrong.logo}
              readOnly={readOnly}
              onChange={(logo) => set({ logo })}
            />
            <Labelled label={t('company.name')} help={t('company.nameHelp')} error={wrong.name}>
              {({ id, describedBy, invalid }) => (
                <Input
                  id={id}
                  value={now.name}
                  required
                  maxLength={120}
                  aria-describedby={describedBy}
                  aria-invalid={invalid || undefined}
                  onChange={({ target }) => set({ name: target.value })}
                />
              )}
            </Labelled>
          </div>
        </Section>
        <Section title={t('company.speaking')}>
          <div className={accountStyles.profile}>
            <Labelled label={t('company.language')} help={t('company.languageHelp')} error={wrong.language}>
              {({ id, describedBy }) => (
                <select
                  id={id}
                  aria-describedby={describedBy}
                  className={inputStyles.input}
                  value={now.language}
                  onChange={({ target }) => set({ language: target.value as ApiSettings['language'] })}
                >
                  {languages.map((one) => (
                    <option key={one} value={one} lang={languageTags[one]}>
                      {languageNames[one]}
                    </option>
                  ))}
                </select>
              )}
            </Labelled>
            <Labelled label={t('company.languages')} help={t('company.languagesHelp')} error={wrong.languages}>
              {({ id, describedBy }) => (
                // biome-ignore lint/a11y/useSemanticElements: a fieldset would be drawn as one
                <div id={id} role="group" aria-describedby={describedBy} className={styles.checks}>
                  {languages.map((one) => (
                    <Check
                      key={one}
                      checked={now.languages.includes(one)}
                      onChange={({ target }) =>
                        set({
                          languages: languages.filter((l) => (l === one ? target.checked : now.languages.includes(l))),
                        })
                      }
                    >
                      <span lang={languageTags[one]}>{languageNames[one]}</span>
                    </Check>
                  ))}
                </div>
              )}
            </Labelled>
          </div>
        </Section>
        <Section title={t('company.time')}>
          <div className={accountStyles.profile}>
            <Choice
              label="timeZone"
              value={now.timeZone}
              options={[...new Set([now.timeZone, ...Intl.supportedValuesOf('timeZone')])].map((zone) => [zone, zone])}
              error={wrong.timeZone}
              onChange={(timeZone) => set({ timeZone })}
            />
            <Choice
              label="firstDay"
              value={String(now.firstDay)}
              options={[1, 6, 7].map((day) => [String(day), weekdayName(day - 1, 'long')])}
              error={wrong.firstDay}
              onChange={(day) => set({ firstDay: Number(day) })}
            />
            <Choice
              label="fiscalMonth"
              value={String(now.fiscalMonth)}
              options={Array.from({ length: 12 }, (_, i) => [String(i + 1), monthName(i)])}
              error={wrong.fiscalMonth}
              onChange={(month) => set({ fiscalMonth: Number(month) })}
            />
            <p className={styles.aside}>
              <Link to="/settings/$page" params={{ page: 'calendar' }} className={styles.link}>
                {t('company.calendar')}
              </Link>
            </p>
          </div>
        </Section>
        <Section title={t('company.money')}>
          <div className={accountStyles.profile}>
            <Choice
              label="currency"
              value={now.currency}
              options={now.currencies.map((code) => [code, `${code} · ${currencyName(code)}`])}
              error={wrong.currency}
              onChange={(currency) => set({ currency })}
            />
            <p className={styles.aside}>
              <Link to="/settings/$page" params={{ page: 'currencies' }} className={styles.link}>
                {t('company.rates')}
              </Link>
            </p>
          </div>
        </Section>
      </fieldset>
      {wrong[''] && (
        <p role="alert" className={accountStyles.wrong}>
          {wrong['']}
        </p>
      )}
      {Object.keys(wish).length > 0 && (
        <div className={styles.save}>
          <Button look="quiet" onClick={() => setWish({})}>
            {t('do.cancel')}
          </Button>
          <Button type="submit" look="primary" disabled={busy}>
            {t('do.save')}
          </Button>
        </div>
      )}
    </form>
  )
}

type ChoiceProps = {
  label: 'timeZone' | 'firstDay' | 'fiscalMonth' | 'currency'
  value: string
  options: readonly (readonly string[])[]
  error: string | undefined
  onChange: (value: string) => void
}

function Choice({ label, value, options, error, onChange }: ChoiceProps) {
  const { t } = useTranslation()
  return (
    <Labelled label={t(`company.${label}`)} help={t(`company.${label}Help`)} error={error}>
      {({ id, describedBy }) => (
        <select
          id={id}
          aria-describedby={describedBy}
          className={inputStyles.input}
          value={value}
          onChange={({ target }) => onChange(target.value)}
        >
          {options.map(([key, words]) => (
            <option key={key} value={key}>
              {words}
            </option>
          ))}
        </select>
      )}
    </Labelled>
  )
}

function monthName(month: number): string {
  return new Intl.DateTimeFormat(language(), { month: 'long', timeZone: 'UTC' }).format(Date.UTC(2024, month, 1))
}
