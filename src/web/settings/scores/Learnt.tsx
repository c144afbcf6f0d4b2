import { IconArrowLeft } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { MetaObject } from '#kernel/api.ts'
import { type Figures, leastCases, type Model } from '#kernel/learn/learning.ts'
import { pluralOf } from '../../app/navigation.ts'
import { api } from '../../client/api.ts'
import { ask } from '../../client/fetch.ts'
import { queries } from '../../client/queries.ts'
import { complain } from '../../client/writes.ts'
import { Bone } from '../../ui/Bone.tsx'
import { Button } from '../../ui/Button.tsx'
import { formatInstant, formatNumber } from '../../ui/format.ts'
import { say } from '../../ui/language.ts'
import { Head } from '../Head.tsx'
import styles from './ScoreRules.module.css'

/** A score that is learnt: whether there is one, how well it foretells beside what else, and what it holds for good and bad. */
export function Learnt({ object, name, inside = false }: { object: MetaObject; name: string; inside?: boolean }) {
  const { t } = useTranslation()
  const [busy, setBusy] = useState(false)
  const models = useQuery({
    queryKey: ['list', 'scoreModel', object.key, name],
    queryFn: async ({ signal }) =>
      (await api.list('scoreModel', { where: { object: object.key, score: name }, sort: ['-at'], limit: 20 }, signal))
        .data,
  }).data
  const learn = async () => {
    setBusy(true)
    await ask('POST', '/api/v1/configuration/learn', { body: { object: object.key, score: name } }).catch(complain)
    await queries.invalidateQueries()
    setBusy(false)
  }
  const last = models?.[0]
  const figures = (last?.['figures'] ?? null) as Figures | null
  const model = (last?.['model'] ?? null) as Model | null
  return (
    <>
      {!inside && (
        <Link to="/settings/$page" params={{ page: 'scores' }} className={styles.back}>
          <IconArrowLeft size={14} /> {t('scores.title')}
        </Link>
      )}
      <Head
        title={inside ? t('learnt.is') : `${pluralOf(object)} · ${say(object.fields[name]!.label)}`}
        text={t('learnt.text')}
      >
        <Button look="primary" disabled={busy} onClick={() => void learn()}>
          {t(busy ? 'learnt.learning' : 'learnt.now')}
        </Button>
      </Head>
      {!models && <Bone width="60%" />}
      {models?.length === 0 && <p className={styles.faint}>{t('learnt.never')}</p>}
      {figures && !model && (
        <p role="status" className={styles.changed}>
          {t('learnt.off', { won: figures.won, lost: figures.lost, least: leastCases })}
        </p>
      )}
      {figures && model && (
        <div className={styles.beside}>
          <div className={styles.form}>
            <p className={styles.changed}>
              {t('learnt.from', {
                day: formatInstant(String(last?.['at'])),
                won: formatNumber(figures.won),
                lost: formatNumber(figures.lost),
              })}
            </p>
            <table className={styles.table}>
              <caption className={styles.caption}>
                {t('learnt.tested', {
                  count: figures.tested,
                  day: figures.testedFrom ? formatInstant(figures.testedFrom) : '',
                })}
              </caption>
              <thead>
                <tr>
                  <th>{t('learnt.way')}</th>
                  <th>AUC</th>
                </tr>
              </thead>
              <tbody>
                <tr>
                  <td>{t('learnt.learnt')}</td>
                  <td>
                    <strong>{shown(figures.auc)}</strong>
                  </td>
                </tr>
                <tr>
                  <td>{t('learnt.bayes')}</td>
                  <td>{shown(figures.aucOfBayes)}</td>
                </tr>
                <tr>
                  <td>{t('learnt.saying')}</td>
                  <td>{shown(figures.aucOfSaying)}</td>
                </tr>
              </tbody>
            </table>
            <table className={styles.table}>
              <caption className={styles.caption}>{t('learnt.reliability')}</caption>
              <thead>
                <tr>
                  <th>{t('learnt.foretold')}</th>
                  <th>{t('learnt.came')}</th>
                  <th>{t('learnt.count')}</th>
                </tr>
              </thead>
              <tbody>
                {figures.reliability.map((bin) => (
                  <tr key={bin.from}>
                    <td>{percent(bin.foretold)}</td>
                    <td>{percent(bin.came)}</td>
                    <td>{formatNumber(bin.count)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
            <p className={styles.faint}>
              {figures.drift
                ? t('learnt.drift', {
                    cases: figures.drift.cases,
                    auc: shown(figures.drift.auc),
                    was: shown(figures.drift.was),
                  })
                : t('learnt.noDrift')}
            </p>
          </div>
          <aside className={styles.preview} aria-label={t('learnt.weights')}>
            <h3>{t('learnt.weights')}</h3>
            <p className={styles.faint}>{t('learnt.weightsText')}</p>
            <table className={styles.table}>
              <tbody>
                {[...model.terms]
                  .sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight))
                  .map((term) => (
                    <tr key={`${term.feature} ${term.is} ${term.is === 'value' ? term.value : ''}`}>
                      <td className="clip">{term.label ? say(term.label) : term.feature}</td>
                      <td>{`${term.weight < 0 ? '−' : '+'}${Math.abs(term.weight).toFixed(2)}`}</td>
                    </tr>
                  ))}
              </tbody>
            </table>
          </aside>
        </div>
      )}
    </>
  )
}

function shown(auc: number | null): string {
  return auc === null ? '—' : auc.toFixed(3)
}

function percent(share: number | null): string {
  return share === null ? '—' : `${Math.round(share * 100)}%`
}
