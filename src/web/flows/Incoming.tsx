import { IconPlus, IconX } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { MetaObject } from '#kernel/api.ts'
import type { ApiFlowCall } from '#kernel/api-flows.ts'
import { type FlowInput, type FlowTrigger, flowLimits } from '#kernel/flow.ts'
import { queries } from '../client/queries.ts'
import { complain } from '../client/writes.ts'
import { Secret } from '../settings/webhooks/Secret.tsx'
import { Button, IconButton } from '../ui/Button.tsx'
import { Check } from '../ui/Check.tsx'
import { Copy } from '../ui/Code.tsx'
import { formatAgo } from '../ui/format.ts'
import { Input } from '../ui/Input.tsx'
import { say } from '../ui/language.ts'
import { Tag } from '../ui/Tag.tsx'
import { Choice } from './Choice.tsx'
import { addressQuery, flowApi } from './flows.ts'
import styles from './Panel.module.css'

type Trigger = Extract<FlowTrigger, { on: 'webhook' }>
type Props = {
  flow: string
  trigger: Trigger
  object: MetaObject | undefined
  errors: Readonly<Record<string, string>>
  onPut: (patch: Partial<Trigger>) => void
}

/** A flow that other systems set off: its address, which record is meant, what it takes, and what came last. */
export function Incoming({ flow, trigger, object, errors, onPut }: Props) {
  const { t } = useTranslation()
  const calls = useQuery(addressQuery(flow)).data?.calls ?? []
  const { inputs, by } = trigger
  const set = (i: number, patch: Partial<FlowInput>) =>
    onPut({ inputs: inputs.map((one, k) => (k === i ? { ...one, ...patch } : one)) })
  return (
    <>
      <Address flow={flow} />
      <div className={styles.part}>
        <h4>{t('flows.hook.inputs')}</h4>
        <p>{t('flows.hook.inputsText')}</p>
        {errors['inputs'] && (
          <p role="alert" className={styles.wrong}>
            {errors['inputs']}
          </p>
        )}
        {inputs.map(({ key, path, required }, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: an input has no name but the one that is being typed
          <div key={i} className={styles.input}>
            <Input
              aria-label={t('flows.hook.key')}
              placeholder={t('flows.hook.key')}
              value={key}
              maxLength={40}
              aria-invalid={errors[`inputs.${i}.key`] ? true : undefined}
              onChange={({ target }) => set(i, { key: target.value })}
            />
            <Input
              aria-label={t('flows.hook.path')}
              placeholder={t('flows.hook.path')}
              value={path}
              maxLength={200}
              aria-invalid={errors[`inputs.${i}.path`] ? true : undefined}
              onChange={({ target }) => set(i, { path: target.value })}
            />
            <IconButton
              small
              label={`${t('do.remove')} ${key}`}
              onClick={() => onPut({ inputs: inputs.toSpliced(i, 1) })}
            >
              <IconX size={13} />
            </IconButton>
            <Check checked={required === true} onChange={({ target }) => set(i, { required: target.checked })}>
              {t('flows.hook.required')}
            </Check>
            {(errors[`inputs.${i}.key`] ?? errors[`inputs.${i}.path`]) && (
              <span role="alert" className={styles.wrong}>
                {errors[`inputs.${i}.key`] ?? errors[`inputs.${i}.path`]}
              </span>
            )}
          </div>
        ))}
        <Button
          small
          icon={<IconPlus size={13} />}
          disabled={inputs.length >= flowLimits.inputs}
          onClick={() => onPut({ inputs: [...inputs, { key: '', path: '' }] })}
        >
          {t('flows.hook.addInput')}
        </Button>
      </div>
      <Calls calls={calls} inputs={inputs} onTake={(input) => onPut({ inputs: [...inputs, input] })} />
      {object && (
        <div className={styles.pair}>
          <Choice
            label={t('flows.hook.by')}
            value={by?.field ?? ''}
            error={errors['by.field']}
            onChange={(field) => onPut({ by: { input: by?.input ?? '', field } })}
          >
            <option value="" />
            <option value="id">{t('flows.hook.id')}</option>
            {Object.entries(object.fields)
              .filter(([, { type }]) => findable.has(type))
              .map(([key, field]) => (
                <option key={key} value={key}>
                  {say(field.label)}
                </option>
              ))}
          </Choice>
          <Choice
            label={t('flows.hook.byInput')}
            value={by?.input ?? ''}
            error={errors['by.input']}
            onChange={(input) => onPut({ by: { field: by?.field ?? '', input } })}
          >
            <option value="" />
            {inputs.map(({ key }) => (
              <option key={key} value={key}>
                {key}
              </option>
            ))}
          </Choice>
        </div>
      )}
    </>
  )
}

/** Types of fields by whose value one record is meant. */
const findable = new Set(['text', 'email', 'phone', 'url', 'number', 'autonumber'])

