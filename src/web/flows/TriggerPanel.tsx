import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { MetaObject } from '#kernel/api.ts'
import type { FlowTrigger } from '#kernel/flow.ts'
import { triggers } from '#kernel/flow-triggers.ts'
import type { Operators, Where } from '#kernel/where.ts'
import { nounOf } from '../app/navigation.ts'
import { useMeta } from '../client/queries.ts'
import { WhereInput } from '../settings/fit/WhereInput.tsx'
import { eventsQuery } from '../signals/signals.ts'
import { Check } from '../ui/Check.tsx'
import { Input } from '../ui/Input.tsx'
import { Labelled } from '../ui/Labelled.tsx'
import { say } from '../ui/language.ts'
import { Choice } from './Choice.tsx'
import { eventsAbout, formsQuery, objectsFor, sameOf, signalsQuery } from './flows.ts'
import { Incoming } from './Incoming.tsx'
import styles from './Panel.module.css'

type Props = {
  flow: string
  trigger: FlowTrigger | null
  errors: Readonly<Record<string, string>>
  onChange: (trigger: FlowTrigger) => void
}

/** What sets the flow off. */
export function TriggerPanel({ flow, trigger, errors, onChange }: Props) {
  const { t } = useTranslation()
  const meta = useMeta()
  const object = trigger && 'object' in trigger && trigger.object ? meta.objects[trigger.object] : undefined
  const put = (patch: object) => onChange({ ...(trigger as FlowTrigger), ...patch } as FlowTrigger)
  const begin = (on: string) => onChange(startOf(on as (typeof triggers)[number], object?.key ?? ''))
  return (
    <div className={styles.panel}>
      <header className={styles.head}>
        <h3>{t('flows.trigger')}</h3>
      </header>
      <Choice label={t('flows.on')} value={trigger?.on ?? ''} error={errors['']} onChange={begin}>
        {!trigger && <option value="" />}
        {triggers.map((one) => (
          <option key={one} value={one}>
            {t(`flows.ways.${one}`)}
          </option>
        ))}
      </Choice>
      {trigger && (
        <Choice
          label={t('flows.object')}
          value={object?.key ?? ''}
          error={errors['object']}
          onChange={(key) =>
            trigger.on === 'webhook'
              ? put({ object: key || null, by: undefined, where: undefined })
              : onChange(startOf(trigger.on as (typeof triggers)[number], key))
          }
        >
          <option value="">{['schedule', 'call', 'webhook'].includes(trigger.on) ? t('flows.noRecord') : ''}</option>
          {objectsFor(meta).map((one) => (
            <option key={one.key} value={one.key}>
              {nounOf(one)}
            </option>
          ))}
        </Choice>
      )}
      {trigger?.on === 'created' && object && <ByForm trigger={trigger} errors={errors} onPut={put} />}
      {trigger?.on === 'changed' && object && <Changed trigger={trigger} object={object} errors={errors} onPut={put} />}
      {trigger?.on === 'event' && object && <OnEvent trigger={trigger} object={object} errors={errors} onPut={put} />}
      {trigger?.on === 'date' && object && <OnDate trigger={trigger} object={object} errors={errors} onPut={put} />}
      {trigger?.on === 'signal' && object && <BySignal trigger={trigger} errors={errors} onPut={put} />}
      {trigger?.on === 'schedule' && <Schedule trigger={trigger} errors={errors} onPut={put} />}
      {trigger?.on === 'webhook' && (
        <Incoming flow={flow} trigger={trigger} object={object} errors={errors} onPut={put} />
      )}
      {trigger?.on === 'decided' && (
        <Choice label={t('flows.outcome')} value={trigger.outcome} onChange={(outcome) => put({ outcome })}>
          {(['approved', 'rejected'] as const).map((one) => (
            <option key={one} value={one}>
              {t(`approvals.status.${one}`)}
            </option>
          ))}
        </Choice>
      )}
      {trigger?.on === 'button' && (
        <Labelled label={t('flows.label')} required error={errors['label']}>
          {({ id }) => (
            <Input
              id={id}
              value={trigger.label}
              maxLength={40}
              onChange={({ target }) => put({ label: target.value })}
            />
          )}
        </Labelled>
      )}
      {trigger && object && trigger.on !== 'call' && (
        <WhereInput
          label={t('flows.which')}
          help={t('flows.whichHelp')}
          error={errors['where']}
          object={object}
          where={('where' in trigger ? trigger.where : undefined) ?? {}}
          onChange={(where) => put({ where: Object.keys(where).length > 0 ? where : undefined })}
        />
      )}
    </div>
  )
}

