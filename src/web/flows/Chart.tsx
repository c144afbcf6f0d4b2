import { Popover } from '@mantine/core'
import { IconAlertTriangle, IconBolt, IconMinus, IconPlus } from '@tabler/icons-react'
import { type KeyboardEvent, type PointerEvent, type ReactNode, useLayoutEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ApiFlowStep, ApiStepKind } from '#kernel/api-flows.ts'
import type { FlowDefinition, FlowStep } from '#kernel/flow.ts'
import { useMeta } from '../client/queries.ts'
import { IconButton } from '../ui/Button.tsx'
import { Icon } from '../ui/Icon.tsx'
import styles from './Chart.module.css'
import { insertStep, type ListAt, newStep, removeStep, top } from './edit.ts'
import { objectAt } from './flows.ts'
import { stepText, useTriggerText } from './words.ts'

type Props = {
  flow: FlowDefinition
  kinds: readonly ApiStepKind[]
  /** `trigger`, or the id of a step. */
  chosen: string | null
  onChoose: (id: string) => void
  /** Not given where it is only looked at. */
  onChange?: ((flow: FlowDefinition) => void) | undefined
  /** What is wrong, by `trigger` and the ids of steps. */
  wrong?: ReadonlyMap<string, string>
  /** What came of each step in a run. */
  came?: ReadonlyMap<string, ApiFlowStep['status']>
}

const sizes = [0.5, 0.67, 0.8, 1, 1.25] as const

/**
 * A flow as a chart that lays itself out: steps below each other, ways of a branch side by side. It is moved by dragging,
 * made larger and smaller, and walked through by the arrow keys; Delete takes a step out.
 */
export function Chart(props: Props) {
  const { t } = useTranslation()
  const [size, setSize] = useState(3)
  const frame = useRef<HTMLDivElement>(null)
  const grip = useGrip(frame)
  // On a narrow screen what all ways come from is in sight, not the first of the ways.
  useLayoutEffect(() => {
    const sheet = frame.current
    if (sheet) sheet.scrollLeft = (sheet.scrollWidth - sheet.clientWidth) / 2
  }, [])
  const grow = (by: -1 | 1) => setSize((now) => Math.min(sizes.length - 1, Math.max(0, now + by)))
  return (
    <div className={styles.frame}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dragging moves the sheet; everything on it is a button */}
      <div
        ref={frame}
        className={styles.canvas}
        {...grip}
        onWheel={(event) => {
          if (event.ctrlKey || event.metaKey) grow(event.deltaY > 0 ? -1 : 1)
        }}
        onKeyDown={(event) => walk(event, frame.current)}
      >
        <div className={styles.sheet} style={{ zoom: sizes[size] }}>
          <Trigger {...props} />
          <Steps {...props} at={top} steps={props.flow.steps} />
          <span className={styles.end}>{t('flows.end')}</span>
        </div>
      </div>
      <div className={styles.zoom}>
        <IconButton small label={t('flows.smaller')} onClick={() => grow(-1)}>
          <IconMinus size={14} />
        </IconButton>
        <span className="number">{Math.round((sizes[size] ?? 1) * 100)}%</span>
        <IconButton small label={t('flows.larger')} onClick={() => grow(1)}>
          <IconPlus size={14} />
        </IconButton>
      </div>
    </div>
  )
}

/** Dragging the empty sheet moves it. */
function useGrip(frame: { current: HTMLDivElement | null }) {
  const from = useRef<{ x: number; y: number } | null>(null)
  return {
    onPointerDown(event: PointerEvent<HTMLDivElement>) {
      if (event.pointerType !== 'mouse' || (event.target as Element).closest('button')) return
      from.current = { x: event.clientX, y: event.clientY }
      event.currentTarget.setPointerCapture(event.pointerId)
    },
    onPointerMove(event: PointerEvent<HTMLDivElement>) {
      if (!from.current || !frame.current) return
      frame.current.scrollBy(from.current.x - event.clientX, from.current.y - event.clientY)
      from.current = { x: event.clientX, y: event.clientY }
    },
    onPointerUp: () => {
      from.current = null
    },
  }
}

/** Up and down lead from node to node. */
function walk(event: KeyboardEvent, frame: HTMLElement | null): void {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return
  const nodes = [...(frame?.querySelectorAll<HTMLElement>('[data-node]') ?? [])]
  const next = nodes[nodes.indexOf(document.activeElement as HTMLElement) + (event.key === 'ArrowDown' ? 1 : -1)]
  if (!next) return
  event.preventDefault()
  next.focus()
}

