import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Check } from '../../ui/Check.tsx'
import { Labelled } from '../../ui/Labelled.tsx'
import { Pick } from '../../ui/Pick.tsx'
import styles from './Webhooks.module.css'
import { useEvents } from './webhooks.ts'

type Props = {
  chosen: readonly string[]
  onChange: (events: readonly string[]) => void
  error: string | undefined
}

/** Chooses events in words: first the object, then what happens to it. */
export function EventPick({ chosen, onChange, error }: Props) {
  const { t } = useTranslation()
  const all = useEvents()
  const [added, setAdded] = useState<readonly string[]>([])
  const shown = all.filter(
    ({ object }) => added.includes(object) || chosen.some((name) => name.startsWith(`${object}.`)),
  )
  const rest = all.filter((one) => !shown.includes(one))
  const toggle = (name: string) =>
    onChange(chosen.includes(name) ? chosen.filter((one) => one !== name) : [...chosen, name])
  return (
    <div className={styles.objects}>
      <Labelled label={t('hooks.events')} error={error} required>
        {({ id, describedBy, invalid }) => (
          <Pick
            id={id}
            label={t('hooks.addObject')}
            describedBy={describedBy}
            invalid={invalid}
            choices={inOrder(rest).map(({ object, label }) => ({ key: object, text: label }))}
            chosen={[]}
            placeholder={t('hooks.addObject')}
            onPick={(key) => {
              setAdded([...added, key])
              const first = all.find(({ object }) => object === key)?.events[0]
              if (first) onChange([...chosen, first.name])
            }}
          />
        )}
      </Labelled>
      {shown.map(({ object, label, events }) => (
        <fieldset key={object} className={styles.object}>
          <legend>{label}</legend>
          <div>
            {events.map((event) => (
              <Check key={event.name} checked={chosen.includes(event.name)} onChange={() => toggle(event.name)}>
                {event.label}
              </Check>
            ))}
          </div>
        </fieldset>
      ))}
    </div>
  )
}

/** The main objects first; those inside others after them. */
function inOrder<T extends { readonly nested: boolean }>(all: readonly T[]): readonly T[] {
  return [...all.filter((one) => !one.nested), ...all.filter((one) => one.nested)]
}
