import { useLayoutEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { ApiRecord, MetaObject } from '#kernel/api.ts'
import { useMeta } from '../client/queries.ts'
import { say } from '../ui/language.ts'
import { toneOf } from '../ui/Tag.tsx'
import { writable } from './columnsOf.ts'
import { useMove } from './moving.tsx'
import styles from './StagePath.module.css'
import { stepKey, trackOf, useSteps } from './steps.ts'

/** The way a record goes, and where it stands; a click moves it. */
export function StagePath({ object, record, by }: { object: MetaObject; record: ApiRecord; by: string }) {
  useTranslation()
  const track = trackOf(object, by, useMeta().objects)
  const { steps } = useSteps(object, by, track ? stepKey(record[track.field]) : null)
  const { move, dialog } = useMove(object, by)
  const at = steps.findIndex((step) => step.key === stepKey(record[by]))
  const free = writable(object, by)
  const here = steps[at]
  const path = useRef<HTMLOListElement>(null)
  // where the way is wider than its place, as on a phone, it shows where the record stands
  // biome-ignore lint/correctness/useExhaustiveDependencies: as soon as the steps are there, and when it has moved
  useLayoutEffect(() => {
    const step = path.current?.children[at] as HTMLElement | undefined
    if (step) path.current!.scrollLeft = step.offsetLeft - (path.current!.clientWidth - step.offsetWidth) / 2
  }, [at, steps.length])
  return (
    <>
      <ol
        ref={path}
        // what nobody may press can still be scrolled by keyboard
        tabIndex={free ? undefined : 0}
        className={styles.path}
        aria-label={say(object.fields[by]!.label)}
        data-lost={here?.kind === 'lost' || undefined}
      >
        {steps.map((step, i) => (
          <li
            key={step.key}
            className={styles.step}
            data-tone={toneOf(step.color)}
            data-past={i < at || undefined}
            data-here={i === at || undefined}
          >
            <button
              type="button"
              disabled={!free}
              aria-current={i === at ? 'step' : undefined}
              title={step.label}
              onClick={() => i !== at && void move(record, step)}
            >
              <span className="clip">{step.label}</span>
            </button>
          </li>
        ))}
      </ol>
      {dialog}
    </>
  )
}
