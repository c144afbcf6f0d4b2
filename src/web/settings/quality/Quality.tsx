import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { ApiQuality, ApiQualityObject } from '#kernel/api-quality.ts'
import { pluralOf } from '../../app/navigation.ts'
import { useMeta } from '../../client/queries.ts'
import { Bone } from '../../ui/Bone.tsx'
import { Empty } from '../../ui/Empty.tsx'
import { formatNumber } from '../../ui/format.ts'
import { Icon } from '../../ui/Icon.tsx'
import { useSay } from '../../ui/language.ts'
import { Head } from '../Head.tsx'
import { qualityQuery } from './api.ts'
import { Detail } from './Detail.tsx'
import styles from './Quality.module.css'
import { Score, Trend } from './Score.tsx'
import { Batches, Tasks } from './Waiting.tsx'

/** How good the data is: every object, or one with what is wrong and where it came from. */
export function Quality() {
  const { item } = useParams({ strict: false }) as { item?: string }
  const object = useMeta().objects[item ?? '']
  return object ? <Detail key={object.key} object={object} /> : <Overview />
}

function Overview() {
  const { t } = useTranslation()
  useSay()
  const { objects } = useMeta()
  const { data, isPending } = useQuery(qualityQuery)
  return (
    <>
      <Head title={t('quality.title')} text={t('quality.text')}>
        {objects['placeholderValue'] && (
          <Link to="/settings/$page" params={{ page: 'placeholderValue' }} className={styles.side}>
            {t('quality.placeholders')}
          </Link>
        )}
      </Head>
      {isPending && <Bone width="60%" />}
      {data?.data.length === 0 && <Empty title={t('quality.none')} text={t('quality.noneText')} />}
      {data && data.data.length > 0 && (
        <div className={styles.scroll}>
          <table className={styles.table}>
            <thead>
              <tr>
                <th>{t('quality.object')}</th>
                <th className={styles.figure}>{t('quality.records')}</th>
                <th className={styles.figure}>{t('quality.total')}</th>
                {(['completeness', 'validity', 'uniqueness', 'freshness'] as const).map((part) => (
                  <th key={part} className={`${styles.figure} ${styles.more}`}>
                    {t(`quality.${part}`)}
                  </th>
                ))}
                <th className={`${styles.trend} ${styles.more}`}>{t('quality.trend')}</th>
              </tr>
            </thead>
            <tbody>
              {data.data.map((one) => (
                <Row key={one.object} one={one} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      <Tasks />
      <Batches />
      {data && data.data.length > 0 && <Mends mends={data.mends} />}
    </>
  )
}

function Row({ one }: { one: ApiQualityObject }) {
  const object = useMeta().objects[one.object]
  if (!object) return null
  return (
    <tr>
      <td>
        <Link
          to="/settings/$page/$item"
          params={{ page: 'quality', item: object.key }}
          className={`${styles.name} ${styles.strong}`}
        >
          <Icon name={object.icon} />
          {pluralOf(object)}
        </Link>
      </td>
      <td className={styles.figure}>{formatNumber(one.records)}</td>
      <td className={styles.figure}>
        <Score value={one.score.total} strong />
      </td>
      {(['completeness', 'validity', 'uniqueness', 'freshness'] as const).map((part) => (
        <td key={part} className={`${styles.figure} ${styles.more}`}>
          <Score value={one.score[part]} />
        </td>
      ))}
      <td className={`${styles.trend} ${styles.more}`}>
        <Trend days={one.trend} />
      </td>
    </tr>
  )
}

function Mends({ mends }: Pick<ApiQuality, 'mends'>) {
  const { t } = useTranslation()
  return (
    <section className={styles.section}>
      <h3>{t('quality.mends')}</h3>
      {mends.length === 0 && <p className={styles.nothing}>{t('quality.noMends')}</p>}
      {mends.length > 0 && (
        <table className={styles.table}>
          <thead>
            <tr>
              <th>{t('quality.name')}</th>
              {(['filled', 'corrected', 'merged'] as const).map((kind) => (
                <th key={kind} className={styles.figure}>
                  {t(`quality.${kind}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {mends.map((one) => (
              <tr key={one.person.id}>
                <td>{one.person.name}</td>
                {(['filled', 'corrected', 'merged'] as const).map((kind) => (
                  <td key={kind} className={styles.figure}>
                    {one[kind] === 0 ? '—' : formatNumber(one[kind])}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  )
}