function Address({ flow }: { flow: string }) {
  const { t } = useTranslation()
  const address = useQuery(addressQuery(flow)).data?.address
  const [made, setMade] = useState<string | null>(null)
  const [secret, setSecret] = useState<string | null>(null)
  const act = (run: () => Promise<unknown>) => void run().then(readAgain, complain)
  const readAgain = () => queries.invalidateQueries({ queryKey: addressQuery(flow).queryKey })
  const make = async () => setMade(window.location.origin + (await flowApi.makeAddress(flow)).path)
  if (address === undefined) return null
  return (
    <div className={styles.part}>
      <h4>{t('flows.hook.address')}</h4>
      {made && address && (
        <>
          <div className={styles.once}>
            <code>{made}</code>
            <Copy text={made} what={t('flows.hook.address')} />
          </div>
          <p>{t('flows.hook.once')}</p>
        </>
      )}
      {!address && <p>{t('flows.hook.none')}</p>}
      {address && !made && (
        <p>
          {t('flows.hook.madeAt', { ago: formatAgo(address.madeAt) })} {t('flows.hook.renewText')}
        </p>
      )}
      <span className={styles.acts}>
        <Button small look={address ? 'outline' : 'primary'} onClick={() => act(make)}>
          {t(address ? 'flows.hook.renew' : 'flows.hook.make')}
        </Button>
        {address && (
          <Button
            small
            onClick={() =>
              act(async () => {
                await flowApi.closeAddress(flow)
                setMade(null)
              })
            }
          >
            {t('flows.hook.close')}
          </Button>
        )}
      </span>
      {address && (
        <>
          <Check
            checked={address.signed}
            onChange={({ target: { checked } }) =>
              act(async () => setSecret((await flowApi.signCalls(flow, checked)).secret))
            }
          >
            {t('flows.hook.signed')}
          </Check>
          {address.signed && <p>{t('flows.hook.signedHelp')}</p>}
        </>
      )}
      {secret && <Secret secret={secret} onClose={() => setSecret(null)} />}
    </div>
  )
}

/** What came last, and its values, each of which becomes an input at a click. */
function Calls({
  calls,
  inputs,
  onTake,
}: {
  calls: readonly ApiFlowCall[]
  inputs: readonly FlowInput[]
  onTake: (input: FlowInput) => void
}) {
  const { t } = useTranslation()
  const [open, setOpen] = useState<string | null>(null)
  const shown = calls.find(({ id }) => id === open) ?? calls.find(({ body }) => body !== null)
  const taken = new Set(inputs.map(({ path }) => path))
  return (
    <div className={styles.part}>
      <h4>{t('flows.hook.calls')}</h4>
      {calls.length === 0 && <p>{t('flows.hook.noCall')}</p>}
      {calls.slice(0, 5).map((call) => (
        <button
          key={call.id}
          type="button"
          className={styles.call}
          aria-pressed={call.id === shown?.id}
          onClick={() => setOpen(call.id)}
        >
          <span>{formatAgo(call.at)}</span>
          <span className="clip">{call.reason}</span>
          <Tag tone={tones[call.status]}>{t(`flows.hook.status.${call.status}`)}</Tag>
        </button>
      ))}
      {shown && (
        <ul className={styles.leaves}>
          {leavesOf(shown.body).map(({ path, value }) => (
            <li key={path}>
              <button
                type="button"
                disabled={taken.has(path) || inputs.length >= flowLimits.inputs}
                title={t('flows.hook.addInput')}
                onClick={() => onTake({ key: nameFor(path, inputs), path })}
              >
                <code>{path}</code>
                <span className="clip">{value}</span>
                {!taken.has(path) && <IconPlus size={12} />}
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}

const tones = { begun: 'green', kept: 'gray', unmatched: 'yellow', refused: 'red' } as const
const mostLeaves = 60

/** The values of a body with their paths, as far as anybody reads them. */
function leavesOf(body: unknown, at = ''): readonly { path: string; value: string }[] {
  if (typeof body !== 'object' || body === null) return at ? [{ path: at, value: String(body ?? '') }] : []
  return Object.entries(body)
    .filter(([key]) => !key.includes('.'))
    .flatMap(([key, value]) => leavesOf(value, at ? `${at}.${key}` : key))
    .slice(0, mostLeaves)
}

/** A name for what stands at a path, that no other input has: `customer.e-mail` → `email`. */
function nameFor(path: string, inputs: readonly FlowInput[]): string {
  const words = path.split('.').map((word) => word.replace(/\W/g, ''))
  const last = words.findLast((word) => /^[a-zA-Z]/.test(word)) ?? 'value'
  const taken = new Set(inputs.map(({ key }) => key))
  let name = last.slice(0, 36)
  for (let n = 2; taken.has(name); n++) name = `${last.slice(0, 36)}${n}`
  return name
}
