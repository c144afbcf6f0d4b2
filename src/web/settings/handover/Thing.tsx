import { IconX } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { MetaObject } from '#kernel/api.ts'
import type { ApiInventoryThing } from '#kernel/api-handover.ts'
import { approvalObject } from '#kernel/approval.ts'
import { pluralOf } from '../../app/navigation.ts'
import { useMeta } from '../../client/queries.ts'
import { RelationPick } from '../../fields/RelationPick.tsx'
import { Button, IconButton } from '../../ui/Button.tsx'
import { shortMoney } from '../../ui/format.ts'
import { inputStyles } from '../../ui/Input.tsx'
import { say } from '../../ui/language.ts'
import { Tag } from '../../ui/Tag.tsx'
import { WhereInput } from '../fit/WhereInput.tsx'
import type { Choice, How } from './api.ts'
import styles from './Handover.module.css'

type Props = {
  thing: ApiInventoryThing
  personId: string
  choice: Choice
  onChange: (choice: Choice) => void
}

/** Records of one kind: how many, at which stages, and how they are shared out. */
export function Thing({ thing, personId, choice, onChange }: Props) {
  const { t } = useTranslation()
  const object = useMeta().objects[thing.object]
  const name = useThingNames()(thing)
  if (!object && thing.object !== approvalObject) return null
  const ways: How[] = [
    ...(thing.relations.length > 0 ? (['with'] as const) : []),
    'count',
    ...(thing.sum ? (['value'] as const) : []),
    'one',
    ...(thing.places.length > 0 ? (['place'] as const) : []),
    'stay',
  ]
  const follows = thing.relations.map((key) => say(object!.fields[key]!.label)).join(' / ')
  const words: Record<How, string> = {
    with: t('handover.with', { what: follows }),
    count: t('handover.even'),
    value: t('handover.value'),
    one: t('handover.one'),
    place: t('handover.place'),
    stay: t('handover.stay'),
  }
  const others = { id: { ne: personId } }
  const change = (i: number, more: Partial<Choice['filters'][number]>) =>
    onChange({ ...choice, filters: choice.filters.map((one, k) => (k === i ? { ...one, ...more } : one)) })
  return (
    <div className={styles.thing}>
      <span className={styles.name}>{name}</span>
      <span className={styles.count}>{thing.count}</span>
      <span className={styles.stages}>
        {object && thing.groups.length > 0 && thing.by && <Stages thing={thing} object={object} />}
        {thing.past > 0 && <span className={styles.faint}>{t('handover.history', { count: thing.past })}</span>}
      </span>
      <span className={styles.how}>
        <select
          className={inputStyles.input}
          aria-label={`${name}: ${t('handover.how')}`}
          value={choice.how}
          disabled={thing.count === 0}
          onChange={({ target }) => {
            const how = target.value as How
            onChange({ ...choice, how, to: how === 'place' ? (thing.places[0]?.id ?? null) : null })
          }}
        >
          {ways.map((way) => (
            <option key={way} value={way}>
              {words[way]}
            </option>
          ))}
        </select>
        {choice.how === 'one' && (
          <RelationPick
            to="user"
            label={`${name}: ${t('handover.receivers')}`}
            placeholder={t('handover.choose')}
            where={others}
            chosen={choice.to ? [{ id: choice.to, title: null }] : []}
            onPick={({ id }) => onChange({ ...choice, to: id })}
          />
        )}
        {choice.how === 'place' && (
          <Places
            label={`${name}: ${t('handover.place')}`}
            thing={thing}
            value={choice.to ?? ''}
            onChange={(to) => onChange({ ...choice, to })}
          />
        )}
        {object && choice.how !== 'stay' && thing.count > 0 && (
          <Button
            look="quiet"
            onClick={() => onChange({ ...choice, filters: [...choice.filters, { where: {}, to: null }] })}
          >
            {t('handover.rule')}
          </Button>
        )}
      </span>
      {object &&
        choice.how !== 'stay' &&
        choice.filters.map((filter, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: rules have an order and no name
          <div key={i} className={styles.rule}>
            <WhereInput
              label={name}
              object={object}
              where={filter.where}
              {...(Object.keys(filter.where).length === 0 ? { help: t('handover.noFilter') } : {})}
              onChange={(where) => change(i, { where })}
            />
            <span className={styles.how}>
              {thing.places.length > 0 && (
                <Places
                  label={t('handover.ruleTo')}
                  thing={thing}
                  none={t('handover.toPerson')}
                  value={filter.place ? (filter.to ?? '') : ''}
                  onChange={(to) => change(i, { to: to || null, place: to !== '' })}
                />
              )}
              {!filter.place && (
                <RelationPick
                  to="user"
                  label={t('handover.ruleTo')}
                  placeholder={t('handover.ruleTo')}
                  where={others}
                  chosen={filter.to ? [{ id: filter.to, title: null }] : []}
                  onPick={({ id }) => change(i, { to: id })}
                />
              )}
            </span>
            <IconButton
              small
              label={t('handover.removeRule')}
              onClick={() => onChange({ ...choice, filters: choice.filters.filter((_, k) => k !== i) })}
            >
              <IconX size={14} />
            </IconButton>
          </div>
        ))}
    </div>
  )
}

/** What gathers such records, such as pools. */
function Places(props: {
  label: string
  thing: ApiInventoryThing
  value: string
  none?: string
  onChange: (id: string) => void
}) {
  return (
    <select
      className={inputStyles.input}
      aria-label={props.label}
      value={props.value}
      onChange={({ target }) => props.onChange(target.value)}
    >
      {props.none && <option value="">{props.none}</option>}
      {props.thing.places.map(({ id, name }) => (
        <option key={id} value={id}>
          {name}
        </option>
      ))}
    </select>
  )
}

function Stages({ thing, object }: { thing: ApiInventoryThing; object: MetaObject }) {
  const field = object.fields[thing.by ?? '']
  const options =
    field && 'options' in field ? (field.options as { key: string; label: { en: string; zh: string } }[]) : []
  const titleOf = (value: unknown) => {
    if (typeof value === 'object' && value !== null && 'title' in value) return String(value.title ?? '—')
    const option = options.find(({ key }) => key === value)
    return option ? say(option.label) : '—'
  }
  // What has none, or is of one kind throughout, is told by its number already.
  const told = thing.groups.filter(({ value, sums }) => value !== null || sums.length > 0)
  return told.map(({ value, count, sums }) => (
    <Tag key={JSON.stringify(value)}>
      {titleOf(value)} {count}
      {sums.map((sum) => ` · ${shortMoney(sum)}`).join('')}
    </Tag>
  ))
}

/** How things are named: `Accounts`, `Teams · Leader` where it is not the owner, or the requests to decide. */
export function useThingNames(): (thing: { readonly object: string; readonly field: string }) => string {
  const { t } = useTranslation()
  const { objects } = useMeta()
  return ({ object: key, field }) => {
    if (key === approvalObject) return t(field === 'asks' ? 'handover.approvals.asks' : 'handover.approvals.decides')
    const object = objects[key]
    if (!object) return key
    const label = object.fields[field]?.label
    return field === 'owner' || !label ? pluralOf(object) : `${pluralOf(object)} · ${say(label)}`
  }
}
