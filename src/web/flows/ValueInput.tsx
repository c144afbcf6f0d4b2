import { Popover } from '@mantine/core'
import { IconBraces, IconX } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { MetaObject } from '#kernel/api.ts'
import type { Field } from '#kernel/fields/field.ts'
import { isTaken } from '#kernel/flow.ts'
import { useMeta } from '../client/queries.ts'
import { viewOf } from '../fields/index.ts'
import { FieldPick } from '../records/FieldPick.tsx'
import { fieldAt } from '../records/filters.ts'
import { IconButton } from '../ui/Button.tsx'
import { Input as TextInput } from '../ui/Input.tsx'
import { Labelled } from '../ui/Labelled.tsx'
import { say } from '../ui/language.ts'
import styles from './Panel.module.css'

type Props = {
  field: Field
  value: unknown
  error?: string | undefined
  /** Of the record from which it may be taken. */
  object: MetaObject | undefined
  /** The names of what came with what set the flow off. */
  given?: readonly string[]
  onChange: (value: unknown) => void
  onRemove?: (() => void) | undefined
}

/** A value of a step: typed in, taken from the record, or computed from it. */
export function ValueInput({ field, value, error, object, given = [], onChange, onRemove }: Props) {
  const { t } = useTranslation()
  const { objects } = useMeta()
  const text = field.type === 'text' || field.type === 'longText'
  const taken = isTaken(value)
  const Input = viewOf(field).Input
  const take = (path: string) => {
    if (text) onChange(`${typeof value === 'string' ? value : ''}{{${path}}}`)
    else onChange({ from: path })
  }
  return (
    <div className={styles.value}>
      <Labelled
        label={say(field.label)}
        required={field.required === true}
        help={field.help ? say(field.help) : undefined}
        error={error}
      >
        {({ id, describedBy, invalid }) =>
          taken && 'from' in value ? (
            <button type="button" id={id} className={styles.taken} onClick={() => onChange(null)}>
              {pathText(objects, object, value.from)} <IconX size={12} />
            </button>
          ) : taken && 'is' in value ? (
            <TextInput
              id={id}
              className={styles.formula}
              value={value.is}
              aria-invalid={invalid || undefined}
              aria-describedby={describedBy}
              onChange={({ target }) => onChange(target.value === '' ? null : { is: target.value })}
            />
          ) : (
            Input && (
              <Input
                id={id}
                field={field}
                value={(value ?? (field.default as never) ?? null) as never}
                onChange={onChange}
                invalid={invalid}
                describedBy={describedBy}
              />
            )
          )
        }
      </Labelled>
      <span className={styles.valueActs}>
        {(object || given.length > 0) && (
          <Take object={object} given={given} text={text} onTake={take} onFormula={() => onChange({ is: '' })} />
        )}
        {onRemove && (
          <IconButton small label={`${t('do.remove')} ${say(field.label)}`} onClick={onRemove}>
            <IconX size={13} />
          </IconButton>
        )}
      </span>
    </div>
  )
}

function Take({
  object,
  given,
  text,
  onTake,
  onFormula,
}: {
  object: MetaObject | undefined
  given: readonly string[]
  text: boolean
  onTake: (path: string) => void
  onFormula: () => void
}) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  return (
    <Popover
      opened={open}
      onChange={setOpen}
      position="bottom-end"
      offset={4}
      trapFocus
      transitionProps={{ duration: 0 }}
    >
      <Popover.Target>
        <IconButton small label={t(text ? 'flows.insert' : 'flows.take')} onClick={() => setOpen(!open)}>
          <IconBraces size={13} />
        </IconButton>
      </Popover.Target>
      <Popover.Dropdown className={styles.take} aria-label={t('flows.take')}>
        {given.length > 0 && (
          <span className={styles.given}>
            <small>{t('flows.hook.given')}</small>
            {given.map((key) => (
              <button
                key={key}
                type="button"
                onClick={() => {
                  setOpen(false)
                  onTake(`data.${key}`)
                }}
              >
                {key}
              </button>
            ))}
          </span>
        )}
        {object && (
          <FieldPick
            object={object}
            onPick={(path) => {
              setOpen(false)
              onTake(path)
            }}
          />
        )}
        {object && !text && (
          <button
            type="button"
            className={styles.compute}
            onClick={() => {
              setOpen(false)
              onFormula()
            }}
          >
            {t('flows.compute')}
          </button>
        )}
      </Popover.Dropdown>
    </Popover>
  )
}

/** A path as people read it: 客户 › 负责人. */
function pathText(objects: Parameters<typeof fieldAt>[0], object: MetaObject | undefined, path: string): string {
  if (path.startsWith('data.')) return path.slice(5)
  const found = object ? fieldAt(objects, object, path) : null
  return found ? found.labels.map(say).join(' › ') : path
}
