import { useTranslation } from 'react-i18next'
import type { MetaObject } from '#kernel/api.ts'
import type { SignalDefinition } from '#kernel/signal.ts'
import type { Where } from '#kernel/where.ts'
import { useMeta } from '../client/queries.ts'
import { WhereInput } from '../settings/fit/WhereInput.tsx'
import { Input } from '../ui/Input.tsx'
import { Labelled } from '../ui/Labelled.tsx'
import { EventBlank } from './EventBlank.tsx'
import styles from './Signals.module.css'

type Props = {
  definition: SignalDefinition
  errors: Readonly<Record<string, string>>
  onChange: (definition: SignalDefinition) => void
}

/** About whom, how often, with whose consent, who is held back, and what it is for. */
export function Rules({ definition, errors, onChange }: Props) {
  const { t } = useTranslation()
  const object = useMeta().objects[definition.object]
  const { when, outcome } = definition
  const put = (patch: object) => onChange({ ...definition, ...patch } as SignalDefinition)
  const number = (
    label: string,
    help: string | undefined,
    error: string | undefined,
    value: unknown,
    change: (value: number | undefined) => void,
  ) => (
    <Labelled label={label} help={help} error={error}>
      {({ id, describedBy }) => (
        <Input
          id={id}
          aria-describedby={describedBy}
          type="number"
          min={0}
          value={value === undefined ? '' : String(value)}
          onChange={({ target }) => change(target.value === '' ? undefined : Number(target.value))}
        />
      )}
    </Labelled>
  )
  const filter = (key: 'where' | 'consent') => (
    <WhereInput
      label={t(`signals.${key}`)}
      help={t(`signals.${key}Help`)}
      error={errors[key]}
      object={object as MetaObject}
      where={definition[key] ?? {}}
      onChange={(where: Where) => put({ [key]: Object.keys(where).length > 0 ? where : undefined })}
    />
  )
  return (
    <div className={styles.rules}>
      <h3 className={styles.heading}>{t('signals.rules')}</h3>
      {object && filter('where')}
      {object && filter('consent')}
      <div className={styles.pair}>
        {when.is === 'change' &&
          number(t('signals.from'), t('signals.fromHelp'), errors['when.from'], when.from, (from) =>
            put({ when: { ...when, from } }),
          )}
        {number(t('signals.cooldown'), undefined, errors['cooldown'], definition.cooldown, (cooldown) =>
          put({ cooldown }),
        )}
        {number(t('signals.control'), t('signals.controlHelp'), errors['control'], definition.control ?? 0, (control) =>
          put({ control: control || undefined }),
        )}
      </div>
      <div className={styles.outcome}>
        <Labelled label={t('signals.outcome')} help={t('signals.outcomeHelp')} error={errors['outcome.event']}>
          {() => (
            <span className={styles.blanks}>
              <EventBlank
                label={t('signals.outcome')}
                about={object}
                value={outcome?.event}
                none={t('signals.noOutcome')}
                onChange={(event) => put({ outcome: event ? { event, days: outcome?.days ?? 30 } : undefined })}
              />
            </span>
          )}
        </Labelled>
        {outcome &&
          number(t('signals.outcomeDays'), undefined, errors['outcome.days'], outcome.days, (days) =>
            put({ outcome: { ...outcome, days } }),
          )}
      </div>
    </div>
  )
}
