import { useTranslation } from 'react-i18next'
import type { MetaObject } from '#kernel/api.ts'
import type { SignalDefinition, SignalWhen } from '#kernel/signal.ts'
import { nounOf } from '../app/navigation.ts'
import { useMeta } from '../client/queries.ts'
import { say } from '../ui/language.ts'
import { EventBlank } from './EventBlank.tsx'
import { ChoiceBlank, Sentence, TypedBlank } from './Sentence.tsx'
import styles from './Signals.module.css'
import { fieldsFor, objectsOf, startOf, touchesOf } from './signals.ts'

type Props = {
  definition: SignalDefinition
  errors: Readonly<Record<string, string>>
  onChange: (definition: SignalDefinition) => void
}

const kinds = ['change', 'date', 'silence', 'pattern'] as const

/** When the signal fires: its kind, and a sentence with blanks. */
export function WhenEditor({ definition, errors, onChange }: Props) {
  const { t } = useTranslation()
  const meta = useMeta()
  const { when } = definition
  const object = meta.objects[definition.object]
  const place = (key: string) => errors[`when.${key}`]
  const put = (patch: object) => onChange({ ...definition, when: { ...when, ...patch } as SignalWhen })
  const objectBlank = (
    <ChoiceBlank
      label={t('signals.part.object')}
      value={definition.object}
      error={errors['object']}
      onChange={(key) => onChange(startOf(meta, when.is, { ...definition, object: key }))}
    >
      {objectsOf(meta, when.is).map((one) => (
        <option key={one.key} value={one.key}>
          {nounOf(one)}
        </option>
      ))}
    </ChoiceBlank>
  )
  const typed = (key: string, label: string, value: unknown, change: (value: string) => void, type?: 'time') => (
    <TypedBlank
      label={label}
      value={value === undefined || value === null || Number.isNaN(value) ? '' : String(value)}
      error={place(key)}
      onChange={change}
      {...(type ? { type } : { min: 0 })}
    />
  )
  const number = (key: string, label: string, value: unknown) =>
    typed(key, label, value, (given) => put({ [key]: given === '' ? undefined : Number(given) }))
  const clock = (at: string | undefined) =>
    typed('at', t('signals.part.at'), at ?? '09:00', (given) => put({ at: given }), 'time')
  const wrong = Object.entries(errors).filter(([key]) => key === 'when' || key === 'object' || key.startsWith('when.'))
  const shared = { object: objectBlank, place, put, number, clock, about: object }
  return (
    <>
      <div className={styles.kinds} role="radiogroup" aria-label={t('signals.kind')}>
        {kinds.map((kind) => (
          <label key={kind}>
            <input
              type="radio"
              className={styles.kindMark}
              name="kind"
              checked={when.is === kind}
              onChange={() => onChange(startOf(meta, kind, definition))}
            />
            <span className={styles.kindWord}>{t(`signals.kinds.${kind}`)}</span>
          </label>
        ))}
      </div>
      {when.is === 'change' && <Change when={when} {...shared} />}
      {when.is === 'date' && <Dated when={when} {...shared} />}
      {when.is === 'silence' && <Silence when={when} {...shared} />}
      {when.is === 'pattern' && <Pattern when={when} {...shared} />}
      {wrong.map(([key, words]) => (
        <p key={key} role="alert" className={styles.wrong}>
          {words}
        </p>
      ))}
    </>
  )
}

type PartProps<Is extends SignalWhen['is']> = {
  when: Extract<SignalWhen, { is: Is }>
  object: React.ReactNode
  about: MetaObject | undefined
  place: (key: string) => string | undefined
  put: (patch: object) => void
  number: (key: string, label: string, value: unknown) => React.ReactNode
  clock: (at: string | undefined) => React.ReactNode
}

function FieldBlank({
  about,
  kind,
  value,
  error,
  onChange,
}: {
  about: MetaObject | undefined
  kind: 'number' | 'date'
  value: string
  error: string | undefined
  onChange: (field: string) => void
}) {
  const { t } = useTranslation()
  const keys = fieldsFor(about, kind)
  return (
    <ChoiceBlank label={t('signals.part.field')} value={value} error={error} onChange={onChange}>
      {!keys.includes(value) && <option value={value}>{value}</option>}
      {keys.map((key) => (
        <option key={key} value={key}>
          {say(about!.fields[key]!.label)}
        </option>
      ))}
    </ChoiceBlank>
  )
}

function Change({ when, object, about, place, put, number }: PartProps<'change'>) {
  const { t } = useTranslation()
  const by = when.factor === undefined && when.amount !== undefined ? 'amount' : 'factor'
  return (
    <Sentence
      text={t('signals.say.change')}
      parts={{
        object,
        field: (
          <FieldBlank
            about={about}
            kind="number"
            value={when.field}
            error={place('field')}
            onChange={(field) => put({ field })}
          />
        ),
        days: number('days', t('signals.part.days'), when.days),
        way: (
          <ChoiceBlank label={t('signals.part.way')} value={when.way} onChange={(way) => put({ way })}>
            <option value="rises">{t('signals.rises')}</option>
            <option value="falls">{t('signals.falls')}</option>
          </ChoiceBlank>
        ),
        by: (
          <ChoiceBlank
            label={t('signals.part.by')}
            value={by}
            onChange={(key) =>
              put(key === 'factor' ? { factor: 10, amount: undefined } : { factor: undefined, amount: 10_000 })
            }
          >
            <option value="factor">{t('signals.factor')}</option>
            <option value="amount">{t('signals.amount')}</option>
          </ChoiceBlank>
        ),
        size: number(by, t('signals.part.size'), when[by]),
      }}
    />
  )
}