function Trigger({ flow, chosen, onChoose, wrong }: Props) {
  const { t } = useTranslation()
  const textOf = useTriggerText([flow.trigger])
  return (
    <button
      type="button"
      data-node="trigger"
      className={`${styles.node} ${styles.trigger}`}
      aria-pressed={chosen === 'trigger'}
      onClick={() => onChoose('trigger')}
    >
      <span className={styles.icon}>
        <IconBolt size={15} />
      </span>
      <span className={styles.words}>
        <b>{t('flows.trigger')}</b>
        <span className={styles.text}>{textOf(flow.trigger)}</span>
      </span>
      {wrong?.has('trigger') && <Wrong words={wrong.get('trigger') ?? ''} />}
    </button>
  )
}

function Steps({ at, steps, ...props }: Props & { at: ListAt; steps: readonly FlowStep[] }) {
  return (
    <ol className={styles.steps}>
      {[...steps, null].map((step, i) => (
        <li key={step?.id ?? 'end'} className={styles.step}>
          <Between {...props} at={at} index={i} />
          {step && <Node {...props} step={step} />}
        </li>
      ))}
    </ol>
  )
}

/** The line between two steps, with the button that puts one in. */
function Between({ flow, kinds, onChange, onChoose, at, index }: Props & { at: ListAt; index: number }) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  if (!onChange) return <span className={styles.line} aria-hidden="true" />
  return (
    <span className={styles.line}>
      <Popover
        opened={open}
        onChange={setOpen}
        position="right-start"
        offset={8}
        trapFocus
        transitionProps={{ duration: 0 }}
      >
        <Popover.Target>
          <button
            type="button"
            className={styles.add}
            aria-label={t('flows.add')}
            title={t('flows.add')}
            onClick={() => setOpen(!open)}
          >
            <IconPlus size={12} stroke={2.5} />
          </button>
        </Popover.Target>
        <Popover.Dropdown className={styles.kinds} aria-label={t('flows.add')}>
          {kinds.map((kind) => (
            <button
              key={kind.key}
              type="button"
              className={styles.kind}
              onClick={() => {
                const step = newStep(kind.key)
                setOpen(false)
                onChange(insertStep(flow, at, index, step))
                onChoose(step.id)
              }}
            >
              <Icon name={kind.icon} />
              <span>
                <b>{kind.label}</b>
                <span className={styles.text}>{kind.help}</span>
              </span>
            </button>
          ))}
        </Popover.Dropdown>
      </Popover>
    </span>
  )
}

function Node(props: Props & { step: FlowStep }) {
  const { flow, kinds, chosen, onChoose, onChange, wrong, came, step } = props
  const { t } = useTranslation()
  const meta = useMeta()
  const kind = kinds.find(({ key }) => key === step.kind)
  const words = wrong?.get(step.id)
  return (
    <>
      <button
        type="button"
        data-node={step.id}
        data-came={came?.get(step.id)}
        className={styles.node}
        aria-pressed={chosen === step.id}
        onClick={() => onChoose(step.id)}
        onKeyDown={(event) => {
          if (event.key === 'Delete' && onChange) onChange(removeStep(flow, step.id))
        }}
      >
        <span className={styles.icon}>
          <Icon name={kind?.icon} />
        </span>
        <span className={styles.words}>
          <b>{kind?.label ?? step.kind}</b>
          <span className={styles.text}>{step.note || stepText(step, objectAt(flow, step), meta, t)}</span>
        </span>
        {words !== undefined && <Wrong words={words} />}
      </button>
      {step.paths && (
        <div className={styles.ways}>
          {step.paths.map((path, i) => (
            <div key={path.id} className={styles.way}>
              <span className={styles.wayName}>
                {path.label ||
                  (path.where === undefined && i > 0 ? t('flows.otherwise') : t('flows.way', { n: i + 1 }))}
              </span>
              <Steps {...props} at={{ parent: step.id, path: path.id }} steps={path.steps} />
            </div>
          ))}
        </div>
      )}
      {step.steps && (
        <Inside>
          <Steps {...props} at={{ parent: step.id, path: null }} steps={step.steps} />
        </Inside>
      )}
    </>
  )
}

function Inside({ children }: { children: ReactNode }) {
  const { t } = useTranslation()
  return (
    <>
      <span className={styles.line} aria-hidden="true" />
      <div className={styles.inside}>
        <span className={styles.insideName}>{t('flows.forEach')}</span>
        {children}
      </div>
    </>
  )
}

function Wrong({ words }: { words: string }) {
  return (
    <span className={styles.wrong} title={words} role="img" aria-label={words}>
      <IconAlertTriangle size={14} />
    </span>
  )
}