function startOf(on: (typeof triggers)[number], object: string): FlowTrigger {
  switch (on) {
    case 'created':
      return { on, object }
    case 'changed':
      return { on, object, fields: [] }
    case 'event':
      return { on, object, event: '' }
    case 'date':
      return { on, object, field: '', days: -7, at: '09:00' }
    case 'schedule':
      return { on, object: object || null, every: 'day', at: '09:00' }
    case 'decided':
      return { on, object, outcome: 'approved' }
    case 'button':
      return { on, object, label: '' }
    case 'call':
      return { on, object: object || null }
    case 'webhook':
      return { on, object: object || null, inputs: [] }
    case 'signal':
      return { on, object, signal: '' }
  }
}

type PartProps<On extends FlowTrigger['on']> = {
  trigger: Extract<FlowTrigger, { on: On }>
  errors: Props['errors']
  onPut: (patch: object) => void
}

/** The signal to which it listens, of those that are about these records. */
function BySignal({ trigger, errors, onPut }: PartProps<'signal'>) {
  const { t } = useTranslation()
  const signals = useQuery(signalsQuery).data?.filter(
    ({ definition }) => (definition as { object?: string } | null)?.object === trigger.object,
  )
  return (
    <>
      <Choice
        label={t('flows.signal')}
        value={trigger.signal}
        error={errors['signal']}
        onChange={(signal) => onPut({ signal })}
      >
        <option value="" />
        {signals?.map((signal) => (
          <option key={signal.id} value={signal.id}>
            {String(signal['name'])}
          </option>
        ))}
      </Choice>
      {signals?.length === 0 && <p className={styles.help}>{t('flows.noSignal')}</p>}
    </>
  )
}

/** Records that come in by one form of the website alone, where there are forms for them. */
function ByForm({ trigger, onPut }: PartProps<'created'>) {
  const { t } = useTranslation()
  const forms = useQuery({ ...formsQuery, enabled: trigger.object === 'lead' }).data ?? []
  if (trigger.object !== 'lead' || forms.length === 0) return null
  return (
    <Choice label={t('flows.form')} value={trigger.form ?? ''} onChange={(form) => onPut({ form: form || undefined })}>
      <option value="">{t('flows.anyForm')}</option>
      {forms.map((form) => (
        <option key={form.id} value={String(form['key'])}>
          {String(form['name'])}
        </option>
      ))}
    </Choice>
  )
}

