import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  type ApiReader,
  type ApiReading,
  type ApiWatch,
  readingKinds,
  type WatchSettings,
  weighedKinds,
} from '#kernel/watch.ts'
import { Failed } from '../../app/Failed.tsx'
import { ask } from '../../client/fetch.ts'
import { queries, useMeta } from '../../client/queries.ts'
import { Avatar } from '../../ui/Avatar.tsx'
import { Bone } from '../../ui/Bone.tsx'
import { Button } from '../../ui/Button.tsx'
import { Empty } from '../../ui/Empty.tsx'
import { formatDate } from '../../ui/format.ts'
import { Input, inputStyles } from '../../ui/Input.tsx'
import { Labelled } from '../../ui/Labelled.tsx'
import { Tag } from '../../ui/Tag.tsx'
import { say as toast } from '../../ui/toast.tsx'
import { Section } from '../account/Section.tsx'
import { changeSettings } from '../company/settings.ts'
import { Head } from '../Head.tsx'
import { type Wrong, wrongOf } from '../wrong.ts'
import styles from './Watch.module.css'

const spans = [7, 30, 90] as const

/** Who read how much of whose records, and from when on that is told. */
export function Watch() {
  const { t } = useTranslation()
  const { user } = useMeta()
  const [days, setDays] = useState<number>(30)
  const watch = useQuery({
    queryKey: ['watch', days],
    queryFn: ({ signal }) => ask<ApiWatch>('GET', `/api/v1/watch?days=${days}`, { signal }),
  })
  const people = watch.data?.people ?? []
  return (
    <div className={styles.page}>
      <Head title={t('watch.title')} text={t('watch.text')}>
        <select
          className={`${inputStyles.input} ${styles.days}`}
          aria-label={t('watch.span')}
          value={days}
          onChange={({ target }) => setDays(Number(target.value))}
        >
          {spans.map((span) => (
            <option key={span} value={span}>
              {t('watch.lastDays', { count: span })}
            </option>
          ))}
        </select>
      </Head>
      {watch.isPending && <Bone width="60%" />}
      {watch.isError && <Failed error={watch.error} reset={() => void watch.refetch()} />}
      {watch.isSuccess && people.length === 0 && <Empty title={t('watch.none')} />}
      {people.length > 0 && (
        <table className={styles.readers}>
          <thead>
            <tr>
              <th scope="col">{t('watch.who')}</th>
              {readingKinds.map((kind) => (
                <th key={kind} scope="col" className={styles.number}>
                  {t(`watch.${kind}`)}
                </th>
              ))}
              <th scope="col">{t('watch.whose')}</th>
            </tr>
          </thead>
          <tbody>
            {people.map((person) => (
              <Reader key={person.id} person={person} until={watch.data!.until} />
            ))}
          </tbody>
        </table>
      )}
      {user.admin && watch.data && <Thresholds settings={watch.data.settings} />}
    </div>
  )
}

function Reader({ person, until }: { person: ApiReader; until: string }) {
  const { t } = useTranslation()
  const whose = person.reads.opened.whose.length > 0 ? person.reads.opened.whose : person.reads.listed.whose
  return (
    <tr>
      <th scope="row">
        <a className={styles.person} href={`/user/${person.id}`}>
          <Avatar name={person.name} /> <span className="clip">{person.name}</span>
        </a>
      </th>
      {readingKinds.map((kind) => (
        <td key={kind} className={styles.number} data-label={t(`watch.${kind}`)}>
          <Figures reading={person.reads[kind]} until={until} />
        </td>
      ))}
      <td className={styles.faint}>
        {whose
          .map((one) =>
            t('watch.of', {
              who: one.id === null ? t('watch.nobody') : one.id === person.id ? t('watch.herself') : (one.name ?? '—'),
              count: one.count,
            }),
          )
          .join(' · ')}
      </td>
    </tr>
  )
}

/** Days are those of the company: its today, wherever the reader is. */
function Figures({ reading, until }: { reading: ApiReading; until: string }) {
  const { t } = useTranslation()
  const dayOf = (day: string) => formatDate(day, until)
  if (reading.total === 0) return <span className={styles.faint}>—</span>
  return (
    <>
      {reading.total}
      {reading.most && (
        <span className={styles.under}>
          {t('watch.most', { count: reading.most.count, day: dayOf(reading.most.day) })}
        </span>
      )}
      {reading.unusual.map((one) => (
        <span key={one.day} className={styles.under}>
          <Tag tone="orange">
            {one.usual > 0
              ? t('watch.unusual', { day: dayOf(one.day), usual: one.usual })
              : t('watch.unusualFirst', { day: dayOf(one.day) })}
          </Tag>
        </span>
      ))}
    </>
  )
}

const parts = [...weighedKinds, 'times'] as const

function Thresholds({ settings }: { settings: WatchSettings }) {
  const { t } = useTranslation()
  const [wish, setWish] = useState<Partial<WatchSettings>>({})
  const [wrong, setWrong] = useState<Wrong>({})
  const now = { ...settings, ...wish }
  const save = async () => {
    setWrong({})
    try {
      await changeSettings({ watch: now })
      await queries.invalidateQueries({ queryKey: ['watch'] })
      setWish({})
      toast(t('state.saved'))
    } catch (error) {
      setWrong(wrongOf(error))
    }
  }
  return (
    <Section title={t('watch.thresholds')} text={t('watch.thresholdsText')}>
      <form
        className={styles.thresholds}
        onSubmit={(event) => {
          event.preventDefault()
          void save()
        }}
      >
        {parts.map((part) => (
          <Labelled key={part} label={t(`watch.least.${part}`)} error={wrong[`watch.${part}`]}>
            {({ id, describedBy, invalid }) => (
              <Input
                id={id}
                type="number"
                value={String(now[part])}
                aria-describedby={describedBy}
                aria-invalid={invalid || undefined}
                onChange={({ target }) => setWish({ ...wish, [part]: Number(target.value) })}
              />
            )}
          </Labelled>
        ))}
        <Button look="primary" type="submit" disabled={Object.keys(wish).length === 0}>
          {t('do.save')}
        </Button>
      </form>
    </Section>
  )
}
