import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { MetaObject } from '#kernel/api.ts'
import type { ApiSimilar } from '#kernel/api-similar.ts'
import type { Level } from '#kernel/match/matching.ts'
import type { Values } from '#kernel/object.ts'
import { api } from '../client/api.ts'
import { useMeta } from '../client/queries.ts'
import { complain } from '../client/writes.ts'
import { isEmpty } from '../fields/index.ts'
import { Button } from '../ui/Button.tsx'
import { formatDate } from '../ui/format.ts'
import { say, useSay } from '../ui/language.ts'
import { Tag, type Tone } from '../ui/Tag.tsx'
import styles from './Similar.module.css'

type Props = {
  object: MetaObject
  values: Values
  /** One of those that are there has been taken out of its pool instead. */
  onTaken: (object: string, id: string) => void
}
type One = ApiSimilar['data'][number]

const tones: Readonly<Record<Level, Tone>> = { sure: 'red', likely: 'orange', possible: 'gray' }

const heads: Readonly<Partial<Record<string, 'similar.blocked' | 'similar.judged'>>> = {
  block: 'similar.blocked',
  judge: 'similar.judged',
}

/** What is there already that is like what is being typed; nothing where there is none. */
export function Similar({ object, values, onTaken }: Props) {
  const { t } = useTranslation()
  useSay()
  const asked = useSettled(
    JSON.stringify(
      Object.fromEntries((object.matches ?? []).flatMap((key) => (isEmpty(values[key]) ? [] : [[key, values[key]]]))),
    ),
  )
  const { data } = useQuery({
    queryKey: ['similar', object.key, asked],
    queryFn: ({ signal }) => api.similar(object.key, JSON.parse(asked) as Values, signal),
    enabled: asked !== '{}',
    placeholderData: (last) => (asked === '{}' ? undefined : last),
    retry: false,
    staleTime: 10_000,
  })
  if (!data || data.data.length === 0) return null
  return (
    <section className={styles.box} aria-label={t('similar.title')} aria-live="polite">
      <p className={styles.head}>{t(heads[data.does] ?? 'similar.title')}</p>
      {data.data.map((one, i) => (
        <Row key={one.id ?? one.case?.id ?? i} one={one} onTaken={onTaken} />
      ))}
    </section>
  )
}

function Row({ one, onTaken }: { one: One; onTaken: Props['onTaken'] }) {
  const { t } = useTranslation()
  const meta = useMeta()
  const object = meta.objects[one.object]
  const kind = object ? say(object.label) : ''
  return (
    <div className={styles.row}>
      <div className={styles.name}>
        <Tag tone={tones[one.level]}>{t(`similar.${one.level}`)}</Tag>
        {one.id ? (
          <a href={`/${one.object}/${one.id}`} target="_blank" rel="noreferrer">
            {one.title || kind}
          </a>
        ) : (
          <span>{t('similar.hidden')}</span>
        )}
        <span className={styles.kind}>{kind}</span>
      </div>
      {one.case ? <Ask of={one.case} /> : one.id ? <Take one={one} id={one.id} onTaken={onTaken} /> : <span />}
      {one.facts.length > 0 && (
        <dl className={styles.facts}>
          {one.facts.map(({ key, label, value }) => (
            <div key={key}>
              <dt>{label}</dt> <dd>{isDay.test(value) ? formatDate(value) : value}</dd>
            </div>
          ))}
        </dl>
      )}
      <p className={styles.why}>{one.reasons.map(({ text, points }) => `${text} ${signed(points)}`).join(' · ')}</p>
    </div>
  )
}

/** One click asks whoever answers for the record to share it. */
function Ask({ of }: { of: NonNullable<One['case']> }) {
  const { t } = useTranslation()
  const [state, setState] = useState<'open' | 'busy' | 'asked'>(of.asked ? 'asked' : 'open')
  const ask = async () => {
    setState('busy')
    try {
      await api.act(of.object, of.id, of.action, {})
      setState('asked')
    } catch (error) {
      setState('open')
      complain(error)
    }
  }
  if (state === 'asked') return <span className={styles.kind}>{t('similar.asked')}</span>
  return (
    <Button small disabled={state === 'busy'} onClick={() => void ask()}>
      {t('similar.ask')}
    </Button>
  )
}

/** One click takes a record that waits in a pool, instead of entering it again. */
function Take({ one, id, onTaken }: { one: One; id: string; onTaken: Props['onTaken'] }) {
  const { objects } = useMeta()
  const [busy, setBusy] = useState(false)
  const claim = objects[one.object]?.actions.find(({ key }) => key === 'claim')
  if (!claim || !one.facts.some(({ key }) => key === 'pool')) return <span />
  const take = async () => {
    setBusy(true)
    try {
      await api.act(one.object, id, claim.key, {})
      onTaken(one.object, id)
    } catch (error) {
      setBusy(false)
      complain(error)
    }
  }
  return (
    <Button small disabled={busy} onClick={() => void take()}>
      {say(claim.label)}
    </Button>
  )
}

const isDay = /^\d{4}-\d\d-\d\d$/

function signed(points: number): string {
  return points > 0 ? `+${points}` : `−${-points}`
}

/** A value that has not changed for a third of a second. */
function useSettled(value: string): string {
  const [settled, setSettled] = useState('{}')
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), 300)
    return () => clearTimeout(timer)
  }, [value])
  return settled
}
