import { IconTrash, IconX } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { ApiRecord, MetaObject } from '#kernel/api.ts'
import { queries, refresh, useMeta } from '../../client/queries.ts'
import { change, complain } from '../../client/writes.ts'
import { writable } from '../../records/columnsOf.ts'
import { IconButton } from '../../ui/Button.tsx'
import { formatNumber } from '../../ui/format.ts'
import { Handle } from '../../ui/Handle.tsx'
import { Input, inputStyles } from '../../ui/Input.tsx'
import { say } from '../../ui/language.ts'
import { toneOf } from '../../ui/Tag.tsx'
import styles from './Pipelines.module.css'

export const colors = ['gray', 'blue', 'teal', 'violet', 'orange', 'green', 'pink', 'yellow', 'red'] as const

/** A stage: its colour, name, probability, and what a record must have to come in. */
export function StageRow({ stage, used, onDelete }: { stage: ApiRecord; used: number; onDelete: () => void }) {
  const { t } = useTranslation()
  const { objects } = useMeta()
  const object = objects['stage']!
  const user = Object.values(objects).find((one) => (one.fields['stage'] as { to?: string })?.to === 'stage')
  const name = String(stage['name'])
  const fixed = !object.rights.update
  const set = (patch: Record<string, unknown>) =>
    void change('stage', stage, patch).then(() => {
      refresh('stage')
      void queries.invalidateQueries({ queryKey: ['steps'] })
    }, complain)
  return (
    <li className={styles.stage} data-item={stage.id}>
      {!fixed && <Handle what={name} />}
      <select
        className={styles.color}
        data-tone={toneOf(String(stage['color'] ?? 'gray'))}
        aria-label={t('way.color', { name })}
        value={toneOf(String(stage['color'] ?? 'gray'))}
        disabled={fixed}
        onChange={({ target }) => set({ color: target.value })}
      >
        {colors.map((one) => (
          <option key={one} value={one}>
            {t(`way.tone.${one}`)}
          </option>
        ))}
      </select>
      <Input
        key={`name${stage.version}`}
        className={styles.stageName}
        aria-label={t('way.stageName')}
        defaultValue={name}
        maxLength={60}
        disabled={fixed}
        onBlur={({ target }) => target.value.trim() !== name && set({ name: target.value })}
        onKeyDown={(event) => event.key === 'Enter' && event.currentTarget.blur()}
      />
      <span className={styles.percent}>
        <Input
          key={`probability${stage.version}`}
          end
          inputMode="decimal"
          aria-label={t('way.probability', { name })}
          defaultValue={String(stage['probability'] ?? 0)}
          disabled={fixed || stage['kind'] !== 'open'}
          onBlur={({ target }) =>
            target.value !== String(stage['probability'] ?? 0) && set({ probability: target.value.replace('%', '') })
          }
          onKeyDown={(event) => event.key === 'Enter' && event.currentTarget.blur()}
        />
        %
      </span>
      {user && (
        <Needs
          object={user}
          name={name}
          keys={(stage['requiredFields'] as readonly string[] | null) ?? []}
          fixed={fixed}
          onChange={(requiredFields) => set({ requiredFields })}
        />
      )}
      <span className={`number ${styles.count}`} title={t('way.used', { count: used, number: formatNumber(used) })}>
        {formatNumber(used)}
      </span>
      {object.rights.delete && (
        <IconButton small label={t('way.delete', { name })} onClick={onDelete}>
          <IconTrash size={15} />
        </IconButton>
      )}
    </li>
  )
}

type NeedsProps = {
  object: MetaObject
  name: string
  keys: readonly string[]
  fixed: boolean
  onChange: (keys: readonly string[]) => void
}

/** The fields that a record must have to come into a stage. */
function Needs({ object, name, keys, fixed, onChange }: NeedsProps) {
  const { t } = useTranslation()
  const words = (key: string) => (object.fields[key] ? say(object.fields[key].label) : key)
  const offered = Object.keys(object.fields).filter(
    (key) => writable(object, key) && !keys.includes(key) && !object.fields[key]?.required,
  )
  return (
    <div className={styles.needs}>
      {keys.map((key) => (
        <span key={key} className={styles.need}>
          {words(key)}
          {!fixed && (
            <button
              type="button"
              aria-label={`${t('do.remove')} ${words(key)}`}
              onClick={() => onChange(keys.filter((one) => one !== key))}
            >
              <IconX size={12} />
            </button>
          )}
        </span>
      ))}
      {!fixed && (
        <select
          className={`${inputStyles.input} ${styles.addNeed}`}
          aria-label={t('way.needs', { name })}
          value=""
          onChange={({ target }) => onChange([...keys, target.value])}
        >
          <option value="">{t('way.addNeed')}</option>
          {offered.map((key) => (
            <option key={key} value={key}>
              {words(key)}
            </option>
          ))}
        </select>
      )}
    </div>
  )
}
