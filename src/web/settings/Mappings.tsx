import { useQueries } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { pluralOf } from '../app/navigation.ts'
import { queries, useMeta } from '../client/queries.ts'
import { complain } from '../client/writes.ts'
import { imports } from '../import/api.ts'
import { Button } from '../ui/Button.tsx'
import { formatInstant } from '../ui/format.ts'
import { Tag } from '../ui/Tag.tsx'
import styles from './Feeds.module.css'

/** The mappings that are remembered, by object; each may be forgotten. */
export function Mappings() {
  const { t } = useTranslation()
  const objects = Object.values(useMeta().objects).filter((object) => object.rights.import)
  const lists = useQueries({
    queries: objects.map(({ key }) => ({ queryKey: ['mappings', key], queryFn: () => imports.mappings(key) })),
  })
  const all = lists.flatMap((list, i) => (list.data ?? []).map((mapping) => ({ mapping, object: objects[i]! })))
  const forget = (key: string, header: string) =>
    imports.forget(key, header).then(() => queries.invalidateQueries({ queryKey: ['mappings', key] }), complain)
  return (
    <section className={styles.mappings} aria-label={t('feeds.mappings')}>
      <h2>{t('feeds.mappings')}</h2>
      <p className={styles.faint}>{t('feeds.mappingsText')}</p>
      {all.length === 0 && <p className={styles.faint}>{t('feeds.noMappings')}</p>}
      <ul className={styles.files}>
        {all.map(({ mapping, object }) => (
          <li key={`${object.key}${mapping.header}`}>
            <span className="clip">{mapping.fileName}</span>
            <span>
              <Tag tone="gray">{pluralOf(object)}</Tag>
            </span>
            <span className={styles.faint}>
              {t('feeds.mappingLine', { columns: mapping.columns.length, used: mapping.used })}
              {mapping.usedBy && 'title' in mapping.usedBy && ` · ${mapping.usedBy.title}`} ·{' '}
              {formatInstant(mapping.usedAt)}
            </span>
            <Button small onClick={() => void forget(object.key, mapping.header)}>
              {t('bring.forget')}
            </Button>
          </li>
        ))}
      </ul>
    </section>
  )
}
