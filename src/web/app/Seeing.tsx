import { IconEye } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ApiSeeing } from '#kernel/api-access.ts'
import { ask } from '../client/fetch.ts'
import { complain } from '../client/writes.ts'
import { Button } from '../ui/Button.tsx'
import styles from './Seeing.module.css'

/** Says that these are somebody else's eyes, for how long, and ends it; when the time is over the page begins anew. */
export function Seeing({ seeing }: { seeing: ApiSeeing }) {
  const { t } = useTranslation()
  const [left, setLeft] = useState(() => Date.parse(seeing.until) - Date.now())
  useEffect(() => {
    const timer = setInterval(() => setLeft(Date.parse(seeing.until) - Date.now()), 5_000)
    return () => clearInterval(timer)
  }, [seeing.until])
  useEffect(() => {
    if (left <= 0) location.assign('/')
  }, [left])
  const end = () =>
    void ask('DELETE', '/api/v1/access/seeing').then(() => location.assign('/settings/people'), complain)
  return (
    <div className={styles.bar} role="status">
      <IconEye size={16} />
      <span>{t('seeing.banner', { who: seeing.person.name, minutes: Math.max(Math.ceil(left / 60_000), 0) })}</span>
      <Button small onClick={end}>
        {t('seeing.end')}
      </Button>
    </div>
  )
}
