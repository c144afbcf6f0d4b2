import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ApiRecord } from '#kernel/api.ts'
import type { Reference } from '#kernel/fields/relation.ts'
import type { Where } from '#kernel/where.ts'
import { api } from '../client/api.ts'
import { both } from '../client/filters.ts'
import { queries, useMeta } from '../client/queries.ts'
import { complain } from '../client/writes.ts'
import { Pick } from '../ui/Pick.tsx'
import { Away } from './awayLater.ts'
import { face } from './face.tsx'
import styles from './fields.module.css'
import { colored } from './ToneTag.tsx'

type Props = {
  id?: string | undefined
  label?: string | undefined
  placeholder?: string | undefined
  to: string
  where?: Where | undefined
  chosen: readonly Reference[]
  several?: boolean
  opened?: boolean | undefined
  required?: boolean | undefined
  invalid?: boolean | undefined
  describedBy?: string | undefined
  onPick: (picked: Reference & { id: string }) => void
  onClear?: () => void
  onClosed?: () => void
}

/** The choice that makes a new one, of kinds that are made in passing, such as tags. */
const making = '+'

/** Chooses records of an object, found as they are typed. */
export function RelationPick({ to, where, chosen, several, ...rest }: Props) {
  const { t } = useTranslation()
  const object = useMeta().objects[to]
  const [typed, setTyped] = useState('')
  const title = object?.title ?? 'name'
  const { data, isFetching } = useQuery({
    queryKey: ['choices', to, typed, where],
    queryFn: async ({ signal }) => {
      const words = typed.trim()
      const free = to !== 'user' && (!where || Object.keys(where).length === 0)
      // found by pinyin too; of what is narrowed by a filter, the list says which of them fit
      const byName = words !== '' && object?.fields[title]?.search === 'name'
      const found = byName ? (await api.search(words, { objects: to, limit: '20' }, signal)).data : []
      if (byName && free) return found.map((one): ApiRecord => ({ id: one.id, version: 0, [title]: one.title }))
      const ids = found.map(({ id }) => id)
      const only = both(
        where,
        to === 'user' ? { active: true } : null,
        words === '' ? null : { or: [{ [title]: { contains: words } }, ...(byName ? [{ id: { in: ids } }] : [])] },
      )
      const sort = object?.views.sort ?? []
      return (await api.list(to, { where: only, select: [title], sort, limit: 20 }, signal)).data
    },
    placeholderData: keepPreviousData,
    staleTime: 10_000,
  })
  const known = chosen.filter((one) => 'id' in one)
  const rows = data ?? []
  const choices = rows.map((row) => ({
    key: row.id,
    text: titleOf(row, title),
    node: nodeOf(to, row.id, titleOf(row, title)),
  }))
  const wanted = typed.trim()
  const may = several && object?.rights.create && colored(object) && wanted !== '' && !isFetching
  const makes = may && !rows.some((row) => titleOf(row, title) === wanted)
  if (makes) choices.push({ key: making, text: wanted, node: <span>{t('do.new', { what: `「${wanted}」` })}</span> })
  const make = async () => {
    const made = await api.create(to, { [title]: wanted })
    void queries.invalidateQueries({ queryKey: ['choices', to] })
    void queries.invalidateQueries({ queryKey: ['tones', to] })
    rest.onPick({ id: made.id, title: wanted })
  }
  return (
    <Pick
      {...rest}
      {...(several && { several })}
      choices={choices}
      chosen={known.map((one) => one.id)}
      onSearch={setTyped}
      searching={isFetching}
      onPick={(key) => {
        if (key === making) return void make().catch(complain)
        const row = rows.find((r) => r.id === key)
        const old = known.find((one) => one.id === key)
        if (row) rest.onPick({ id: key, title: titleOf(row, title) })
        else if (old) rest.onPick(old)
      }}
    >
      {chosen.length > 0 && (
        <span className={styles.tags} style={{ flexWrap: 'wrap' }}>
          {known.map((one) => (
            <span key={one.id}>{one.title === null ? <Named to={to} id={one.id} /> : face(to, one.title)}</span>
          ))}
        </span>
      )}
    </Pick>
  )
}

/** A record of which only the id is known, by its name. */
function Named({ to, id }: { to: string; id: string }) {
  const title = useMeta().objects[to]?.title ?? 'name'
  const { data } = useQuery({
    queryKey: ['named', to, id],
    queryFn: async ({ signal }) => (await api.list(to, { where: { id }, select: [title], limit: 1 }, signal)).data[0],
    staleTime: 60_000,
  })
  return data ? face(to, titleOf(data, title)) : null
}

function titleOf(row: ApiRecord, title: string): string {
  return String(row[title] ?? '')
}

/** A person who is away is offered with the day until when. */
function nodeOf(to: string, id: string, title: string) {
  if (to !== 'user') return face(to, title)
  return (
    <>
      {face(to, title)}
      <Suspense>
        <Away person={id} />
      </Suspense>
    </>
  )
}
