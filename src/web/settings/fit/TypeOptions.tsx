import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { MetaObject } from '#kernel/api.ts'
import type { ApiDraft } from '#kernel/api-configuration.ts'
import type { Option } from '#kernel/fields/select.ts'
import type { Where } from '#kernel/where.ts'
import { pluralOf } from '../../app/navigation.ts'
import { useMeta } from '../../client/queries.ts'
import { Check } from '../../ui/Check.tsx'
import { Input, inputStyles, TextArea } from '../../ui/Input.tsx'
import { Labelled } from '../../ui/Labelled.tsx'
import { say } from '../../ui/language.ts'
import { configuration } from './api.ts'
import { draftObjects } from './draftObject.ts'
import styles from './Fit.module.css'
import type { Item } from './item.ts'
import { OptionsInput } from './OptionsInput.tsx'
import { WhereInput } from './WhereInput.tsx'

type Props = {
  draft: ApiDraft
  object: MetaObject
  item: Item
  set: (patch: Item) => void
  errors: Readonly<Record<string, string>>
  /** The field is there already: what decides its column stays as it is. */
  made: boolean
}

/** Fields that are computed: nobody fills them in. */
export const typesWithoutRequired = new Set(['formula', 'rollup', 'score', 'autonumber'])

/** What each type of field asks beside its name. */
export function TypeOptions(props: Props) {
  switch (props.item['type']) {
    case 'select':
    case 'multiSelect':
      return (
        <OptionsInput
          options={(props.item['options'] as readonly Option[] | undefined) ?? []}
          errors={props.errors}
          onChange={(options) => props.set({ options })}
        />
      )
    case 'relation':
    case 'relations':
      return <RelationOptions {...props} />
    case 'formula':
      return <FormulaOptions {...props} />
    case 'rollup':
      return <RollupOptions {...props} />
    case 'number':
      return <Numbers {...props} names={['min', 'max', 'scale']} />
    case 'percent':
      return <Numbers {...props} names={['min', 'max']} />
    case 'text':
      return <Numbers {...props} names={['max']} />
    case 'files':
      return <Numbers {...props} names={['max']} />
    case 'money':
      return <Texts {...props} names={['currency']} />
    case 'autonumber':
      return <Texts {...props} names={['prefix']} />
    default:
      return null
  }
}

function Numbers({ item, set, errors, names }: Props & { names: readonly ('min' | 'max' | 'scale')[] }) {
  const { t } = useTranslation()
  return (
    <div className={styles.pair}>
      {names.map((name) => (
        <Labelled
          key={name}
          label={t(name === 'max' && item['type'] === 'text' ? 'fit.maxLength' : `fit.${name}`)}
          error={errors[name]}
        >
          {({ id }) => (
            <Input
              id={id}
              type="number"
              value={item[name] === undefined || item[name] === null ? '' : String(item[name])}
              onChange={(event) => set({ [name]: event.target.value === '' ? null : Number(event.target.value) })}
            />
          )}
        </Labelled>
      ))}
    </div>
  )
}

function Texts({ item, set, errors, names }: Props & { names: readonly ('currency' | 'prefix')[] }) {
  const { t } = useTranslation()
  return (
    <div className={styles.pair}>
      {names.map((name) => (
        <Labelled key={name} label={t(`fit.${name}`)} error={errors[name]}>
          {({ id }) => (
            <Input
              id={id}
              value={String(item[name] ?? '')}
              placeholder={name === 'currency' ? 'CNY' : 'CL-'}
              onChange={(event) => set({ [name]: event.target.value })}
            />
          )}
        </Labelled>
      ))}
    </div>
  )
}

function RelationOptions({ draft, item, set, errors, made }: Props) {
  const { t } = useTranslation()
  const objects = draftObjects(useMeta(), draft.document)
  return (
    <>
      <div className={styles.pair}>
        <Labelled label={t('fit.to')} required error={errors['to']}>
          {({ id }) => (
            <select
              id={id}
              className={inputStyles.input}
              disabled={made}
              value={String(item['to'] ?? '')}
              onChange={(event) => set({ to: event.target.value })}
            >
              <option value="">{t('form.choose')}</option>
              {objects.map((one) => (
                <option key={one.key} value={one.key}>
                  {pluralOf(one)}
                </option>
              ))}
            </select>
          )}
        </Labelled>
        <Labelled label={t('fit.inverse')} help={t('fit.inverseHelp')} error={errors['inverse']}>
          {({ id, describedBy }) => (
            <Input
              id={id}
              aria-describedby={describedBy}
              value={String(item['inverse'] ?? '')}
              placeholder="vehicles"
              onChange={(event) => set({ inverse: event.target.value })}
            />
          )}
        </Labelled>
      </div>
      {item['type'] === 'relation' && (
        <Check
          checked={item['timeline'] === true}
          onChange={(event) => set({ timeline: event.target.checked || null })}
        >
          {t('fit.timeline')}
        </Check>
      )}
    </>
  )
}

