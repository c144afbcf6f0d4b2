import { Menu } from '@mantine/core'
import { IconCalendarPlus, IconCheck, IconClock } from '@tabler/icons-react'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ApiRecord, MetaObject } from '#kernel/api.ts'
import type { Reference } from '#kernel/fields/relation.ts'
import { api } from '../../client/api.ts'
import { refresh, useMeta } from '../../client/queries.ts'
import { takeOut } from '../../client/today.ts'
import { complain } from '../../client/writes.ts'
import { create } from '../../records/creating.ts'
import { Avatar } from '../../ui/Avatar.tsx'
import { Button, IconButton } from '../../ui/Button.tsx'
import { addDays, daysBetween, formatInstant, instant, local, today } from '../../ui/format.ts'
import { say } from '../../ui/language.ts'
import { say as toast } from '../../ui/toast.tsx'
import styles from '../Today.module.css'

const Calendar = lazy(() => import('../../ui/Calendar.tsx').then((m) => ({ default: m.Calendar })))
const RelationPick = lazy(() => import('../../fields/RelationPick.tsx').then((m) => ({ default: m.RelationPick })))

type RowProps = { readonly object: MetaObject; readonly record: ApiRecord }

/** Acts at once, and puts the row back where the server refuses. */
async function act({ object, record }: RowProps, action: string, input: object, words: string, undo?: () => void) {
  const back = takeOut(record.id)
  try {
    await api.act(object.key, record.id, action, input as Record<string, unknown>)
    toast(words, undo ? { undo } : {})
    refresh(object.key)
  } catch (error) {
    back()
    complain(error)
  }
}

/** One click and it is done; another takes that back. */
export function Done({ object, record, action, undo }: RowProps & { action: string; undo: string | undefined }) {
  const { t } = useTranslation()
  const title = String(record[object.title] ?? '')
  const back = () => void api.act(object.key, record.id, undo!, {}).then(() => refresh(object.key), complain)
  return (
    <button
      type="button"
      className={styles.tick}
      aria-label={`${t('log.markDone')} ${title}`}
      onClick={() =>
        void act({ object, record }, action, {}, t('today.done', { what: title }), undo ? back : undefined)
      }
    >
      <IconCheck size={11} stroke={3} />
    </button>
  )
}

/** Says yes or no to what somebody asks for, in one click. */
export function Decide({ object, record, actions }: RowProps & { actions: readonly (string | undefined)[] }) {
  const title = String(record[object.title] ?? '')
  const offered = actions.flatMap((key) => object.actions.find((action) => action.key === key) ?? [])
  return offered.map(({ key, label }) => (
    <Button
      key={key}
      small
      aria-label={`${say(label)} ${title}`}
      onClick={() => void act({ object, record }, key, {}, `${say(label)} · ${title}`)}
    >
      {say(label)}
    </Button>
  ))
}

/** Another time in two clicks: this evening, tomorrow, next Monday, or a day of one's own. */
export function Later({ object, record, action }: RowProps & { action: string }) {
  const { t } = useTranslation()
  const [picking, setPicking] = useState(false)
  const title = String(record[object.title] ?? '')
  const field = object.actions
    .filter(({ key }) => key === action)
    .flatMap(({ input }) => Object.entries(input))
    .find(([, { type }]) => type === 'datetime')?.[0]
  if (!field) return null
  const move = (to: string) =>
    void act({ object, record }, action, { [field]: to }, t('today.moved', { what: title, when: formatInstant(to) }))
  return (
    <Menu
      position="bottom-end"
      transitionProps={{ duration: 0 }}
      withInitialFocusPlaceholder={false}
      closeOnItemClick={false}
      onClose={() => setPicking(false)}
    >
      <Menu.Target>
        <IconButton small label={`${t('today.later')} ${title}`}>
          <IconClock size={15} />
        </IconButton>
      </Menu.Target>
      <Menu.Dropdown>
        {picking ? (
          <Suspense>
            <Calendar value={null} onPick={(day) => day && move(laterOn(day))} />
          </Suspense>
        ) : (
          <>
            {times().map(([key, to]) => (
              <Menu.Item
                key={key}
                onClick={() => move(to)}
                rightSection={<span className={styles.hint}>{hint(to)}</span>}
              >
                {t(`today.to.${key}`)}
              </Menu.Item>
            ))}
            <Menu.Item onClick={() => setPicking(true)}>{t('today.to.pick')}</Menu.Item>
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  )
}

/** What is offered, as instants: this evening only while there is one. */
function times(): readonly (readonly ['evening' | 'tomorrow' | 'monday', string])[] {
  const day = today()
  const clock = local(new Date().toISOString()).time
  const evening = clock < '17:30' ? '18:00' : clock < '20:30' ? '21:00' : null
  const weekday = (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7
  return [
    ...(evening ? [['evening', instant(day, evening)] as const] : []),
    ['tomorrow', instant(addDays(day, 1), morning)],
    ['monday', instant(addDays(day, 7 - weekday), morning)],
  ]
}
const morning = '09:00'

/** A day that was chosen, in the morning; today in an hour. */
function laterOn(day: string): string {
  return day === today() ? new Date(Date.now() + 3_600_000).toISOString() : instant(day, morning)
}

function hint(to: string): string {
  const { day, time } = local(to)
  return daysBetween(today(), day) < 2 ? time : formatInstant(to)
}

/** Makes what sees to it, pointing at the record. */
export function Plan({
  add,
  record,
  title,
}: {
  add: { object: string; by: string }
  record: ApiRecord
  title: string
}) {
  const { t } = useTranslation()
  const object = useMeta().objects[add.object]
  if (!object) return null
  return (
    <IconButton
      small
      label={`${t('today.plan', { what: say(object.label) })} ${title}`}
      onClick={() => create(add.object, { [add.by]: { id: record.id, title } }, { stay: true })}
    >
      <IconCalendarPlus size={15} />
    </IconButton>
  )
}

/** Who answers for it; a click gives it to somebody else. */
export function Assign({ object, record }: RowProps) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  const owner = record.owner as Reference | null
  const name = owner && 'title' in owner ? (owner.title ?? '') : ''
  const title = String(record[object.title] ?? '')
  const give = async (id: string, to: string | null) => {
    setOpen(false)
    const was = owner && 'id' in owner ? owner.id : null
    try {
      await api.update(object.key, record.id, { owner: id }, record.version)
      refresh(object.key, record.id)
      const undo = () =>
        void api.update(object.key, record.id, { owner: was }).then(() => refresh(object.key, record.id), complain)
      toast(t('today.given', { what: title, who: to ?? '' }), { undo })
    } catch (error) {
      complain(error)
      refresh(object.key, record.id)
    }
  }
  if (open)
    return (
      <span className={styles.assign}>
        <Suspense>
          <RelationPick
            to="user"
            label={t('today.assign')}
            chosen={owner && 'id' in owner ? [owner] : []}
            opened
            onPick={(picked) => void give(picked.id, 'title' in picked ? picked.title : null)}
            onClosed={() => setOpen(false)}
          />
        </Suspense>
      </span>
    )
  return (
    <button
      type="button"
      className={styles.owner}
      aria-label={`${t('today.assign')} ${title}: ${name}`}
      onClick={() => setOpen(true)}
    >
      {name && <Avatar name={name} />}
      <span className="clip">{name || t('today.nobody')}</span>
    </button>
  )
}
