import { IconArrowDown, IconArrowUp, IconX } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { MetaObject } from '#kernel/api.ts'
import type { Decay, ScoreRule } from '#kernel/fields/score.ts'
import { IconButton } from '../../ui/Button.tsx'
import { Input, inputStyles } from '../../ui/Input.tsx'
import { language, say } from '../../ui/language.ts'
import { WhereInput } from '../fit/WhereInput.tsx'
import { errorOf } from './errorOf.ts'
import styles from './ScoreRules.module.css'

type Props = {
  object: MetaObject
  rule: ScoreRule
  errors: Readonly<Record<string, string>>
  onChange: (rule: ScoreRule) => void
  onMove: (by: -1 | 1) => void
  onRemove: () => void
}

/** One rule: its name, whom it is about, how many points, and whether they fade. */
export function RuleInput({ object, rule, errors, onChange, onMove, onRemove }: Props) {
  const { t } = useTranslation()
  const { decay } = rule
  const dates = Object.entries(object.fields).filter(([, field]) => field.type === 'date' || field.type === 'datetime')
  const name = say(rule.label)
  const put = (patch: Partial<ScoreRule>) => onChange({ ...rule, ...patch })
  const fade = (patch: Partial<Decay> | null) => {
    const { decay: _, ...rest } = rule
    onChange(
      patch
        ? { ...rest, decay: { since: dates[0]?.[0] ?? 'createdAt', by: 'half', days: 30, ...decay, ...patch } }
        : rest,
    )
  }
  const wrong = errorOf(errors, 'label') ?? errorOf(errors, 'points') ?? errorOf(errors, 'decay')
  return (
    <li className={styles.rule}>
      <div className={styles.line}>
        <Input
          aria-label={t('scores.ruleName')}
          placeholder={t('scores.ruleName')}
          value={name}
          aria-invalid={errorOf(errors, 'label') ? true : undefined}
          onChange={(event) => put({ label: worded(rule, event.target.value) })}
        />
        <Input
          aria-label={t('scores.points')}
          type="number"
          end
          value={String(rule.points)}
          aria-invalid={errors['points'] ? true : undefined}
          onChange={(event) => put({ points: Number(event.target.value) })}
        />
        <span className={styles.acts}>
          <IconButton small label={t('scores.up', { what: name })} onClick={() => onMove(-1)}>
            <IconArrowUp size={14} />
          </IconButton>
          <IconButton small label={t('scores.down', { what: name })} onClick={() => onMove(1)}>
            <IconArrowDown size={14} />
          </IconButton>
          <IconButton small label={`${t('do.remove')} ${name}`} onClick={onRemove}>
            <IconX size={14} />
          </IconButton>
        </span>
      </div>
      <WhereInput
        label={t('scores.when')}
        error={errorOf(errors, 'where')}
        object={object}
        where={rule.where ?? {}}
        onChange={(where) => {
          const { where: _, ...rest } = rule
          onChange(Object.keys(where).length > 0 ? { ...rest, where } : rest)
        }}
      />
      <div className={styles.fade}>
        <select
          className={inputStyles.input}
          aria-label={t('scores.fading')}
          value={decay?.by ?? ''}
          onChange={(event) => fade(event.target.value === '' ? null : { by: event.target.value as Decay['by'] })}
        >
          <option value="">{t('scores.stays')}</option>
          <option value="half">{t('scores.half')}</option>
          <option value="linear">{t('scores.linear')}</option>
        </select>
        {decay && (
          <>
            <Input
              aria-label={t('scores.days')}
              inputMode="numeric"
              end
              value={String(decay.days || '')}
              onChange={(event) => fade({ days: Number(event.target.value.replace(/\D/g, '')) })}
            />
            <span className={styles.faint}>{t('scores.daysSince')}</span>
            <select
              className={inputStyles.input}
              aria-label={t('scores.since')}
              value={decay.since}
              onChange={(event) => fade({ since: event.target.value })}
            >
              {dates.map(([key, field]) => (
                <option key={key} value={key}>
                  {say(field.label)}
                </option>
              ))}
            </select>
          </>
        )}
      </div>
      {wrong && (
        <p role="alert" className={styles.wrong}>
          {wrong}
        </p>
      )}
    </li>
  )
}

/** In the language of the screen; the other one follows while nobody has written it. */
function worded({ label }: ScoreRule, text: string) {
  const mine = language() === 'en' ? 'en' : 'zh'
  const other = mine === 'en' ? 'zh' : 'en'
  return { ...label, [mine]: text, [other]: label[other] === label[mine] ? text : label[other] }
}
