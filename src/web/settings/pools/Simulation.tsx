import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ApiRecord } from '#kernel/api.ts'
import type { Values } from '#kernel/object.ts'
import { api } from '../../client/api.ts'
import { complain } from '../../client/writes.ts'
import { Button } from '../../ui/Button.tsx'
import { formatMoney, formatNumber } from '../../ui/format.ts'
import { Input } from '../../ui/Input.tsx'
import { Tag } from '../../ui/Tag.tsx'
import styles from './Recycling.module.css'

type Side = {
  readonly count: number
  readonly value: readonly { readonly amount: string; readonly currency: string }[]
}
type Result = {
  readonly now: Side
  readonly would: Side
  readonly added: number
  readonly spared: number
  readonly owners: readonly {
    readonly id: string
    readonly name: string
    readonly now: number
    readonly would: number
  }[]
  readonly records: readonly { readonly id: string; readonly name: string; readonly already: boolean }[]
}

/** What a rule would do as it stands in the form: how many, whose, which, what is in play, and the difference to today. */
export function Simulation({ rule, values }: { rule: ApiRecord; values: Values }) {
  const { t } = useTranslation()
  const [ahead, setAhead] = useState('7')
  const [busy, setBusy] = useState(false)
  const [result, setResult] = useState<Result | null>(null)
  const run = async () => {
    setBusy(true)
    const keys = ['where', 'match', 'conditions', 'followUp', 'mailCounts', 'exempt'] as const
    const tags = ((values['exemptTags'] ?? []) as readonly (string | { id: string })[]).map((tag) =>
      typeof tag === 'string' ? tag : tag.id,
    )
    const draft = { ...Object.fromEntries(keys.map((key) => [key, values[key]])), exemptTags: tags }
    await api
      .act('recyclingRule', rule.id, 'simulate', { draft, ahead: Number(ahead) || 0 })
      .then(({ result }) => setResult(result as unknown as Result), complain)
    setBusy(false)
  }
  const money = ({ value }: Side) => value.map(formatMoney).join(' + ') || '—'
  return (
    <aside className={styles.result} aria-label={t('recycle.simulation')}>
      <p className={styles.legend}>{t('recycle.simulation')}</p>
      <p className={styles.faint}>{t('recycle.simulationText')}</p>
      <div className={styles.ask}>
        <label htmlFor="ahead">{t('recycle.ahead')}</label>
        <Input
          id="ahead"
          inputMode="numeric"
          end
          value={ahead}
          onChange={(event) => setAhead(event.target.value.replace(/\D/g, ''))}
        />
        <Button small disabled={busy} onClick={() => void run()}>
          {t('recycle.simulate')}
        </Button>
      </div>
      {result && (
        <>
          <dl className={styles.figures}>
            <dt>{t('recycle.nowFalls')}</dt>
            <dd className="number">{formatNumber(result.now.count)}</dd>
            <dt>{t('recycle.wouldFall')}</dt>
            <dd className="number">
              <strong>{formatNumber(result.would.count)}</strong>
            </dd>
            <dt>{t('recycle.added')}</dt>
            <dd className="number">+{formatNumber(result.added)}</dd>
            <dt>{t('recycle.spared')}</dt>
            <dd className="number">−{formatNumber(result.spared)}</dd>
            <dt>{t('recycle.value')}</dt>
            <dd className="number">{money(result.would)}</dd>
          </dl>
          <h3>{t('recycle.whose')}</h3>
          <ul className={styles.names}>
            {result.owners.map((owner) => (
              <li key={owner.id}>
                <span>{owner.name}</span>
                <span className="number">
                  {formatNumber(owner.now)} → {formatNumber(owner.would)}
                </span>
              </li>
            ))}
          </ul>
          <h3>{t('recycle.records')}</h3>
          <ul className={styles.names}>
            {result.records.map((one) => (
              <li key={one.id}>
                <Link
                  to="/$object/$id"
                  params={{ object: String(rule['object']), id: one.id }}
                  target="_blank"
                  className="clip"
                >
                  {one.name}
                </Link>
                {!one.already && <Tag tone="orange">{t('recycle.newcomer')}</Tag>}
              </li>
            ))}
            {result.would.count > result.records.length && (
              <li className={styles.faint}>
                {t('recycle.more', { count: result.would.count - result.records.length })}
              </li>
            )}
          </ul>
        </>
      )}
    </aside>
  )
}
