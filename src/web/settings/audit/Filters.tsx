import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { pluralOf } from '../../app/navigation.ts'
import { api } from '../../client/api.ts'
import { useMeta } from '../../client/queries.ts'
import { DayInput } from '../../fields/date.tsx'
import { RelationPick } from '../../fields/RelationPick.tsx'
import { Button } from '../../ui/Button.tsx'
import { inputStyles } from '../../ui/Input.tsx'
import { Labelled } from '../../ui/Labelled.tsx'
import styles from './Audit.module.css'
import { isKind, kinds } from './kinds.ts'

/** What of the log is shown; days as `2026-03-05`. */
export type Shown = {
  readonly who?: string
  readonly object?: string
  readonly kind?: string
  readonly from?: string
  readonly to?: string
  /** One entry alone. */
  readonly entry?: string
}

/** Person, object, what happened, and from when to when. */
export function Filters({ shown, onChange }: { shown: Shown; onChange: (shown: Shown) => void }) {
  const { t } = useTranslation()
  const { objects } = useMeta()
  const set = (key: keyof Shown, value: string | null | undefined) => {
    const { [key]: _, ...rest } = shown
    onChange(value ? { ...rest, [key]: value } : rest)
  }
  const { data: person } = useQuery({
    queryKey: ['titles', 'user', shown.who],
    queryFn: () => api.get('user', shown.who ?? '', ['name']),
    enabled: Boolean(shown.who),
    retry: false,
  })
  const isDay = (day: string | null) => day === null || /^\d{4}-\d\d-\d\d$/.test(day)
  return (
    <fieldset className={styles.filters}>
      <legend className="unseen">{t('audit.title')}</legend>
      <Labelled label={t('audit.who')}>
        {({ id }) => (
          <RelationPick
            id={id}
            to="user"
            placeholder={t('audit.anybody')}
            chosen={shown.who ? [{ id: shown.who, title: String(person?.name ?? '…') }] : []}
            onPick={({ id: who }) => set('who', who)}
            onClear={() => set('who', null)}
          />
        )}
      </Labelled>
      <Labelled label={t('audit.what')}>
        {({ id }) => (
          <select
            id={id}
            className={inputStyles.input}
            value={shown.object ?? ''}
            onChange={(event) => set('object', event.target.value)}
          >
            <option value="">{t('audit.anything')}</option>
            <option value="sampan.security">{t('audit.security')}</option>
            <option value="sampan.workspace">{t('audit.workspace')}</option>
            {Object.values(objects).map((object) => (
              <option key={object.key} value={object.key}>
                {pluralOf(object)}
              </option>
            ))}
          </select>
        )}
      </Labelled>
      <Labelled label={t('audit.kind')}>
        {({ id }) => (
          <select
            id={id}
            className={inputStyles.input}
            value={shown.kind ?? ''}
            onChange={(event) => set('kind', event.target.value)}
          >
            <option value="">{t('audit.anyKind')}</option>
            {kinds().map((kind) => (
              <option key={kind} value={kind}>
                {isKind(kind) ? t(`audit.is.${kind}`) : kind}
              </option>
            ))}
          </select>
        )}
      </Labelled>
      {(['from', 'to'] as const).map((key) => (
        <Labelled key={key} label={t(`audit.${key}`)}>
          {({ id }) => <DayInput id={id} value={shown[key] ?? null} onChange={(day) => isDay(day) && set(key, day)} />}
        </Labelled>
      ))}
      {Object.keys(shown).length > 0 && (
        <Button look="quiet" onClick={() => onChange({})}>
          {t('audit.clear')}
        </Button>
      )}
    </fieldset>
  )
}
