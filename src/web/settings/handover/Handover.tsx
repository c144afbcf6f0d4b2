import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Reference } from '#kernel/fields/relation.ts'
import { queries } from '../../client/queries.ts'
import { RelationPick } from '../../fields/RelationPick.tsx'
import { Input } from '../../ui/Input.tsx'
import { Labelled } from '../../ui/Labelled.tsx'
import { Head } from '../Head.tsx'
import { readHandovers } from './api.ts'
import styles from './Handover.module.css'
import { Past } from './Past.tsx'
import { Plan } from './Plan.tsx'

type Person = Reference & { readonly id: string }

/** Somebody leaves: what she answers for, who takes it over, and what became of earlier handovers. */
export function Handover() {
  const { t } = useTranslation()
  const [person, setPerson] = usePerson()
  const [picked, setReceivers] = useState<readonly Person[]>([])
  const receivers = picked.filter(({ id }) => id !== person?.id)
  const [typed, setTyped] = useState<string | null>(null)
  const handovers = useQuery({
    queryKey: ['handovers'],
    queryFn: ({ signal }) => readHandovers(signal),
    refetchInterval: ({ state }) =>
      state.data?.data.some(({ status }) => status === 'running' || status === 'undoing') ? 700 : false,
  })
  const list = handovers.data?.data ?? []
  // What she answers for is another now; what stood there before would be offered once more.
  const busy = list.some(({ status }) => status === 'running' || status === 'undoing')
  useEffect(() => {
    if (!busy) void queries.invalidateQueries({ queryKey: ['inventory'] })
  }, [busy])
  const lastDay = typed ?? list.find((one) => one.person.id === person?.id)?.lastDay ?? ''
  return (
    <>
      <Head title={t('handover.title')} text={t('handover.text')} />
      <div className={styles.who}>
        <Labelled label={t('handover.person')}>
          {({ id }) => (
            <RelationPick
              id={id}
              to="user"
              placeholder={t('handover.choose')}
              chosen={person ? [person] : []}
              onPick={setPerson}
              onClear={() => setPerson(null)}
            />
          )}
        </Labelled>
        <Labelled label={t('handover.receivers')} help={t('handover.receiversHelp')}>
          {({ id, describedBy }) => (
            <RelationPick
              id={id}
              to="user"
              several
              describedBy={describedBy}
              {...(person ? { where: { id: { ne: person.id } } } : {})}
              chosen={receivers}
              onPick={(one) =>
                setReceivers(
                  receivers.some(({ id }) => id === one.id)
                    ? receivers.filter(({ id }) => id !== one.id)
                    : [...receivers, one],
                )
              }
              onClear={() => setReceivers([])}
            />
          )}
        </Labelled>
        <Labelled label={t('handover.lastDay')}>
          {({ id }) => <Input id={id} type="date" value={lastDay} onChange={(event) => setTyped(event.target.value)} />}
        </Labelled>
      </div>
      {person && (
        <Plan
          key={person.id}
          personId={person.id}
          receivers={receivers.map(({ id }) => id)}
          lastDay={lastDay || null}
        />
      )}
      <section aria-label={t('handover.past')}>
        <h3 className={styles.heading}>{t('handover.past')}</h3>
        {handovers.isSuccess && list.length === 0 && <p className={styles.faint}>{t('handover.none')}</p>}
        {list.map((one, i) => (
          <Past
            key={one.id}
            handover={one}
            open={i === 0}
            latest={list.find(({ person }) => person.id === one.person.id) === one}
          />
        ))}
      </section>
    </>
  )
}

/** Who leaves: the address names her, so that a link leads to her also from this page, and the way back leads back. */
function usePerson(): [Person | null, (person: Person | null) => void] {
  const { person: named } = useSearch({ strict: false }) as { person?: unknown }
  const navigate = useNavigate()
  const [picked, setPicked] = useState<Person | null>(null)
  const choose = (person: Person | null) => {
    setPicked(person)
    void navigate({
      to: '/settings/$page',
      params: { page: 'handover' },
      search: (person ? { person: person.id } : {}) as never,
    })
  }
  if (typeof named !== 'string' || named === '') return [null, choose]
  return [picked?.id === named ? picked : { id: named, title: null }, choose]
}
