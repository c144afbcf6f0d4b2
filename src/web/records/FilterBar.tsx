// biome-ignore-all lint/suspicious/noArrayIndexKey: two filters may say the same
import { Popover } from '@mantine/core'
import { IconFilter, IconX } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import type { TFunction } from 'i18next'
import { lazy, type RefObject, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { MetaObject } from '#kernel/api.ts'
import type { Field } from '#kernel/fields/field.ts'
import { isDuration } from '#kernel/fields/number.ts'
import type { SelectField } from '#kernel/fields/select.ts'
import { durationText } from '#kernel/text/duration.ts'
import type { Operators, RelativePeriod, Where } from '#kernel/where.ts'
import { api } from '../client/api.ts'
import { useMeta } from '../client/queries.ts'
import { Button } from '../ui/Button.tsx'
import { formatDate, formatInstant } from '../ui/format.ts'
import { language, say } from '../ui/language.ts'
import styles from './FilterBar.module.css'
import {
  type Branch,
  branchOf,
  type Chip,
  deepest,
  fieldAt,
  nameOfCondition,
  type OperatorName,
  operatorsOf,
  periods,
  startCondition,
  type Twig,
  whereOfBranch,
} from './filters.ts'

const FieldPick = lazy(() => import('./FieldPick.tsx').then((m) => ({ default: m.FieldPick })))
const FilterValue = lazy(() => import('./FilterValue.tsx').then((m) => ({ default: m.FilterValue })))

type Props = {
  object: MetaObject
  where: Where
  onChange: (where: Where) => void
  /** Opened by the key `/`. */
  trigger: RefObject<HTMLButtonElement | null>
}

/** The filters of a list as chips: conditions that all hold, and groups of which all, any or none do. */
export function FilterBar({ object, where, onChange, trigger }: Props) {
  const root = branchOf(where)
  return (
    <Twigs
      object={object}
      branch={root}
      depth={0}
      onChange={(next) => onChange(whereOfBranch({ ...root, of: next }))}
      trigger={trigger}
    />
  )
}

type TwigsProps = {
  object: MetaObject
  branch: Branch
  depth: number
  onChange: (of: readonly Twig[]) => void
  trigger?: RefObject<HTMLButtonElement | null>
}

/** The conditions and groups of one group, and the button that adds more. */
function Twigs({ object, branch, depth, onChange, trigger }: TwigsProps) {
  const { t } = useTranslation()
  const meta = useMeta()
  const [adding, setAdding] = useState<string | null>(null)
  const [picking, setPicking] = useState(false)
  const { of } = branch
  // a group without a condition is no filter yet: it is kept here until the filter has it
  const [started, setStarted] = useState<{ branch: Branch; at: number } | null>(null)
  const pending = started?.at === of.length ? [started.branch] : []
  const put = (i: number, twig: Twig | null) => {
    const there = i < of.length
    setStarted(there || twig?.is !== 'group' ? null : { branch: twig, at: i })
    if (there) onChange(twig ? of.map((one, j) => (j === i ? twig : one)) : of.filter((_, j) => j !== i))
    else if (twig?.is === 'group' && twig.of.length > 0) onChange([...of, twig])
  }
  const added = adding ? fieldAt(meta.objects, object, adding) : null
  return (
    <>
      {[...of, ...pending].map((twig, i) => {
        if (twig.is === 'group')
          return (
            <GroupChip
              key={`group ${i + 1}`}
              object={object}
              branch={twig}
              depth={depth + 1}
              onChange={(next) => put(i, next)}
              onRemove={() => put(i, null)}
            />
          )
        const at = fieldAt(meta.objects, object, twig.path)
        if (!at) return null
        return (
          <FilterChip
            key={`${twig.path}${i + 1}`}
            field={at.field}
            label={at.labels.map(say).join(' › ')}
            chip={twig}
            onChange={(condition) => put(i, { ...twig, condition })}
            onRemove={() => put(i, null)}
          />
        )
      })}
      {adding && added && (
        <FilterChip
          field={added.field}
          label={added.labels.map(say).join(' › ')}
          chip={null}
          onChange={(condition) => {
            onChange([...of, { is: 'condition', path: adding, condition }])
            setAdding(null)
          }}
          onRemove={() => setAdding(null)}
        />
      )}
      <Popover
        opened={picking}
        onChange={setPicking}
        position="bottom-start"
        offset={4}
        trapFocus
        transitionProps={{ duration: 0 }}
      >
        <Popover.Target>
          <Button
            ref={trigger}
            small
            look="quiet"
            icon={<IconFilter size={14} stroke={1.7} />}
            onClick={() => setPicking(!picking)}
          >
            {of.length === 0 && !adding && depth === 0 ? (
              t('list.filter')
            ) : depth > 0 ? (
              t('filter.condition')
            ) : (
              <span className="unseen">{t('list.addFilter')}</span>
            )}
          </Button>
        </Popover.Target>
        <Popover.Dropdown className={styles.editor} aria-label={t('list.addFilter')}>
          <Suspense>
            <FieldPick
              object={object}
              onPick={(path) => {
                setPicking(false)
                setAdding(path)
              }}
            />
          </Suspense>
          {depth < deepest && (
            <Button
              small
              look="quiet"
              onClick={() => {
                setPicking(false)
                const way = branch.way === 'or' ? 'and' : 'or'
                setStarted({ branch: { is: 'group', way, of: [] }, at: of.length })
              }}
            >
              {t('filter.addGroup')}
            </Button>
          )}
        </Popover.Dropdown>
      </Popover>
    </>
  )
}

type GroupProps = {
  object: MetaObject
  branch: Branch
  depth: number
  onChange: (branch: Branch) => void
  onRemove: () => void
}

/** A group as one chip: what it is about, joined by and or or; opened, its conditions stand below each other. */
function GroupChip({ object, branch, depth, onChange, onRemove }: GroupProps) {
  const { t } = useTranslation()
  const meta = useMeta()
  const [open, setOpen] = useState(branch.of.length === 0)
  const names = branch.of.map((twig) =>
    twig.is === 'group'
      ? t('filter.group')
      : (fieldAt(meta.objects, object, twig.path)?.labels.map(say).join(' › ') ?? twig.path),
  )
  return (
    <Popover
      opened={open}
      onChange={(next) => {
        setOpen(next)
        if (!next && branch.of.length === 0) onRemove()
      }}
      position="bottom-start"
      offset={4}
      trapFocus
      closeOnClickOutside={false}
      transitionProps={{ duration: 0 }}
    >
      <span className={styles.chip}>
        <Popover.Target>
          <button type="button" className={styles.words} onClick={() => setOpen(!open)}>
            {branch.way === 'not' && <span className={styles.operator}>{t('filter.not')}</span>}
            <b className={styles.value}>
              {names.length > 0 ? names.join(` ${t(`filter.join.${branch.way}`)} `) : t('filter.group')}
            </b>
          </button>
        </Popover.Target>
        <button
          type="button"
          className={styles.remove}
          aria-label={`${t('do.remove')} ${t('filter.group')}`}
          onClick={onRemove}
        >
          <IconX size={12} />
        </button>
      </span>
      <Popover.Dropdown className={styles.group} aria-label={t('filter.group')}>
        <select
          className={styles.way}
          aria-label={t('filter.way')}
          value={branch.way}
          onChange={({ target }) => onChange({ ...branch, way: target.value as Branch['way'] })}
        >
          {(['and', 'or', 'not'] as const).map((way) => (
            <option key={way} value={way}>
              {t(`filter.ways.${way}`)}
            </option>
          ))}
        </select>
        <Twigs object={object} branch={branch} depth={depth} onChange={(of) => onChange({ ...branch, of })} />
        <Button small look="primary" className={styles.done} onClick={() => setOpen(false)}>
          {t('filter.done')}
        </Button>
      </Popover.Dropdown>
    </Popover>
  )
}

type ChipProps = {
  field: Field
  /** Its name, after the names of what leads to it. */
  label: string
  /** null for one that is being made. */
  chip: Chip | null
  onChange: (condition: Operators) => void
  onRemove: () => void
}

function FilterChip({ field, label, chip, onChange, onRemove }: ChipProps) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(chip === null)
  const [name, setName] = useState<OperatorName>(chip ? nameOfCondition(chip.condition) : operatorsOf(field)[0]!)
  const words = useOperatorWords(field)
  // a filter that was written elsewhere may compare in a way that is not offered
  const own = chip && nameOfCondition(chip.condition)
  const offered = [...new Set([...operatorsOf(field), ...(own ? [own] : [])])]
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
            <span className={styles.field}>{label}</span>
            <span className={styles.operator}>{words(chip ? nameOfCondition(chip.condition) : name)}</span>
            {chip && <ConditionText field={field} condition={chip.condition} />}
          </button>
        </Popover.Target>
        <button type="button" className={styles.remove} aria-label={`${t('do.remove')} ${label}`} onClick={onRemove}>
          <IconX size={12} />
        </button>
      </span>
      <Popover.Dropdown className={styles.editor} aria-label={label}>
        <div className={styles.operators}>
          {offered.map((operator) => (
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
          <Suspense>
            <FilterValue
              key={name}
              field={field}
              name={name}
              condition={chip && nameOfCondition(chip.condition) === name ? chip.condition : {}}
              onChange={onChange}
              onDone={() => setOpen(false)}
            />
          </Suspense>
        )}
      </Popover.Dropdown>
    </Popover>
  )
}

