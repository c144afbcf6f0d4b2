import { IconInbox } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { ApiHandoverPreview, ApiLoad } from '#kernel/api-handover.ts'
import { Avatar } from '../../ui/Avatar.tsx'
import { shortNumber } from '../../ui/format.ts'
import styles from './Handover.module.css'
import { useThingNames } from './Thing.tsx'

/** Who would get how much on top of what, kind by kind. */
export function Preview({ preview, who }: { preview: ApiHandoverPreview; who: string }) {
  const { t } = useTranslation()
  const nameAt = useThingNames()
  const kinds = [
    ...new Map(preview.receivers.flatMap(({ loads }) => loads).map((load) => [`${load.object}/${load.field}`, load])),
  ]
  const stays = preview.stays.map((one) => `${nameAt(one)} ${one.count}`).join(' · ')
  return (
    <section aria-label={t('handover.load')}>
      <h3 className={styles.heading}>{t('handover.load')}</h3>
      <div className={styles.scroll}>
        <table className={styles.loads}>
          <thead>
            <tr>
              <th scope="col">{t('handover.receivers')}</th>
              {kinds.map(([key, load]) => (
                <th key={key} scope="col" className={styles.number}>
                  {nameAt(load)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {preview.receivers.map((one) => (
              <tr key={one.id}>
                <th scope="row">
                  <span className={styles.person}>
                    {one.place ? <IconInbox size={16} stroke={1.6} /> : <Avatar name={one.name} />}{' '}
                    <span className="clip">{one.name}</span>
                  </span>
                </th>
                {kinds.map(([key]) => (
                  <td key={key} className={styles.number}>
                    <Load load={one.loads.find((load) => `${load.object}/${load.field}` === key)} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {stays && <p className={styles.faint}>{t('handover.stays', { who, what: stays })}</p>}
    </section>
  )
}

function Load({ load }: { load: ApiLoad | undefined }) {
  const { t } = useTranslation()
  if (!load) return <span className={styles.faint}>—</span>
  return (
    <>
      {t('handover.from', { before: load.before, after: load.after })}
      {load.valueAfter !== null && load.valueAfter !== load.valueBefore && (
        <span className={styles.under}>
          {t('handover.from', { before: shortNumber(load.valueBefore ?? 0), after: shortNumber(load.valueAfter) })}
        </span>
      )}
    </>
  )
}
