import { IconUpload } from '@tabler/icons-react'
import { Link, useNavigate } from '@tanstack/react-router'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { hand } from '../client/handed.ts'
import { useMeta } from '../client/queries.ts'
import styles from './Bring.module.css'
import { nounsOf } from './navigation.ts'

/** The quickest way in for a company's own data: a file, dropped or chosen here, opens the import that fits it. */
export function Bring() {
  const { t } = useTranslation()
  const { objects } = useMeta()
  const navigate = useNavigate()
  const input = useRef<HTMLInputElement>(null)
  const [over, setOver] = useState(false)
  const ready = Object.values(objects)
    .filter((object) => !object.nested && object.rights.import && object.traits.includes('importable'))
    .slice(0, 3)
  const [first] = ready
  if (!first) return null
  const take = (file: File | undefined) => {
    if (!file) return
    hand(file)
    const cards = /\.vcf$/i.test(file.name) && ready.find(({ key }) => key === 'contact')
    void navigate({ to: '/$object/import', params: { object: (cards || first).key }, search: {} })
  }
  return (
    <section className={styles.bring} aria-label={t('today.start')}>
      <button
        type="button"
        className={styles.drop}
        data-over={over || undefined}
        onClick={() => input.current?.click()}
        onDragOver={(event) => {
          event.preventDefault()
          setOver(true)
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault()
          setOver(false)
          take(event.dataTransfer.files[0])
        }}
      >
        <IconUpload size={18} stroke={1.6} />
        <span>
          <b>{t('started.customers')}</b>
          <br />
          {t('today.drop')}
        </span>
      </button>
      <input
        ref={input}
        type="file"
        hidden
        accept=".csv,.tsv,.txt,.xlsx,.xls,.vcf,.zip"
        aria-label={t('started.customers')}
        onChange={(event) => take(event.target.files?.[0])}
      />
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
