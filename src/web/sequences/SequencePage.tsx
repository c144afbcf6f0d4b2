import { IconChevronLeft, IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ApiRecord } from '#kernel/api.ts'
import { api } from '../client/api.ts'
import { ApiError } from '../client/fetch.ts'
import { queries, refresh, useMeta } from '../client/queries.ts'
import { complain } from '../client/writes.ts'
import { useSavedDraft } from '../records/useSavedDraft.ts'
import { Button } from '../ui/Button.tsx'
import { useSay } from '../ui/language.ts'
import { say as toast } from '../ui/toast.tsx'
import { People } from './People.tsx'
import { ResultsTable } from './Results.tsx'
import { SequenceSettings } from './SequenceSettings.tsx'
import styles from './Sequences.module.css'
import { StateTag } from './StateTag.tsx'
import { Steps } from './Steps.tsx'
import { idOf, type Step, sequenceObject, stepsOf } from './sequences.ts'

const tabs = ['steps', 'people', 'results', 'settings'] as const

/** One sequence: its steps, who is in it, what came of it, and what is settled about it. */
export function SequencePage({ record }: { record: ApiRecord }) {
  const { t } = useTranslation()
  useSay()
  const meta = useMeta()
  const status = String(record['status'])
  const [tab, setTab] = useState<(typeof tabs)[number]>('steps')
  const [wrong, setWrong] = useState<Readonly<Record<string, string>>>({})
  const { draft: steps, ...draft } = useSavedDraft<readonly Step[]>(sequenceObject, record.id, () => stepsOf(record))
  const mayEdit = meta.user.admin || idOf(record['owner']) === meta.user.id
  const act = async (key: 'publish' | 'pause' | 'resume') => {
    try {
      await draft.save()
      await api.act(sequenceObject, record.id, key, {})
      setWrong({})
      toast(t(`sequences.done.${key}`))
      refresh(sequenceObject)
      void queries.invalidateQueries({ queryKey: ['list', sequenceObject] })
    } catch (error) {
      if (error instanceof ApiError && Object.keys(error.fields).length > 0) {
        setWrong(error.fields)
        setTab('steps')
      }
      complain(error)
    }
  }
  return (
    <div className={styles.page}>
      <header className={styles.top}>
        <Link
          to="/settings/$page"
          params={{ page: 'sequences' }}
          className={styles.back}
          aria-label={t('sequences.title')}
        >
          <IconChevronLeft size={16} />
        </Link>
        <h2 className="clip">{String(record['name'])}</h2>
        <StateTag object={sequenceObject} field="status" value={status} />
        {Boolean(record['liveNumber']) && <span className={styles.faint}>v{String(record['liveNumber'])}</span>}
        <span className={styles.faint} aria-live="polite">
          {draft.saved ? '' : t('sequences.saving')}
        </span>
        <span className={styles.grow} />
        {mayEdit && status === 'live' && (
          <Button small icon={<IconPlayerPause size={14} />} onClick={() => void act('pause')}>
            {t('sequences.pause')}
          </Button>
        )}
        {mayEdit && status === 'paused' && (
          <Button small icon={<IconPlayerPlay size={14} />} onClick={() => void act('resume')}>
            {t('sequences.resume')}
          </Button>
        )}
        {mayEdit && (
          <Button small look="primary" onClick={() => void act('publish')}>
            {t(status === 'live' || status === 'paused' ? 'sequences.publishAgain' : 'sequences.publish')}
          </Button>
        )}
      </header>
      <div className={styles.tabs} role="tablist">
        {tabs.map((one) => (
          <button key={one} type="button" role="tab" aria-selected={tab === one} onClick={() => setTab(one)}>
            {t(`sequences.tabs.${one}`)}
          </button>
        ))}
      </div>
      {tab === 'steps' && (
        <Steps record={record} steps={steps} wrong={wrong} onChange={mayEdit ? draft.put : undefined} />
      )}
      {tab === 'people' && <People record={record} />}
      {tab === 'results' && <ResultsTable record={record} />}
      {tab === 'settings' && <SequenceSettings record={record} mayEdit={mayEdit} />}
    </div>
  )
}
