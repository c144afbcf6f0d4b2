import { IconCheck, IconX } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Meta } from '#kernel/api.ts'
import type { Where } from '#kernel/where.ts'
import { api } from '../client/api.ts'
import { keepPreference, preferencesQuery } from '../client/preferences.ts'
import { useMeta } from '../client/queries.ts'
import { create } from '../records/creating.ts'
import { IconButton } from '../ui/Button.tsx'
import styles from './GetStarted.module.css'

const preference = 'started'

/** Not of the demo company. */
const own: Where = { importId: { ne: 'sample' } }

/** The first five steps of a company, each ticked by what there really is; gone for good once it is closed. */
export function GetStarted() {
  const { t } = useTranslation()
  const meta = useMeta()
  const kept = useQuery(preferencesQuery)
  const wanted = meta.user.admin && kept.data !== undefined && kept.data[preference] !== 'closed'
  const { data: known } = useQuery({
    queryKey: ['started'],
    queryFn: ({ signal }) => stateOf(meta, signal),
    enabled: wanted,
    staleTime: 15_000,
  })
  if (!wanted) return null
  // It takes its place at once, so that what stands below does not move when the answers come.
  const done = known ?? nothing
  const close = () => void keepPreference(preference, 'closed')
  const count = Object.values(done).filter(Boolean).length
  return (
    <section className={styles.card} aria-label={t('started.title')}>
      <header className={styles.head}>
        <h2>{t('started.title')}</h2>
        <span className="number">
          {known ? count : '–'}/{Object.keys(done).length}
        </span>
        <IconButton small label={t('started.close')} onClick={close}>
          <IconX size={15} />
        </IconButton>
      </header>
      <div className={styles.bar}>
        <span style={{ width: `${(count / Object.keys(done).length) * 100}%` }} />
      </div>
      <ol>
        <Step done={done.customers} words={t('started.customers')}>
          {meta.objects['account']?.rights.import && (
            <Link to="/$object/import" params={{ object: 'account' }}>
              {t('started.importNow')}
            </Link>
          )}
        </Step>
        <Step done={done.people} words={t('started.people')}>
          <Link to="/settings/$page" params={{ page: 'people' }}>
            {t('started.invite')}
          </Link>
        </Step>
        <Step done={done.deal} words={t('started.deal')}>
          <button type="button" onClick={() => create('opportunity')}>
            {t('do.create')}
          </button>
        </Step>
        <Step done={done.activity} words={t('started.activity')}>
          <button type="button" onClick={() => create('activity')}>
            {t('started.log')}
          </button>
        </Step>
        <Step done={done.view} words={t('started.view')}>
          <Link to="/$object" params={{ object: 'opportunity' }} search={{}}>
            {t('started.open')}
          </Link>
        </Step>
      </ol>
    </section>
  )
}

function Step({ done, words, children }: { done: boolean; words: string; children: React.ReactNode }) {
  return (
    <li className={styles.step} data-done={done || undefined}>
      <span className={styles.tick}>{done && <IconCheck size={11} stroke={3} />}</span>
      <span className={styles.words}>{words}</span>
      {!done && <span className={styles.go}>{children}</span>}
    </li>
  )
}

const nothing = { customers: false, people: false, deal: false, activity: false, view: false }

/** What there is already, asked with one row each. */
async function stateOf(meta: Meta, signal: AbortSignal) {
  const some = async (object: string, where: Where, least = 1) => {
    const declared = meta.objects[object]
    if (!declared) return false
    const real = declared.fields['importId'] ? { ...where, ...own } : where
    const { data } = await api.list(object, { where: real, select: [declared.title], limit: least }, signal)
    return data.length >= least
  }
  const [customers, people, deal, activity, view] = await Promise.all([
    some('account', {}),
    some('user', { active: true }, 2),
    some('opportunity', {}),
    some('activity', {}),
    some('savedView', {}),
  ])
  return { customers, people, deal, activity, view }
}
