import { IconArrowLeft, IconPlus } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { MetaObject } from '#kernel/api.ts'
import type { ApiDraft } from '#kernel/api-configuration.ts'
import type { Grade, ScoreField, ScoreRule } from '#kernel/fields/score.ts'
import type { Where } from '#kernel/where.ts'
import { pluralOf } from '../../app/navigation.ts'
import { Button } from '../../ui/Button.tsx'
import { Input } from '../../ui/Input.tsx'
import { Labelled } from '../../ui/Labelled.tsx'
import { say } from '../../ui/language.ts'
import { say as toast } from '../../ui/toast.tsx'
import { useItem } from '../fit/item.ts'
import { WhereInput } from '../fit/WhereInput.tsx'
import { Head } from '../Head.tsx'
import { errorOf } from './errorOf.ts'
import { GradesInput } from './GradesInput.tsx'
import { Preview } from './Preview.tsx'
import { RuleInput } from './RuleInput.tsx'
import styles from './ScoreRules.module.css'

/** The rules of one score as they would be, and beside them what they would make of the records that there are. */
export function ScoreRules({
  draft,
  object,
  name,
  onLearn,
}: {
  draft: ApiDraft
  object: MetaObject
  name: string
  /** Learns it from the past instead, where that can be. */
  onLearn?: () => void
}) {
  const { t } = useTranslation()
  const path = `${object.key}.${name}`
  const field = object.fields[name] as unknown as ScoreField
  const there = draft.document.scores[path]
  const { where, rules: declared = [], floor, cap, grades: graded } = there ?? field
  const first = {
    ...(there ? {} : { object: object.key, field: name }),
    where,
    rules: declared,
    floor,
    cap,
    grades: graded,
  }
  const { item, set, errors, busy, keep } = useItem('scores', there ? path : null, first, () => toast(t('scores.kept')))
  const rules = (item['rules'] ?? []) as readonly ScoreRule[]
  const number = (key: 'floor' | 'cap', otherwise: number) => (
    <Labelled label={t(`scores.${key}`)} error={errors[key]}>
      {({ id }) => (
        <Input
          id={id}
          type="number"
          value={item[key] === undefined || item[key] === null ? '' : String(item[key])}
          placeholder={String(otherwise)}
          onChange={(event) => set({ [key]: event.target.value === '' ? null : Number(event.target.value) })}
        />
      )}
    </Labelled>
  )
  return (
    <>
      <Link to="/settings/$page" params={{ page: 'scores' }} className={styles.back}>
        <IconArrowLeft size={14} /> {t('scores.title')}
      </Link>
      <Head title={`${pluralOf(object)} · ${say(field.label)}`} text={t('scores.rulesText')}>
        {onLearn && rules.length === 0 && <Button onClick={onLearn}>{t('learns.instead')}</Button>}
        <Button look="primary" disabled={busy} onClick={() => void keep()}>
          {t('fit.keep')}
        </Button>
      </Head>
      {errors[''] && (
        <p role="alert" className={styles.wrong}>
          {errors['']}
        </p>
      )}
      <div className={styles.beside}>
        <div className={styles.form}>
          <WhereInput
            label={t('scores.which')}
            help={t('scores.whichHelp')}
            error={errorOf(errors, 'where')}
            object={object}
            where={(item['where'] ?? {}) as Where}
            onChange={(next) => set({ where: Object.keys(next).length > 0 ? next : null })}
          />
          <ol className={styles.rules} aria-label={t('scores.rulesOf')}>
            {rules.map((rule, i) => (
              <RuleInput
                // biome-ignore lint/suspicious/noArrayIndexKey: two rules may say the same
                key={i}
                object={object}
                rule={rule}
                errors={under(errors, `rules.${i}.`)}
                onChange={(next) => set({ rules: rules.map((one, at) => (at === i ? next : one)) })}
                onMove={(by) => set({ rules: moved(rules, i, by) })}
                onRemove={() => set({ rules: rules.filter((_, at) => at !== i) })}
              />
            ))}
          </ol>
          {errors['rules'] && <p role="alert">{errors['rules']}</p>}
          <div>
            <Button
              small
              icon={<IconPlus size={14} />}
              onClick={() => set({ rules: [...rules, { label: { en: '', zh: '' }, points: 10 }] })}
            >
              {t('scores.addRule')}
            </Button>
          </div>
          <div className={styles.pair}>
            {number('floor', 0)}
            {number('cap', 100)}
          </div>
          <GradesInput
            grades={(item['grades'] ?? []) as readonly Grade[]}
            errors={under(errors, 'grades.')}
            onChange={(grades) => set({ grades: grades.length > 0 ? grades : null })}
          />
        </div>
        <Preview object={object} name={name} item={item} rules={rules} />
      </div>
    </>
  )
}

function moved(rules: readonly ScoreRule[], from: number, by: number): readonly ScoreRule[] {
  const next = [...rules]
  next.splice(from + by, 0, ...next.splice(from, 1))
  return next
}

function under(errors: Readonly<Record<string, string>>, prefix: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(errors).flatMap(([path, words]) =>
      path.startsWith(prefix) ? [[path.slice(prefix.length), words]] : [],
    ),
  )
}
