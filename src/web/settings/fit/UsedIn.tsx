import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Section } from '#kernel/configuration.ts'
import { formatNumber } from '../../ui/format.ts'
import { say } from '../../ui/language.ts'
import { configuration } from './api.ts'
import styles from './Fit.module.css'

/** Where an item is used: so many layouts, rules, roles, and so many records that hold a value. */
export function UsedIn({ section, name }: { section: Section; name: string }) {
  const { t } = useTranslation()
  const { data } = useQuery({
    queryKey: ['configuration', 'uses', section, name],
    queryFn: ({ signal }) => configuration.uses(section, name, signal),
    retry: false,
  })
  if (!data) return null
  const places = [...Map.groupBy(data.uses, (use) => use.in)]
  const words = [
    ...places.map(([where, of]) => t('changed.uses', { where: t(`fit.in.${where}`), number: formatNumber(of.length) })),
    ...(data.count ? [t('changed.values', { count: data.count, number: formatNumber(data.count) })] : []),
  ]
  return (
    <p className={styles.faint} title={data.uses.map((use) => say(use.label)).join('\n') || undefined}>
      {words.length > 0 ? t('changed.used', { where: words.join(t('changed.comma')) }) : t('changed.unused')}
    </p>
  )
}
