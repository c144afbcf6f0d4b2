import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { MetaObject } from '#kernel/api.ts'
import type { ApiAccess, ApiAccessPerson, ApiWhy } from '#kernel/api-access.ts'
import type { Reference } from '#kernel/fields/relation.ts'
import { Failed } from '../app/Failed.tsx'
import { ask } from '../client/fetch.ts'
import { useMeta } from '../client/queries.ts'
import { RelationPick } from '../fields/RelationPick.tsx'
import { Avatar } from '../ui/Avatar.tsx'
import { Bone } from '../ui/Bone.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { Input } from '../ui/Input.tsx'
import { Tag } from '../ui/Tag.tsx'
import styles from './AccessDialog.module.css'

/** Everybody who reaches a record, at which level and why; for administrators also why somebody does not. */
export function AccessDialog({ object, id, onClose }: { object: MetaObject; id: string; onClose: () => void }) {
  const { t } = useTranslation()
  const meta = useMeta()
  const [typed, setTyped] = useState('')
  const access = useQuery({
    queryKey: ['access', object.key, id],
    queryFn: ({ signal }) => ask<ApiAccess>('GET', `/api/v1/${object.key}/${id}/access`, { signal }),
    staleTime: 0,
  })
  const people = access.data?.people ?? []
  const shown = people.filter((person) => person.name.toLowerCase().includes(typed.trim().toLowerCase()))
  return (
    <Dialog open wide title={t('seen.title')} onClose={onClose}>
      {access.isPending && <Bone width="60%" />}
      {access.isError && <Failed error={access.error} reset={() => void access.refetch()} />}
      {access.data && (
        <div className={styles.top}>
          <p>{t('seen.count', { count: people.length, of: access.data.of })}</p>
          {people.length > 8 && (
            <Input
              value={typed}
              placeholder={t('seen.find')}
              aria-label={t('seen.find')}
              onChange={(event) => setTyped(event.target.value)}
            />
          )}
        </div>
      )}
      <ul className={styles.list}>
        {shown.map((person) => (
          <PersonRow key={person.id} person={person} />
        ))}
      </ul>
      {meta.user.admin && <WhyNot object={object} id={id} />}
    </Dialog>
  )
}

const levels = ['update', 'delete', 'share'] as const

function PersonRow({ person }: { person: ApiAccessPerson }) {
  const { t } = useTranslation()
  const words = [
    ...new Set((['read', 'update', 'delete'] as const).flatMap((l) => person.reasons[l] ?? []).map((r) => r.words)),
  ]
  return (
    <li className={styles.row}>
      <Avatar name={person.name} />
      <div className={styles.body}>
        <div className={styles.name}>
          <span className="clip">{person.name}</span>
          {person.team && <span className={styles.faint}>{person.team}</span>}
          <span className={styles.levels}>
            <Tag tone="blue">{t('seen.read')}</Tag>
            {levels
              .filter((level) => person.levels.includes(level))
              .map((level) => (
                <Tag key={level} tone={level === 'delete' ? 'red' : level === 'update' ? 'orange' : 'teal'}>
                  {t(`seen.${level}`)}
                </Tag>
              ))}
          </span>
        </div>
        <ul className={styles.reasons}>
          {words.map((one) => (
            <li key={one}>{one}</li>
          ))}
          {person.hidden.length > 0 && <li>{t('seen.hidden', { fields: person.hidden.join('、') })}</li>}
        </ul>
      </div>
    </li>
  )
}

/** An administrator asks for somebody else. */
function WhyNot({ object, id }: { object: MetaObject; id: string }) {
  const { t } = useTranslation()
  const [person, setPerson] = useState<(Reference & { id: string }) | null>(null)
  return (
    <section className={styles.why} aria-label={t('seen.whyTitle')}>
      <h3>{t('seen.whyTitle')}</h3>
      <RelationPick
        to="user"
        label={t('seen.whyPerson')}
        placeholder={t('seen.whyPerson')}
        chosen={person ? [person] : []}
        onPick={setPerson}
        onClear={() => setPerson(null)}
      />
      {person && <Why object={object.key} id={id} person={person.id} wish="read" />}
    </section>
  )
}

/** Whether somebody may, and the reasons, one a line. */
export function Why({
  object,
  id,
  person,
  wish,
}: {
  object: string
  id: string
  person?: string
  wish: 'read' | 'update' | 'delete' | 'share' | 'export'
}) {
  const { t } = useTranslation()
  const query = new URLSearchParams({ object, id, do: wish, ...(person && { person }) })
  const why = useQuery({
    queryKey: ['why', query.toString()],
    queryFn: ({ signal }) => ask<ApiWhy>('GET', `/api/v1/access/why?${query}`, { signal }),
    staleTime: 0,
  })
  if (why.isPending) return <Bone width="60%" />
  if (!why.data) return null
  return (
    <div role="status" className={styles.answer}>
      <strong>{t(why.data.allowed ? 'seen.yes' : 'seen.no')}</strong>
      <ul className={styles.reasons}>
        {why.data.because.map((one) => (
          <li key={one}>{one}</li>
        ))}
        {why.data.ask && <li>{why.data.ask}</li>}
      </ul>
    </div>
  )
}