function Changed({ trigger, object, errors, onPut }: PartProps<'changed'> & { object: MetaObject }) {
  const { t } = useTranslation()
  const fields = trigger.fields ?? []
  const [only = ''] = fields
  const field = fields.length === 1 ? object.fields[only] : undefined
  const alone: MetaObject | undefined = field && { ...object, fields: { [only]: field } }
  const measured = ['number', 'money', 'percent', 'score'].includes(field?.type ?? '')
  const condition = (key: 'was' | 'became') => (
    <WhereInput
      label={t(`flows.${key}`)}
      error={errors[key]}
      object={alone!}
      where={trigger[key] ? { [only]: trigger[key] } : {}}
      onChange={(where: Where) => onPut({ [key]: (where[only] as Operators | undefined) ?? undefined })}
    />
  )
  return (
    <>
      <Choice
        label={t('flows.fields')}
        value=""
        error={errors['fields']}
        onChange={(key) =>
          key && onPut({ fields: [...new Set([...fields, key])], was: undefined, became: undefined, move: undefined })
        }
      >
        <option value="">{fields.length > 0 ? t('flows.oneMore') : ''}</option>
        {Object.entries(object.fields)
          .filter(
            ([key, one]) =>
              !one.system && !fields.includes(key) && !['formula', 'rollup', 'deadline'].includes(one.type),
          )
          .map(([key, one]) => (
            <option key={key} value={key}>
              {say(one.label)}
            </option>
          ))}
      </Choice>
      <span className={styles.chips}>
        {fields.map((key) => (
          <button
            key={key}
            type="button"
            className={styles.taken}
            aria-label={`${t('do.remove')} ${key}`}
            onClick={() =>
              onPut({ fields: fields.filter((one) => one !== key), was: undefined, became: undefined, move: undefined })
            }
          >
            {object.fields[key] ? say(object.fields[key].label) : key} ×
          </button>
        ))}
      </span>
      {alone && !measured && condition('was')}
      {alone && condition('became')}
      {measured && (
        <div className={styles.pair}>
          <Choice
            label={t('flows.move')}
            value={trigger.move?.way ?? ''}
            onChange={(way) => onPut({ move: way ? { ...trigger.move, way } : undefined })}
          >
            <option value="">{t('flows.moves.any')}</option>
            <option value="rises">{t('flows.moves.rises')}</option>
            <option value="falls">{t('flows.moves.falls')}</option>
          </Choice>
          {trigger.move &&
            (['by', 'percent'] as const).map((key) => (
              <Labelled key={key} label={t(`flows.${key}`)} error={key === 'by' ? errors['move'] : undefined}>
                {({ id }) => (
                  <Input
                    id={id}
                    type="number"
                    min={0}
                    value={trigger.move?.[key] ?? ''}
                    onChange={({ target }) => {
                      const { [key]: _, ...rest } = trigger.move!
                      onPut({ move: { ...rest, ...(target.value ? { [key]: Number(target.value) } : {}) } })
                    }}
                  />
                )}
              </Labelled>
            ))}
        </div>
      )}
    </>
  )
}

/** What the record tells, or another one that names it: a mail that came from this person. */
function OnEvent({ trigger, object, errors, onPut }: PartProps<'event'> & { object: MetaObject }) {
  const { t } = useTranslation()
  const meta = useMeta()
  const told = useQuery(eventsQuery).data
  const choices = told && eventsAbout(meta, object.key, told)
  const chosen = choices?.find((one) => one.event === trigger.event && sameOf(one.of, trigger.of))
  return (
    <>
      <Choice
        label={t('flows.event')}
        value={chosen?.key ?? ''}
        error={errors['event'] ?? errors['of']}
        onChange={(key) => {
          const { event = '', of } = choices?.find((one) => one.key === key) ?? {}
          onPut({ event, of })
        }}
      >
        <option value="" />
        {choices?.map(({ key, label }) => (
          <option key={key} value={key}>
            {label}
          </option>
        ))}
      </Choice>
      {choices?.length === 0 && <p className={styles.help}>{t('flows.noEvent')}</p>}
      {chosen && <p className={styles.help}>{t('flows.eventHelp')}</p>}
    </>
  )
}

