import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { ApiList, MetaObject } from '#kernel/api.ts'
import type { Money } from '#kernel/fields/money.ts'
import type { Where } from '#kernel/where.ts'
import { api } from '../client/api.ts'
import { formatNumber, shortMoney } from '../ui/format.ts'
import { say } from '../ui/language.ts'
import styles from './ListFoot.module.css'

type Props = {
  object: MetaObject
  where: Where | undefined
  total: ApiList['total']
  loaded: number
  more: boolean
}

/** Below a list: how many there are, and the sum of what the board of the object sums. */
export function ListFoot({ object, where, total, loaded, more }: Props) {
  const { t } = useTranslation()
  const sum = object.views.board?.sum
  const field = sum ? object.fields[sum] : undefined
  const sums = useQuery({
    queryKey: ['group', object.key, 'sum', sum, where],
    queryFn: ({ signal }) =>
      api.group(object.key, { by: [], measures: [`sum:${sum}`], ...(where && { where }) }, signal),
    enabled: Boolean(field) && loaded > 0,
  })
  const count = total?.value ?? loaded
  const number = formatNumber(count)
  return (
    <footer className={styles.foot}>
      <span className="number">
        {t('list.total', { count, shown: total && !total.exact ? t('list.about', { number }) : number })}
      </span>
      {more && <span className={`number ${styles.faint}`}>{t('list.shown', { number: formatNumber(loaded) })}</span>}
      {field && sums.data && (
        <span className={`number ${styles.sum}`}>
          {say(field.label)} {readSums(sums.data.data[0]?.measures[0]).map(shortMoney).join(' + ') || '—'}
        </span>
      )}
    </footer>
  )
}

/** A sum of money comes per currency: one, or a list of them. */
export function readSums(measure: unknown): readonly Money[] {
  const all = Array.isArray(measure) ? measure : measure ? [measure] : []
  return all.filter((one): one is Money => typeof one === 'object' && one !== null && 'amount' in one)
}
