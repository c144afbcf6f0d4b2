import { useQuery } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Field } from '#kernel/fields/field.ts'
import { isDuration } from '#kernel/fields/number.ts'
import type { SelectField } from '#kernel/fields/select.ts'
import { durationText } from '#kernel/text/duration.ts'
import type { Operators, Where } from '#kernel/where.ts'
import { api } from '../client/api.ts'
import { useMeta } from '../client/queries.ts'
import { DayInput } from '../fields/date.tsx'
import { readDuration } from '../fields/durationInput.tsx'
import { face } from '../fields/face.tsx'
import { readNumber } from '../fields/numberInput.tsx'
import { OptionTag } from '../fields/select.tsx'
import { Button } from '../ui/Button.tsx'
import { Check } from '../ui/Check.tsx'
import { instant } from '../ui/format.ts'
import { composing, Input } from '../ui/Input.tsx'
import { language, reckoning } from '../ui/language.ts'
import styles from './FilterBar.module.css'
import { type OperatorName, periods } from './filters.ts'

type Props = {
  field: Field
  name: OperatorName
  condition: Operators
  onChange: (condition: Operators) => void
  onDone: () => void
}

/** The periods to choose from; those of the fiscal year only where it is not the calendar's. */
function offered() {
  return reckoning().fiscalMonth === 1 ? periods.filter(([key]) => !key.includes('Fiscal')) : periods
}

/** What a condition compares with, in the shape of its field. */
export function FilterValue(props: Props) {
  const { field, name, onChange, onDone } = props
  const { t } = useTranslation()
  if (name === 'within')
    return (
      <div className={styles.choices}>
        {offered().map(([key, period]) => (
          <button
            key={key}
            type="button"
            className={styles.choice}
            onClick={() => {
              onChange({ within: period })
              onDone()
            }}
          >
            {t(`period.${key}` as 'period.today')}
          </button>
        ))}
        <Span condition={props.condition} onChange={onChange} onDone={onDone} />
      </div>
    )
  if (field.type === 'boolean')
    return (
      <div className={styles.choices}>
        {[true, false].map((value) => (
          <button
            key={String(value)}
            type="button"
            className={styles.choice}
            onClick={() => {
              onChange({ eq: value })
              onDone()
            }}
          >
            {t(value ? 'field.yes' : 'field.no')}
          </button>
        ))}
      </div>
    )
  if (name === 'in' || name === 'notIn' || name === 'hasAny' || name === 'hasAll')
    return 'to' in field || 'options' in field ? <Several {...props} name={name} /> : <Listed {...props} name={name} />
  return <One {...props} />
}

/** A span of one's own around today: the last 45 days, the next 2 months. */
function Span({ condition, onChange, onDone }: Pick<Props, 'condition' | 'onChange' | 'onDone'>) {
  const { t } = useTranslation()
  const given = typeof condition.within === 'object' ? condition.within : { last: 14, unit: 'day' as const }
  const [way, setWay] = useState<'last' | 'next'>('last' in given ? 'last' : 'next')
  const [number, setNumber] = useState('last' in given ? given.last : given.next)
  const [unit, setUnit] = useState(given.unit)
  return (
    <span className={styles.span}>
      <select
        aria-label={t('filter.direction')}
        value={way}
        onChange={({ target }) => setWay(target.value as typeof way)}
      >
        <option value="last">{t('filter.last')}</option>
        <option value="next">{t('filter.next')}</option>
      </select>
      <Input
        type="number"
        min={1}
        max={999}
        aria-label={t('filter.number')}
        value={number}
        onChange={({ target }) => setNumber(Number(target.value))}
      />
      <select
        aria-label={t('filter.units')}
        value={unit}
        onChange={({ target }) => setUnit(target.value as typeof unit)}
      >
        {(['day', 'week', 'month'] as const).map((one) => (
          <option key={one} value={one}>
            {t(`filter.unit.${one}`)}
          </option>
        ))}
      </select>
      <Button
        small
        look="primary"
        disabled={!(number >= 1)}
        onClick={() => {
          onChange({ within: way === 'last' ? { last: number, unit } : { next: number, unit } })
          onDone()
        }}
      >
        {t('do.apply')}
      </Button>
    </span>
  )
}

