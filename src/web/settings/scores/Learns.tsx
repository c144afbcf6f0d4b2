import { IconArrowLeft } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { MetaObject } from '#kernel/api.ts'
import type { ApiDraft } from '#kernel/api-configuration.ts'
import type { CustomLearning } from '#kernel/configuration.ts'
import type { Where } from '#kernel/where.ts'
import { pluralOf } from '../../app/navigation.ts'
import { Button } from '../../ui/Button.tsx'
import { Check } from '../../ui/Check.tsx'
import { Input, inputStyles } from '../../ui/Input.tsx'
import { Labelled } from '../../ui/Labelled.tsx'
import { say } from '../../ui/language.ts'
import { say as toast } from '../../ui/toast.tsx'
import { useItem } from '../fit/item.ts'
import { WhereInput } from '../fit/WhereInput.tsx'
import { Head } from '../Head.tsx'
import styles from './ScoreRules.module.css'

/** Fields that tell something that can be learnt from: what is worked out or kept in several places does not. */
const untold = [
  'formula',
  'rollup',
  'deadline',
  'score',
  'relations',
  'multiSelect',
  'files',
  'json',
  'address',
  'autonumber',
]

/** From what a score of one's own is learnt: which records went well, which did not, when, and what may speak for it. */
export function Learns({ draft, object, name }: { draft: ApiDraft; object: MetaObject; name: string }) {
  const { t } = useTranslation()
  const path = `${object.key}.${name}`
  const there = draft.document.scores[path]
  const dates = Object.entries(object.fields).filter(([, field]) => field.type === 'date' || field.type === 'datetime')
  const begun: CustomLearning = there?.learns ?? {
    won: {},
    lost: {},
    closedAt: dates[0]?.[0] ?? '',
    horizonDays: 14,
    features: [],
  }
  const first = { ...(there ? {} : { object: object.key, field: name }), rules: [], learns: begun }
  const { item, set, errors, busy, keep } = useItem('scores', there ? path : null, first, () => toast(t('scores.kept')))
  const learns = item['learns'] as CustomLearning
  const change = (more: Partial<CustomLearning>) => set({ learns: { ...learns, ...more } })
  const offered = Object.entries(object.fields).filter(
    ([key, field]) => key !== name && key !== learns.closedAt && !untold.includes(field.type),
  )
  const toggle = (key: string) =>
    change({
      features: learns.features.includes(key)
        ? learns.features.filter((one) => one !== key)
        : [...learns.features, key],
    })
  const wrong = (place: string) =>
    Object.entries(errors).find(([key]) => key === place || key.startsWith(`${place}.`))?.[1]
  return (
    <>
      <Link to="/settings/$page" params={{ page: 'scores' }} className={styles.back}>
        <IconArrowLeft size={14} /> {t('scores.title')}
      </Link>
      <Head title={`${pluralOf(object)} · ${say(object.fields[name]!.label)}`} text={t('learns.text')}>
        <Button look="primary" disabled={busy} onClick={() => void keep()}>
          {t('fit.keep')}
        </Button>
      </Head>
      <div className={`${styles.form} ${styles.learns}`}>
        {(errors[''] ?? errors['learns'] ?? errors['rules']) && (
          <p role="alert" className={styles.wrong}>
            {errors[''] ?? errors['learns'] ?? errors['rules']}
          </p>
        )}
        {(['won', 'lost'] as const).map((end) => (
          <WhereInput
            key={end}
            label={t(`learns.${end}`)}
            object={object}
            where={learns[end]}
            error={wrong(`learns.${end}`)}
            onChange={(where: Where) => change({ [end]: where })}
          />
        ))}
        <Labelled label={t('learns.closedAt')} required error={wrong('learns.closedAt')}>
          {({ id }) => (
            <select
              id={id}
              className={inputStyles.input}
              value={learns.closedAt}
              onChange={({ target }) => change({ closedAt: target.value })}
            >
              {dates.map(([key, field]) => (
                <option key={key} value={key}>
                  {say(field.label)}
                </option>
              ))}
            </select>
          )}
        </Labelled>
        <Labelled label={t('learns.horizon')} help={t('learns.horizonHelp')} error={wrong('learns.horizonDays')}>
          {({ id, describedBy }) => (
            <Input
              id={id}
              type="number"
              aria-describedby={describedBy}
              value={String(learns.horizonDays)}
              onChange={({ target }) => change({ horizonDays: Number(target.value) })}
            />
          )}
        </Labelled>
        <fieldset className={styles.features}>
          <legend>{t('learns.features')}</legend>
          {wrong('learns.features') && (
            <p role="alert" className={styles.wrong}>
              {wrong('learns.features')}
            </p>
          )}
          {offered.map(([key, field]) => (
            <Check key={key} checked={learns.features.includes(key)} onChange={() => toggle(key)}>
              {say(field.label)}
            </Check>
          ))}
        </fieldset>
      </div>
    </>
  )
}
