// biome-ignore-all lint/suspicious/noArrayIndexKey: two filters may say the same
import { Menu, Popover } from '@mantine/core'
import { IconFilter, IconX } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { type RefObject, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { MetaObject } from '#kernel/api.ts'
import type { Field } from '#kernel/fields/field.ts'
import type { SelectField } from '#kernel/fields/select.ts'
import type { Operators, Where } from '#kernel/where.ts'
import { api } from '../client/api.ts'
import { useMeta } from '../client/queries.ts'
import { Button } from '../ui/Button.tsx'
import { say } from '../ui/language.ts'
import { showable } from './columnsOf.ts'
import styles from './FilterBar.module.css'
import { FilterValue } from './FilterValue.tsx'
import {
  type Chip,
  chipsOf,
  nameOfCondition,
  type OperatorName,
  operatorsOf,
  periods,
  startCondition,
  whereOf,
} from './filters.ts'

type Props = {
  object: MetaObject
  where: Where
  onChange: (where: Where) => void
  /** Opened by the key `/`. */
  trigger: RefObject<HTMLButtonElement | null>
}

/** The filters of a list as chips, and the button that adds one. */
export function FilterBar({ object, where, onChange, trigger }: Props) {
  const { t } = useTranslation()
  const { chips, rest } = chipsOf(where)
  const [adding, setAdding] = useState<string | null>(null)
  const set = (next: readonly Chip[]) => onChange({ ...whereOf(next), ...rest })
  const fields = showable(object).filter((key) => operatorsOf(object.fields[key]!).length > 0)
  return (
    <>
      {chips.map((chip, i) => {
        const field = object.fields[chip.path]
        if (!field) return null
        return (
          <FilterChip
            key={`${chip.path}${i + 1}`}
            field={field}
            chip={chip}
            onChange={(condition) => set(chips.map((c, j) => (j === i ? { ...c, condition } : c)))}
            onRemove={() => set(chips.filter((_, j) => j !== i))}
          />
        )
      })}
      {adding && object.fields[adding] && (
        <FilterChip
          field={object.fields[adding]}
          chip={null}
          onChange={(condition) => {
            set([...chips, { path: adding, condition }])
            setAdding(null)
          }}
          onRemove={() => setAdding(null)}
        />
      )}
      <Menu withInitialFocusPlaceholder={false} position="bottom-start" transitionProps={{ duration: 0 }}>
        <Menu.Target>
          <Button ref={trigger} small look="quiet" icon={<IconFilter size={14} stroke={1.7} />}>
            {chips.length === 0 && !adding ? t('list.filter') : <span className="unseen">{t('list.addFilter')}</span>}
          </Button>
        </Menu.Target>
        <Menu.Dropdown mah={360} style={{ overflowY: 'auto' }}>
          {fields.map((key) => (
            <Menu.Item key={key} onClick={() => setAdding(key)}>
              {say(object.fields[key]!.label)}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    </>
  )
}

type ChipProps = {
  field: Field
  /** null for one that is being made. */
  chip: Chip | null
  onChange: (condition: Operators) => void
  onRemove: () => void
}

function FilterChip({ field, chip, onChange, onRemove }: ChipProps) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(chip === null)
  const [name, setName] = useState<OperatorName>(chip ? nameOfCondition(chip.condition) : operatorsOf(field)[0]!)
  const words = useOperatorWords(field)
  return (
    <Popover
      opened={open}
      onChange={(next) => {
        setOpen(next)
        if (!next && !chip) onRemove()
      }}
      position="bottom-start"
      offset={4}
      trapFocus
      transitionProps={{ duration: 0 }}
    >
      <span className={styles.chip}>
        <Popover.Target>
          <button type="button" className={styles.words} onClick={() => setOpen(!open)}>
            <span className={styles.field}>{say(field.label)}</span>
            <span className={styles.operator}>{words(chip ? nameOfCondition(chip.condition) : name)}</span>
            {chip && <ConditionText field={field} condition={chip.condition} />}
          </button>
        </Popover.Target>
        <button
          type="button"
          className={styles.remove}
          aria-label={`${t('do.remove')} ${say(field.label)}`}
          onClick={onRemove}
        >
          <IconX size={12} />
        </button>
      </span>
      <Popover.Dropdown className={styles.editor} aria-label={say(field.label)}>
        <div className={styles.operators}>
          {operatorsOf(field).map((operator) => (
            <button
              key={operator}
              type="button"
              aria-pressed={operator === name}
              onClick={() => {
                setName(operator)
                const ready = startCondition(operator)
                if (!ready) return
                onChange(ready)
                setOpen(false)
              }}
            >
              {words(operator)}
            </button>
          ))}
        </div>
        {!startCondition(name) && (
          <FilterValue
            key={name}
            field={field}
            name={name}
            condition={chip && nameOfCondition(chip.condition) === name ? chip.condition : {}}
            onChange={onChange}
            onDone={() => setOpen(false)}
          />
        )}
      </Popover.Dropdown>
    </Popover>
  )
}

/** A filter in words, to be read only. */
export function FilterText({ object, where }: { object: MetaObject; where: Where }) {
  const { chips, rest } = chipsOf(where)
  return (
    <>
      {chips.map((chip, i) => {
        const field = object.fields[chip.path]
        return field && <ChipText key={`${chip.path}${i + 1}`} field={field} condition={chip.condition} />
      })}
      {Object.keys(rest).length > 0 && <code>{JSON.stringify(rest)}</code>}
    </>
  )
}

function ChipText({ field, condition }: { field: Field; condition: Operators }) {
  const words = useOperatorWords(field)
  return (
    <span className={styles.chip}>
      <span className={styles.words}>
        <span className={styles.field}>{say(field.label)}</span>
        <span className={styles.operator}>{words(nameOfCondition(condition))}</span>
        <ConditionText field={field} condition={condition} />
      </span>
    </span>
  )
}

/** What an operator is called with a field: amounts are more or less, days are after or before. */
function useOperatorWords(field: Field): (operator: OperatorName) => string {
  const { t } = useTranslation()
  return (operator) =>
    ['number', 'percent', 'money'].includes(field.type) || !['gte', 'lt'].includes(operator)
      ? t(`op.${operator}` as 'op.eq')
      : t(operator === 'gte' ? 'op.gt' : 'op.lt')
}

function ConditionText({ field, condition }: { field: Field; condition: Operators }) {
  const { t } = useTranslation()
  const name = nameOfCondition(condition)
  const value = Object.values(condition)[0] as unknown
  if (startCondition(name)) return null
  if ('to' in field && Array.isArray(value)) return <Titles to={String(field.to)} ids={value as string[]} />
  if (field.type === 'select' || field.type === 'multiSelect') {
    const { options } = field as unknown as SelectField
    const keys = Array.isArray(value) ? value : [value]
    return (
      <b className={styles.value}>
        {keys
          .map((key) => options.find((o) => o.key === key))
          .map((o) => (o ? say(o.label) : ''))
          .join(', ')}
      </b>
    )
  }
  if (name === 'within') {
    const found = periods.find(([, period]) => JSON.stringify(period) === JSON.stringify(value))
    return <b className={styles.value}>{found ? t(`period.${found[0]}` as 'period.today') : ''}</b>
  }
  if (typeof value === 'boolean') return <b className={styles.value}>{t(value ? 'field.yes' : 'field.no')}</b>
  return <b className={styles.value}>{String(value)}</b>
}

function Titles({ to, ids }: { to: string; ids: readonly string[] }) {
  const title = useMeta().objects[to]?.title ?? 'name'
  const { data } = useQuery({
    queryKey: ['titles', to, ids],
    queryFn: async ({ signal }) =>
      (await api.list(to, { where: { id: { in: ids } }, select: [title], limit: 20 }, signal)).data,
    enabled: ids.length > 0,
    staleTime: 300_000,
  })
  return <b className={styles.value}>{(data ?? []).map((row) => String(row[title] ?? '')).join(', ')}</b>
}