/** A tick for each choice. */
function Several({ field, name, condition, onChange }: Props & { name: 'in' | 'notIn' | 'hasAny' | 'hasAll' }) {
  const { t } = useTranslation()
  const [typed, setTyped] = useState('')
  const chosen = (condition[name] ?? []) as readonly string[]
  const to = 'to' in field ? String(field.to) : null
  const object = useMeta().objects[to ?? '']
  const title = object?.title ?? 'name'
  const { data } = useQuery({
    queryKey: ['choices', to, typed, 'filter'],
    queryFn: async ({ signal }) => {
      const where: Where = typed.trim() ? { [title]: { contains: typed.trim() } } : {}
      return (await api.list(to!, { where, select: [title], sort: object?.views.sort ?? [], limit: 50 }, signal)).data
    },
    enabled: to !== null,
    placeholderData: (before) => before,
  })
  const choices = to
    ? (data ?? []).map((row) => ({ key: row.id, node: face(to, String(row[title] ?? '')) }))
    : (field as unknown as SelectField).options.map((option) => ({
        key: option.key,
        node: <OptionTag option={option} word={option.key} />,
      }))
  return (
    <>
      {to && (
        <Input
          placeholder={t('form.search')}
          aria-label={t('form.search')}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
      )}
      <div className={styles.choices}>
        {choices.map((choice) => (
          <Check
            key={choice.key}
            className={styles.choice}
            checked={chosen.includes(choice.key)}
            onChange={() => {
              const next = chosen.includes(choice.key)
                ? chosen.filter((k) => k !== choice.key)
                : [...chosen, choice.key]
              onChange({ [name]: next })
            }}
          >
            {choice.node}
          </Check>
        ))}
        {choices.length === 0 && <span className={styles.none}>{t('state.noChoice')}</span>}
      </div>
    </>
  )
}

/** Several words, such as towns, with commas between them. */
function Listed({ name, condition, onChange, onDone }: Props) {
  const { t } = useTranslation()
  const given = (Object.values(condition)[0] ?? []) as readonly string[]
  const [typed, setTyped] = useState(given.join(t('bulk.comma')))
  const apply = () => {
    const words = typed.split(/[,，、;；\n]/).map((word) => word.trim())
    const list = [...new Set(words.filter((word) => word !== ''))]
    if (list.length === 0) return
    onChange({ [name]: list } as Operators)
    onDone()
  }
  return (
    <span className={styles.one}>
      <Input
        aria-label={t(`op.${name}` as 'op.eq')}
        placeholder={t('filter.listed')}
        autoFocus
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && !composing(event)) apply()
        }}
      />
      <Button small look="primary" onClick={apply}>
        {t('do.apply')}
      </Button>
    </span>
  )
}

/** One value: a text, a number, a day. */
function One({ field, name, condition, onChange, onDone }: Props) {
  const { t } = useTranslation()
  const id = useId()
  const given = Object.values(condition)[0] as string | number | undefined
  const day = ['date', 'datetime'].includes(field.type)
  const long = isDuration(field)
  const [typed, setTyped] = useState(() => {
    if (given === undefined) return ''
    return long ? durationText(Number(given), language()) : String(given).slice(0, day ? 10 : undefined)
  })
  const apply = (text = typed) => {
    if (text.trim() === '') return
    const number = ['number', 'percent', 'money'].includes(field.type)
    const value = long
      ? readDuration(text)
      : number
        ? readNumber(text)
        : field.type === 'datetime'
          ? instant(text, '00:00')
          : text.trim()
    onChange({ [name]: value } as Operators)
    onDone()
  }
  if (day)
    return (
      <DayInput
        id={id}
        value={typed || null}
        onChange={(next) => {
          setTyped(next ?? '')
          if (next && /^\d{4}-\d\d-\d\d$/.test(next)) apply(next)
        }}
      />
    )
  return (
    <span className={styles.one}>
      <Input
        aria-label={t(`op.${name}` as 'op.eq')}
        autoFocus
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && !composing(event)) apply()
        }}
      />
      <Button small look="primary" onClick={() => apply()}>
        {t('do.apply')}
      </Button>
    </span>
  )
}
