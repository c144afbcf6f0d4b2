import { IconFileImport, IconTrash, IconX } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ApiRecord } from '#kernel/api.ts'
import type { ApiSettings } from '#kernel/api-settings.ts'
import { api } from '../../client/api.ts'
import { metaQuery, queries, refresh, useMeta } from '../../client/queries.ts'
import { complain, remove } from '../../client/writes.ts'
import { Bone } from '../../ui/Bone.tsx'
import { Button, IconButton } from '../../ui/Button.tsx'
import { Empty } from '../../ui/Empty.tsx'
import { currencyName, formatDate, today } from '../../ui/format.ts'
import { Input, inputStyles } from '../../ui/Input.tsx'
import { say as toast } from '../../ui/toast.tsx'
import { Section } from '../account/Section.tsx'
import { Head } from '../Head.tsx'
import { type Wrong, wrongOf } from '../wrong.ts'
import styles from './Currencies.module.css'
import { changeSettings, settingsQuery } from './settings.ts'

/** Which currencies people may use, and what each has been worth since when. */
export function Currencies() {
  const { t } = useTranslation()
  const { objects } = useMeta()
  const { data: settings } = useQuery(settingsQuery)
  if (!settings) return <Bone width="60%" />
  return (
    <div className={styles.page}>
      <Head title={t('currency.title')} text={t('currency.text', { home: settings.currency })}>
        {objects['exchangeRate']?.rights.import && (
          <Link to="/$object/import" params={{ object: 'exchangeRate' }} search={{}} className={styles.import}>
            <IconFileImport size={15} />
            {t('currency.import')}
          </Link>
        )}
      </Head>
      <Offered settings={settings} />
      <Rates settings={settings} />
    </div>
  )
}

function Offered({ settings }: { settings: ApiSettings }) {
  const { t } = useTranslation()
  const { user } = useMeta()
  const set = async (currencies: readonly string[], undo?: readonly string[]) => {
    try {
      await changeSettings({ currencies })
      await queries.invalidateQueries({ queryKey: metaQuery.queryKey })
      if (undo) toast(t('state.saved'), { undo: () => void set(undo) })
    } catch (error) {
      complain(error)
    }
  }
  const others = Intl.supportedValuesOf('currency').filter((code) => !settings.currencies.includes(code))
  return (
    <Section title={t('currency.offered')} text={t('currency.offeredText')}>
      <ul className={styles.offered}>
        {settings.currencies.map((code) => (
          <li key={code} className={styles.chip}>
            <b>{code}</b> {currencyName(code)}
            {user.admin && code !== settings.currency && (
              <IconButton
                small
                label={t('currency.drop', { code })}
                onClick={() =>
                  void set(
                    settings.currencies.filter((one) => one !== code),
                    settings.currencies,
                  )
                }
              >
                <IconX size={13} />
              </IconButton>
            )}
          </li>
        ))}
        {user.admin && (
          <li>
            <select
              className={inputStyles.input}
              aria-label={t('currency.add')}
              value=""
              onChange={({ target }) => void set([...settings.currencies, target.value], settings.currencies)}
            >
              <option value="">{t('currency.add')}</option>
              {others.map((code) => (
                <option key={code} value={code}>
                  {code} · {currencyName(code)}
                </option>
              ))}
            </select>
          </li>
        )}
      </ul>
    </Section>
  )
}

const shown = 200

function Rates({ settings }: { settings: ApiSettings }) {
  const { t } = useTranslation()
  const object = useMeta().objects['exchangeRate']
  const rates = useQuery({
    queryKey: ['list', 'exchangeRate', 'settings', settings.currency],
    queryFn: async ({ signal }) => {
      const where = { to: settings.currency }
      return (await api.list('exchangeRate', { where, sort: ['currency', '-validFrom'], limit: shown }, signal)).data
    },
  })
  const all = rates.data ?? []
  const now = today()
  const holding = new Set(
    [...Map.groupBy(all, (rate) => rate['currency']).values()].map(
      (of) => of.find((rate) => String(rate['validFrom']) <= now)?.id,
    ),
  )
  return (
    <Section title={t('currency.rates', { home: settings.currency })} text={t('currency.ratesText')}>
      {object?.rights.create && <NewRate settings={settings} />}
      {rates.isSuccess && all.length === 0 && <Empty title={t('currency.none')} text={t('currency.noneText')} />}
      {all.length > 0 && (
        <table className={styles.table}>
          <thead>
            <tr>
              <th>{t('currency.currency')}</th>
              <th className={styles.end}>{t('currency.rate')}</th>
              <th>{t('currency.from')}</th>
              <th>
                <span className="unseen">{t('do.delete')}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {all.map((rate) => (
              <RateRow key={rate.id} rate={rate} home={settings.currency} holds={holding.has(rate.id)} />
            ))}
          </tbody>
        </table>
      )}
    </Section>
  )
}

function RateRow({ rate, home, holds }: { rate: ApiRecord; home: string; holds: boolean }) {
  const { t } = useTranslation()
  const object = useMeta().objects['exchangeRate']
  const code = String(rate['currency'])
  return (
    <tr data-holds={holds || undefined}>
      <td>
        <a href={`/exchangeRate/${rate.id}`} data-record={`exchangeRate/${rate.id}`} className={styles.link}>
          <b>{code}</b> <span className={styles.faint}>{currencyName(code)}</span>
        </a>
      </td>
      <td className={`number ${styles.end}`}>
        1 {code} = {String(rate['rate'])} {home}
      </td>
      <td className="number">
        {formatDate(String(rate['validFrom']))}
        {holds && <span className={styles.holds}>{t('currency.holds')}</span>}
      </td>
      <td>
        {object?.rights.delete && (
          <IconButton
            small
            label={t('do.delete')}
            onClick={() => void remove('exchangeRate', [rate.id], t('state.deleted', { count: 1 })).catch(complain)}
          >
            <IconTrash size={15} />
          </IconButton>
        )}
      </td>
    </tr>
  )
}

function NewRate({ settings }: { settings: ApiSettings }) {
  const { t } = useTranslation()
  const id = useId()
  const others = settings.currencies.filter((code) => code !== settings.currency)
  const [wrong, setWrong] = useState<Wrong>({})
  const add = async (form: HTMLFormElement) => {
    const values = Object.fromEntries(new FormData(form))
    setWrong({})
    try {
      await api.create('exchangeRate', { ...values, to: settings.currency })
      refresh('exchangeRate')
      form.reset()
    } catch (error) {
      setWrong(wrongOf(error))
    }
  }
  return (
    <form
      className={styles.new}
      onSubmit={(event) => {
        event.preventDefault()
        void add(event.currentTarget)
      }}
    >
      <span>1</span>
      <select name="currency" className={inputStyles.input} aria-label={t('currency.currency')}>
        {others.map((code) => (
          <option key={code} value={code}>
            {code}
          </option>
        ))}
      </select>
      <span>=</span>
      <Input
        name="rate"
        required
        inputMode="decimal"
        aria-label={t('currency.rate')}
        aria-invalid={wrong.rate ? true : undefined}
        aria-describedby={id}
        autoComplete="off"
      />
      <span>{settings.currency}</span>
      <label className={styles.from}>
        {t('currency.from')}
        <input type="date" name="validFrom" required defaultValue={today()} className={inputStyles.input} />
      </label>
      <Button type="submit">{t('do.add')}</Button>
      {Object.keys(wrong).length > 0 && (
        <p id={id} role="alert" className={styles.wrong}>
          {Object.values(wrong).join(' ')}
        </p>
      )}
    </form>
  )
}
