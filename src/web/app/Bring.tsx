import { IconUpload } from '@tabler/icons-react'
import { Link, useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { hand, isSet } from '../client/handed.ts'
import { useMeta } from '../client/queries.ts'
import { DropFiles } from '../ui/DropFiles.tsx'
import styles from './Bring.module.css'
import { nounsOf } from './navigation.ts'

/** The quickest way in for a company's own data: a file, dropped or chosen here, opens the import that fits it. */
export function Bring() {
  const { t } = useTranslation()
  const { objects } = useMeta()
  const navigate = useNavigate()
  const ready = Object.values(objects)
    .filter((object) => !object.nested && object.rights.import && object.traits.includes('importable'))
    .slice(0, 3)
  const [first] = ready
  if (!first) return null
  const take = (files: readonly File[]) => {
    hand(files)
    if (isSet(files)) return void navigate({ to: '/import-set', search: {} })
    const cards = /\.vcf$/i.test(files[0]!.name) && ready.find(({ key }) => key === 'contact')
    void navigate({ to: '/$object/import', params: { object: (cards || first).key }, search: {} })
  }
  return (
    <section className={styles.bring} aria-label={t('today.start')}>
      <DropFiles className={styles.drop} label={t('started.customers')} onFiles={take}>
        <IconUpload size={18} stroke={1.6} />
        <span>
          <b>{t('started.customers')}</b>
          <br />
          {t('today.drop')}
        </span>
      </DropFiles>
      <p className={styles.links}>
        {ready.map((object) => (
          <Link key={object.key} to="/$object/import" params={{ object: object.key }}>
            {t('today.importThem', { what: nounsOf(object) })}
          </Link>
        ))}
      </p>
    </section>
  )
}