function OnDate({ trigger, object, errors, onPut }: PartProps<'date'> & { object: MetaObject }) {
  const { t } = useTranslation()
  const before = trigger.days < 0
  const days = Math.abs(trigger.days)
  return (
    <>
      <Choice
        label={t('flows.dateField')}
        value={trigger.field}
        error={errors['field']}
        onChange={(field) => onPut({ field })}
      >
        <option value="" />
        {Object.entries(object.fields)
          .filter(([, one]) => one.type === 'date' || one.type === 'datetime')
          .map(([key, one]) => (
            <option key={key} value={key}>
              {say(one.label)}
            </option>
          ))}
      </Choice>
      <div className={styles.pair}>
        <Labelled label={t('flows.days')} error={errors['days']}>
          {({ id }) => (
            <Input
              id={id}
              type="number"
              min={0}
              value={days}
              onChange={({ target }) => onPut({ days: Number(target.value) * (before ? -1 : 1) })}
            />
          )}
        </Labelled>
        <Choice
          label={t('flows.direction')}
          value={before ? 'before' : 'after'}
          onChange={(way) => onPut({ days: way === 'before' ? -days || -1 : days })}
        >
          <option value="before">{t('flows.before')}</option>
          <option value="after">{t('flows.after')}</option>
        </Choice>
      </div>
      <div className={styles.pair}>
        <Choice
          label={t('flows.year')}
          value={trigger.years === undefined ? '' : trigger.years === 'each' ? 'each' : 'one'}
          onChange={(way) => onPut({ years: way === 'each' ? 'each' : way === 'one' ? 17 : undefined })}
        >
          <option value="">{t('flows.years.same')}</option>
          <option value="each">{t('flows.years.each')}</option>
          <option value="one">{t('flows.years.one')}</option>
        </Choice>
        {typeof trigger.years === 'number' && (
          <Labelled label={t('flows.yearsAfter')} error={errors['years']}>
            {({ id }) => (
              <Input
                id={id}
                type="number"
                min={1}
                value={trigger.years}
                onChange={({ target }) => onPut({ years: Number(target.value) })}
              />
            )}
          </Labelled>
        )}
      </div>
      <Clock at={trigger.at} error={errors['at']} onPut={onPut} />
    </>
  )
}

function Schedule({ trigger, errors, onPut }: PartProps<'schedule'>) {
  const { t } = useTranslation()
  return (
    <>
      <Choice
        label={t('flows.howOften')}
        value={trigger.every}
        onChange={(every) =>
          onPut({ every, weekday: every === 'week' ? 1 : undefined, day: every === 'month' ? 1 : undefined })
        }
      >
        {(['hour', 'day', 'week', 'month'] as const).map((one) => (
          <option key={one} value={one}>
            {t(`flows.often.${one}`)}
          </option>
        ))}
      </Choice>
      {trigger.every === 'week' && (
        <Choice
          label={t('flows.weekday')}
          value={String(trigger.weekday ?? 1)}
          onChange={(weekday) => onPut({ weekday: Number(weekday) })}
        >
          {(['mo', 'tu', 'we', 'th', 'fr', 'sa', 'su'] as const).map((day, i) => (
            <option key={day} value={i + 1}>
              {t(`flows.weekdays.${day}`)}
            </option>
          ))}
        </Choice>
      )}
      {trigger.every === 'month' && (
        <Labelled label={t('flows.dayOfMonth')} error={errors['day']}>
          {({ id }) => (
            <Input
              id={id}
              type="number"
              min={1}
              max={31}
              value={trigger.day ?? 1}
              onChange={({ target }) => onPut({ day: Number(target.value) })}
            />
          )}
        </Labelled>
      )}
      <Clock at={trigger.at} error={errors['at']} onPut={onPut} />
      <Check
        checked={trigger.working === true}
        onChange={({ target }) => onPut({ working: target.checked || undefined })}
      >
        {t('flows.workingDay')}
      </Check>
    </>
  )
}

function Clock({ at, error, onPut }: { at: string; error?: string | undefined; onPut: (patch: object) => void }) {
  const { t } = useTranslation()
  return (
    <Labelled label={t('flows.at')} error={error} help={t('flows.atHelp')}>
      {({ id }) => <Input id={id} type="time" value={at} onChange={({ target }) => onPut({ at: target.value })} />}
    </Labelled>
  )
}
