import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { MetaObject } from '#kernel/api.ts'
import type { SelectField } from '#kernel/fields/select.ts'
import type { Where } from '#kernel/where.ts'
import { DurationInput } from '../../fields/durationInput.tsx'
import { Button } from '../../ui/Button.tsx'
import { Check } from '../../ui/Check.tsx'
import { Input } from '../../ui/Input.tsx'
import { say } from '../../ui/language.ts'
import { WhereInput } from '../fit/WhereInput.tsx'
import { type FollowUpKind, followUpKinds, followUpShape, followUpWhere, spelledOut } from './followUpShape.ts'
import styles from './Recycling.module.css'

type Props = {
  label: string
  activity: MetaObject
  where: Where | null
  onChange: (where: Where | null) => void
  mailCounts: boolean
  onMailCounts: (counts: boolean) => void
  mailLabel: string
  error?: string | undefined
}

/** What counts as a follow-up: a tick for each kind, from how long a call and a note count; or a filter that says more. */
export function FollowUp({ label, activity, where, onChange, mailCounts, onMailCounts, mailLabel, error }: Props) {
  const { t } = useTranslation()
  const [filtered, setFiltered] = useState(false)
  const shape = filtered ? null : followUpShape(where)
  const mail = (
    <Check checked={mailCounts} onChange={(event) => onMailCounts(event.target.checked)}>
      {mailLabel}
    </Check>
  )
  if (!shape)
    return (
      <div className={styles.set}>
        <WhereInput
          label={label}
          error={error}
          object={activity}
          where={where ?? {}}
          onChange={(next) => onChange(Object.keys(next).length > 0 ? next : null)}
        />
        {mail}
        <div>
          <Button
            small
            onClick={() => {
              setFiltered(false)
              if (!followUpShape(where)) onChange(null)
            }}
          >
            {t('recycle.byKind')}
          </Button>
        </div>
      </div>
    )
  const { options } = activity.fields['kind'] as unknown as SelectField
  const toggle = (kind: FollowUpKind) => {
    const kinds = followUpKinds.filter((one) => shape.kinds.includes(one) !== (one === kind))
    // Without any, every rule would recycle everything.
    if (kinds.length > 0) onChange(followUpWhere({ ...shape, kinds }))
  }
  const kind = (key: FollowUpKind) => (
    <Check checked={shape.kinds.includes(key)} onChange={() => toggle(key)}>
      {say(options.find((option) => option.key === key)?.label ?? { en: key, zh: key })}
    </Check>
  )
  return (
    <fieldset className={styles.set}>
      <legend className={styles.legend}>{label}</legend>
      <div className={styles.counted}>
        {kind('call')}
        {shape.kinds.includes('call') && (
          <span className={styles.least}>
            {t('recycle.atLeast')}
            <DurationInput
              label={t('recycle.shortestCall')}
              placeholder={t('recycle.answered')}
              alone="seconds"
              value={shape.seconds}
              onChange={(seconds) => {
                // 0 and words that are no length say nothing.
                const least = typeof seconds === 'number' && seconds > 0 ? seconds : null
                if (least !== shape.seconds) onChange(followUpWhere({ ...shape, seconds: least }))
              }}
            />
          </span>
        )}
      </div>
      <div className={styles.counted}>
        {kind('note')}
        {shape.kinds.includes('note') && (
          <span className={styles.least}>
            {t('recycle.atLeast')}
            <Input
              aria-label={t('recycle.shortestNote')}
              inputMode="numeric"
              end
              value={String(shape.characters ?? '')}
              onChange={(event) => {
                const characters = Number(event.target.value.replace(/\D/g, '').slice(0, 4)) || null
                onChange(followUpWhere({ ...shape, characters }))
              }}
            />
            {t('recycle.characters')}
          </span>
        )}
      </div>
      <div className={styles.checks}>
        {kind('meeting')}
        {kind('visit')}
        {kind('task')}
        {mail}
      </div>
      <p className={styles.help}>{t(shape.seconds === null ? 'recycle.answeredHelp' : 'recycle.measuredHelp')}</p>
      {error && (
        <p role="alert" className={styles.wrong}>
          {error}
        </p>
      )}
      <div>
        <Button
          small
          onClick={() => {
            // The filter begins with what the ticks say.
            if (where === null) onChange(spelledOut(shape))
            setFiltered(true)
          }}
        >
          {t('recycle.byFilter')}
        </Button>
      </div>
    </fieldset>
  )
}