function FormulaOptions({ object, item, set, errors }: Props) {
  const { t } = useTranslation()
  const text = String(item['is'] ?? '')
  const checked = useQuery({
    queryKey: ['configuration', 'formula', object.key, text],
    queryFn: () => configuration.formula(object.key, text),
    enabled: text.trim() !== '',
    retry: false,
    staleTime: 60_000,
  })
  const fields = Object.values(object.fields).filter((field) => !field.system || field.type === 'formula')
  // What the formula gives is taken over, as long as nobody has chosen otherwise.
  const proposed = useRef(item['result'])
  const gives = results.find((one) => one === checked.data?.type)
  useEffect(() => {
    if (!gives || gives === proposed.current || item['result'] !== proposed.current) return
    proposed.current = gives
    set({ result: gives })
  })
  return (
    <>
      <Labelled
        label={t('fit.formula')}
        required
        help={
          checked.data
            ? t('fit.formulaGives', { type: t(`fit.results.${checked.data.type as 'number'}`) })
            : t('fit.formulaHelp')
        }
        error={errors['is'] ?? (checked.isError && text.trim() !== '' ? checked.error.message : undefined)}
      >
        {({ id, describedBy, invalid }) => (
          <TextArea
            id={id}
            rows={3}
            className={styles.code}
            aria-describedby={describedBy}
            aria-invalid={invalid || undefined}
            value={text}
            spellCheck={false}
            placeholder="{金额} * {赢率} / 100"
            onChange={(event) => set({ is: event.target.value })}
          />
        )}
      </Labelled>
      <div className={styles.words}>
        {fields.slice(0, 24).map((field) => (
          <button
            key={say(field.label)}
            type="button"
            onClick={() => set({ is: `${text}${text === '' || text.endsWith(' ') ? '' : ' '}{${say(field.label)}}` })}
          >
            {say(field.label)}
          </button>
        ))}
      </div>
      <Labelled label={t('fit.result')} required error={errors['result']}>
        {({ id }) => (
          <select
            id={id}
            className={inputStyles.input}
            value={String(item['result'] ?? '')}
            onChange={(event) => set({ result: event.target.value })}
          >
            <option value="">{t('form.choose')}</option>
            {results.map((one) => (
              <option key={one} value={one}>
                {t(`fit.results.${one}`)}
              </option>
            ))}
          </select>
        )}
      </Labelled>
    </>
  )
}

const results = ['number', 'text', 'boolean', 'date', 'money'] as const
const aggregates = ['count', 'sum', 'avg', 'min', 'max'] as const
const summable = new Set(['number', 'money', 'percent'])
const comparable = new Set([...summable, 'date', 'datetime'])

function RollupOptions({ draft, object, item, set, errors }: Props) {
  const { t } = useTranslation()
  const objects = draftObjects(useMeta(), draft.document)
  const ways = objects.flatMap((one) =>
    Object.entries(one.fields)
      .filter(([, field]) => field.type === 'relation' && 'to' in field && field.to === object.key)
      .map(([through, field]) => ({ over: one.key, through, words: `${pluralOf(one)} · ${say(field.label)}` })),
  )
  const over = objects.find((one) => one.key === item['over'])
  const compute = String(item['compute'] ?? 'count') as (typeof aggregates)[number]
  const fit = compute === 'sum' || compute === 'avg' ? summable : comparable
  return (
    <>
      <div className={styles.pair}>
        <Labelled label={t('fit.over')} required error={errors['over'] ?? errors['through']}>
          {({ id }) => (
            <select
              id={id}
              className={inputStyles.input}
              value={item['over'] ? `${item['over']}.${item['through']}` : ''}
              onChange={(event) => {
                const [one, through] = event.target.value.split('.')
                set({ over: one, through, compute, of: null })
              }}
            >
              <option value="">{t('form.choose')}</option>
              {ways.map((way) => (
                <option key={`${way.over}.${way.through}`} value={`${way.over}.${way.through}`}>
                  {way.words}
                </option>
              ))}
            </select>
          )}
        </Labelled>
        <Labelled label={t('fit.compute')} required error={errors['compute']}>
          {({ id }) => (
            <select
              id={id}
              className={inputStyles.input}
              value={compute}
              onChange={(event) =>
                set({ compute: event.target.value, ...(event.target.value === 'count' && { of: null }) })
              }
            >
              {aggregates.map((one) => (
                <option key={one} value={one}>
                  {t(`fit.computes.${one}`)}
                </option>
              ))}
            </select>
          )}
        </Labelled>
      </div>
      {over && compute !== 'count' && (
        <Labelled label={t('fit.of')} required error={errors['of']}>
          {({ id }) => (
            <select
              id={id}
              className={inputStyles.input}
              value={String(item['of'] ?? '')}
              onChange={(event) => set({ of: event.target.value })}
            >
              <option value="">{t('form.choose')}</option>
              {Object.entries(over.fields)
                .filter(([, field]) => fit.has(field.type))
                .map(([key, field]) => (
                  <option key={key} value={key}>
                    {say(field.label)}
                  </option>
                ))}
            </select>
          )}
        </Labelled>
      )}
      {over && (
        <WhereInput
          label={t('fit.only')}
          error={errors['where']}
          object={over}
          where={(item['where'] as Where | null | undefined) ?? {}}
          onChange={(where) => set({ where: Object.keys(where).length > 0 ? where : null })}
        />
      )}
    </>
  )
}
