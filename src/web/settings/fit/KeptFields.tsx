import { useTranslation } from 'react-i18next'
import { Input, TextArea } from '../../ui/Input.tsx'
import { Labelled } from '../../ui/Labelled.tsx'
import styles from './Fit.module.css'
import type { Item } from './item.ts'

/** Why something is there, who answers for it, and when somebody should ask whether it still is needed. */
export function KeptFields({
  item,
  set,
  errors,
}: {
  item: Item
  set: (patch: Item) => void
  errors: Readonly<Record<string, string>>
}) {
  const { t } = useTranslation()
  return (
    <details className={styles.more}>
      <summary>{t('fit.keptTitle')}</summary>
      <div className={styles.pair}>
        <Labelled label={t('fit.owner')} help={t('fit.ownerHelp')} error={errors['owner']}>
          {({ id, describedBy }) => (
            <Input
              id={id}
              type="email"
              aria-describedby={describedBy}
              value={String(item['owner'] ?? '')}
              onChange={(event) => set({ owner: event.target.value })}
            />
          )}
        </Labelled>
        <Labelled label={t('fit.reviewAt')} error={errors['reviewAt']}>
          {({ id, describedBy }) => (
            <Input
              id={id}
              type="date"
              aria-describedby={describedBy}
              value={String(item['reviewAt'] ?? '')}
              onChange={(event) => set({ reviewAt: event.target.value })}
            />
          )}
        </Labelled>
      </div>
      <Labelled label={t('fit.reason')} error={errors['reason']}>
        {({ id }) => (
          <TextArea
            id={id}
            rows={2}
            value={String(item['reason'] ?? '')}
            onChange={(event) => set({ reason: event.target.value })}
          />
        )}
      </Labelled>
    </details>
  )
}
