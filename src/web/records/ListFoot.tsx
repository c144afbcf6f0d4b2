import { IconArrowBarToDown, IconArrowBarToUp } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { MetaObject } from '#kernel/api.ts'
import type { Money } from '#kernel/fields/money.ts'
import type { Where } from '#kernel/where.ts'
import { api } from '../client/api.ts'
import { IconButton } from '../ui/Button.tsx'
import { formatNumber } from '../ui/format.ts'
import { useIdle } from '../ui/idle.ts'
import { say } from '../ui/language.ts'
import styles from './ListFoot.module.css'
import { figureText, figureTitle } from './list/figureText.ts'
import type { Source } from './list/source.ts'
import type { View } from './views.ts'

type Props = {
  object: MetaObject
  view: View
  where: Where | undefined
  source: Source
  measures: readonly string[]
  range: { top: number; bottom: number; left: number; right: number } | null
}

/** Below a list: how many there are, what was chosen to be computed, and of marked cells their sum. */
export function ListFoot({ object, view, where, source, measures, range }: Props) {
  const { t } = useTranslation()
  const { total, rows, more, goTo, from } = source
  // a sum over a million records is not to be in the way of the rows
  const later = useIdle(!source.pending)
  const figures = useQuery({
    queryKey: ['group', object.key, 'figures', measures, where],
    queryFn: ({ signal }) =>
      api.group(object.key, { by: [], measures, convert: true, ...(where && { where }) }, signal),
    enabled: measures.length > 0 && later,
  })
  const count = total?.value ?? rows.length
  const number = formatNumber(count)
  const values = figures.data?.data[0]?.measures
  const marked = range && markedNumbers(object, view, source, range)
  return (
    <footer className={styles.foot}>
      <span className="number" title={object.rights.whole ? undefined : t('grid.cut')}>
        {t('list.total', { count, shown: total && !total.exact ? t('list.about', { number }) : number })}
        {!object.rights.whole && <span className={styles.cut}> · {t('grid.visible')}</span>}
      </span>
      {more && (
        <span className={`number ${styles.faint}`}>{t('list.shown', { number: formatNumber(rows.length) })}</span>
      )}
      {more && goTo && (
        <span className={styles.ends}>
          <IconButton small label={t('grid.toStart')} disabled={from === 'start'} onClick={() => goTo('start')}>
            <IconArrowBarToUp size={14} />
          </IconButton>
          <IconButton small label={t('grid.toEnd')} disabled={from === 'end'} onClick={() => goTo('end')}>
            <IconArrowBarToDown size={14} />
          </IconButton>
        </span>
      )}
      <span className={styles.space} />
      {marked && (
        <span className={`number ${styles.marked}`}>
          {t('grid.marked', {
            count: marked.length,
            number: formatNumber(marked.length),
            sum: formatNumber(
              marked.reduce((sum, one) => sum + one, 0),
              2,
            ),
          })}
        </span>
      )}
      {values &&
        measures.map((measure, i) => {
          const [figure = '', key = ''] = measure.split(':')
          return (
            <span key={measure} className={`number ${styles.sum}`} title={figureTitle(object, key, values[i], t)}>
              <span className={styles.faint}>
                {say(object.fields[key]!.label)} {t(`views.figure.${figure}` as 'views.figure.sum')}
              </span>{' '}
              {figureText(object, measure, values[i]) || '—'}
            </span>
          )
        })}
    </footer>
  )
}

/** The numbers in the marked cells; null where fewer than two. */
function markedNumbers(
  object: MetaObject,
  view: View,
  source: Source,
  range: NonNullable<Props['range']>,
): readonly number[] | null {
  const keys = view.columns
    .slice(range.left, range.right + 1)
    .map(({ key }) => key)
    .filter((key) => ['number', 'money', 'percent'].includes(object.fields[key]?.type ?? ''))
    .slice(0, 1) // numbers of one kind
  if (keys.length === 0 || range.bottom === range.top) return null
  const found: number[] = []
  for (let i = range.top; i <= range.bottom; i++) {
    const item = source.at(i)
    if (item.is !== 'record') continue
    for (const key of keys) {
      const value = item.record[key]
      const plain = typeof value === 'object' && value && 'amount' in value ? value.amount : value
      if (plain !== null && plain !== undefined && !Number.isNaN(Number(plain))) found.push(Number(plain))
    }
  }
  return found.length > 1 ? found : null
}

/** A sum of money comes per currency: one, or a list of them. */
export function readSums(measure: unknown): readonly Money[] {
  const all = Array.isArray(measure) ? measure : measure ? [measure] : []
  return all.filter((one): one is Money => typeof one === 'object' && one !== null && 'amount' in one)
}
