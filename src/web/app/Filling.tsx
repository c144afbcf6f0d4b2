import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask } from '../client/fetch.ts'
import { queries } from '../client/queries.ts'
import styles from './Today.module.css'

const mark = 'sampan.filling'

/** Notes, for this visit, that the demo company comes in while the first person looks around. */
export function expectSample(): void {
  sessionStorage.setItem(mark, 'yes')
}

/** Says that the demo company is on its way, and shows what has come once it is there. */
export function Filling() {
  const { t } = useTranslation()
  const [expected, setExpected] = useState(() => sessionStorage.getItem(mark) !== null)
  const { data } = useQuery({
    queryKey: ['filling'],
    queryFn: ({ signal }) => ask<{ state: string }>('GET', '/api/v1/sample', { signal }),
    enabled: expected,
    refetchInterval: 3_000,
    staleTime: 0,
  })
  const there = data?.state === 'there'
  useEffect(() => {
    if (!there) return
    sessionStorage.removeItem(mark)
    setExpected(false)
    void queries.invalidateQueries()
  }, [there])
  if (!expected) return null
  return (
    <p className={styles.sample} role="status">
      {t('today.filling')}
    </p>
  )
}