function Dated({ when, object, about, place, put, number, clock }: PartProps<'date'>) {
  const { t } = useTranslation()
  const way = when.days < 0 ? 'before' : when.days > 0 ? 'after' : 'on'
  const year = when.years === undefined ? 'same' : when.years === 'each' ? 'each' : 'one'
  return (
    <Sentence
      text={t('signals.say.date')}
      parts={{
        object,
        field: (
          <FieldBlank
            about={about}
            kind="date"
            value={when.field}
            error={place('field')}
            onChange={(field) => put({ field })}
          />
        ),
        years: (
          <ChoiceBlank
            label={t('signals.part.years')}
            value={year}
            onChange={(one) => put({ years: one === 'each' ? 'each' : one === 'one' ? 17 : undefined })}
          >
            {(['same', 'each', 'one'] as const).map((one) => (
              <option key={one} value={one}>
                {t(`signals.year.${one}`)}
              </option>
            ))}
          </ChoiceBlank>
        ),
        count: year === 'one' ? number('years', t('signals.part.count'), when.years) : null,
        way: (
          <ChoiceBlank
            label={t('signals.part.when')}
            value={way}
            onChange={(one) => {
              const days = Math.abs(when.days) || 7
              put({ days: one === 'on' ? 0 : one === 'before' ? -days : days })
            }}
          >
            {(['on', 'before', 'after'] as const).map((one) => (
              <option key={one} value={one}>
                {t(`signals.when.${one}`)}
              </option>
            ))}
          </ChoiceBlank>
        ),
        days:
          way === 'on' ? null : (
            <TypedBlank
              label={t('signals.part.days')}
              value={String(Math.abs(when.days))}
              error={place('days')}
              min={1}
              onChange={(given) => put({ days: (Number(given) || 1) * (way === 'before' ? -1 : 1) })}
            />
          ),
        at: clock(when.at),
      }}
    />
  )
}

function Silence({ when, object, about, place, put, number, clock }: PartProps<'silence'>) {
  const { t } = useTranslation()
  const touches = touchesOf(useMeta(), about?.key ?? '')
  const keyOf = ({ object: key, via, field }: { object: string; via: string; field: string }) =>
    `${key}|${via}|${field}`
  return (
    <Sentence
      text={t('signals.say.silence')}
      parts={{
        object,
        of: (
          <ChoiceBlank
            label={t('signals.part.of')}
            value={keyOf(when.of)}
            error={place('of.object') ?? place('of.via') ?? place('of.field')}
            onChange={(key) => {
              const [one = '', via = '', field = ''] = key.split('|')
              put({ of: { object: one, via, field } })
            }}
          >
            {touches.map((touch) => (
              <option
                key={keyOf({ ...touch, object: touch.object.key })}
                value={keyOf({ ...touch, object: touch.object.key })}
              >
                {`${nounOf(touch.object)} · ${say(touch.object.fields[touch.field]!.label)}`}
              </option>
            ))}
          </ChoiceBlank>
        ),
        factor: number('factor', t('signals.part.factor'), when.factor),
        least: number('least', t('signals.part.least'), when.least),
        at: clock(when.at),
      }}
    />
  )
}

function Pattern({ when, object, about, place, put, number, clock }: PartProps<'pattern'>) {
  const { t } = useTranslation()
  const event = (key: 'first' | 'next' | 'without', none?: string) => (
    <EventBlank
      label={t(`signals.part.${key}`)}
      about={about}
      value={when[key]}
      error={place(key) ?? place(`${key}.via`) ?? place(`${key}.kind`)}
      {...(none === undefined ? {} : { none })}
      onChange={(next) => put({ [key]: next })}
    />
  )
  return (
    <Sentence
      text={t(when.next ? 'signals.say.followed' : 'signals.say.alone')}
      parts={{
        object,
        first: event('first'),
        days: number('days', t('signals.part.days'), when.days),
        mode: (
          <ChoiceBlank
            label={t('signals.part.mode')}
            value={when.next ? 'next' : 'none'}
            onChange={(mode) =>
              put(
                mode === 'next'
                  ? { next: when.without ?? when.first, without: undefined }
                  : { next: undefined, without: when.next, at: '09:00' },
              )
            }
          >
            <option value="next">{t('signals.mode.next')}</option>
            <option value="none">{t('signals.mode.none')}</option>
          </ChoiceBlank>
        ),
        next: event('next'),
        without: event('without', when.next ? t('signals.nothing') : undefined),
        at: clock(when.at),
      }}
    />
  )
}