/** A filter in words, to be read only. */
export function FilterText({ object, where }: { object: MetaObject; where: Where }) {
  return <TwigTexts object={object} branch={branchOf(where)} />
}

function TwigTexts({ object, branch }: { object: MetaObject; branch: Branch }) {
  const { t } = useTranslation()
  const meta = useMeta()
  return (
    <>
      {branch.of.map((twig, i) => {
        if (twig.is === 'group')
          return (
            <span key={`group ${i + 1}`} className={styles.texts}>
              <span className={styles.operator}>{t(`filter.ways.${twig.way}`)}</span>
              <TwigTexts object={object} branch={twig} />
            </span>
          )
        const at = fieldAt(meta.objects, object, twig.path)
        const label = at?.labels.map(say).join(' › ') ?? ''
        return at && <ChipText key={`${twig.path}${i + 1}`} field={at.field} label={label} condition={twig.condition} />
      })}
    </>
  )
}

function ChipText({ field, label, condition }: { field: Field; label: string; condition: Operators }) {
  const words = useOperatorWords(field)
  return (
    <span className={styles.chip}>
      <span className={styles.words}>
        <span className={styles.field}>{label}</span>
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
    ['number', 'percent', 'money'].includes(field.type)
      ? t(`op.${operator === 'gt' || operator === 'lt' ? `${operator}Number` : operator}` as 'op.eq')
      : t(`op.${ofDays[operator] ?? operator}` as 'op.eq')
}

const ofDays: Readonly<Partial<Record<OperatorName, string>>> = { gte: 'from', lte: 'until' }

function ConditionText({ field, condition }: { field: Field; condition: Operators }) {
  const { t } = useTranslation()
  const name = nameOfCondition(condition)
  const value = Object.values(condition)[0] as unknown
  if (startCondition(name)) return null
  if ('to' in field) return <Titles to={String(field.to)} ids={[value].flat() as string[]} />
  if (field.type === 'select' || field.type === 'multiSelect') {
    const { options } = field as unknown as SelectField
    const keys = Array.isArray(value) ? value : [value]
    return (
      <b className={styles.value}>
        {keys
          .map((key) => options.find((o) => o.key === key))
          .map((o) => (o ? say(o.label) : ''))
          .join(t('bulk.comma'))}
      </b>
    )
  }
  if (name === 'within') {
    const found = periods.find(([, period]) => JSON.stringify(period) === JSON.stringify(value))
    return (
      <b className={styles.value}>
        {found ? t(`period.${found[0]}` as 'period.today') : spanText(value as RelativePeriod, t)}
      </b>
    )
  }
  const said = (one: unknown) => {
    if (isDuration(field) && typeof one === 'number') return durationText(one, language())
    if (typeof one === 'boolean') return t(one ? 'field.yes' : 'field.no')
    const when = String(one)
    if (!['date', 'datetime'].includes(field.type) || !/^\d{4}-\d\d-\d\d/.test(when)) return when
    return when.length === 10 ? formatDate(when) : formatInstant(when)
  }
  return <b className={styles.value}>{[value].flat().map(said).join(t('bulk.comma'))}</b>
}

function spanText(period: RelativePeriod, t: TFunction): string {
  if (typeof period === 'string') return t(`period.${period}` as 'period.today')
  const [way, number] = 'last' in period ? (['last', period.last] as const) : (['next', period.next] as const)
  return t(`filter.span.${way}`, { number, unit: t(`filter.unit.${period.unit}`) })
}

function Titles({ to, ids }: { to: string; ids: readonly string[] }) {
  const { t } = useTranslation()
  const title = useMeta().objects[to]?.title ?? 'name'
  const { data } = useQuery({
    queryKey: ['titles', to, ids],
    queryFn: async ({ signal }) =>
      (await api.list(to, { where: { id: { in: ids } }, select: [title], limit: 20 }, signal)).data,
    enabled: ids.length > 0,
    staleTime: 300_000,
  })
  return <b className={styles.value}>{(data ?? []).map((row) => String(row[title] ?? '')).join(t('bulk.comma'))}</b>
}
