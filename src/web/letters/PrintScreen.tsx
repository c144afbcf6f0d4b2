import { IconFileText, IconPrinter } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ApiRecord } from '#kernel/api.ts'
import type { SelectField } from '#kernel/fields/select.ts'
import { api } from '../client/api.ts'
import { refresh, useMeta } from '../client/queries.ts'
import { complain } from '../client/writes.ts'
import { OptionTag } from '../fields/select.tsx'
import { HelpMark } from '../help/HelpMark.tsx'
import { Bone } from '../ui/Bone.tsx'
import { Button, LinkButton } from '../ui/Button.tsx'
import { Empty } from '../ui/Empty.tsx'
import { formatAgo, formatInstant } from '../ui/format.ts'
import { Icon } from '../ui/Icon.tsx'
import { say, useSay } from '../ui/language.ts'
import styles from './Letters.module.css'

const most = 200
type Ref = { readonly title?: string | null } | null

/** What waits to be printed, the batch at hand with its pages, and those before it. */
export function PrintScreen() {
  const { t } = useTranslation()
  useSay()
  const { objects } = useMeta()
  const [chosen, setChosen] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const waiting = useQuery({
    queryKey: ['list', 'letter', 'waiting'],
    queryFn: ({ signal }) =>
      api.list('letter', { where: { status: 'waiting' }, sort: ['waitingSince'], limit: most, count: 'exact' }, signal),
  })
  const batches = useQuery({
    queryKey: ['list', 'printBatch', 'latest'],
    queryFn: async ({ signal }) => (await api.list('printBatch', { sort: ['-createdAt'], limit: 20 }, signal)).data,
  })
  const batch = batches.data?.find(({ id }) => id === chosen) ?? batches.data?.find(({ status }) => status === 'open')
  const count = waiting.data?.total?.value ?? 0
  const make = async () => {
    setBusy(true)
    try {
      setChosen((await api.create('printBatch', {})).id)
    } catch (error) {
      complain(error)
    }
    setBusy(false)
    refresh('letter')
    refresh('printBatch')
  }
  return (
    <div className={styles.screen}>
      <div className={styles.head}>
        <h1 className={styles.title}>{t('letters.print')}</h1>
        <HelpMark to="letters#print" />
        <span className={styles.grow} />
        <nav className={styles.links}>
          {(['letter', 'letterTemplate', 'letterhead', 'letterSignature'] as const).map(
            (key, i) =>
              objects[key] && (
                <Link key={key} to="/$object" params={{ object: key }} search={{}}>
                  {t((['letters.all', 'letters.templates', 'letters.letterheads', 'letters.signature'] as const)[i]!)}
                </Link>
              ),
          )}
        </nav>
      </div>
      <p className={styles.text}>{t('letters.text')}</p>
      <div className={styles.columns}>
        <div className={styles.left}>
          <section className={styles.section} aria-label={t('letters.waiting')}>
            <div className={styles.line}>
              <h2>{t('letters.waiting')}</h2>
              {count > 0 && objects['printBatch']?.rights.create && (
                <Button look="primary" icon={<IconPrinter size={15} />} disabled={busy} onClick={() => void make()}>
                  {t('letters.make', { count })}
                </Button>
              )}
            </div>
            {waiting.isPending && <Bone width="60%" />}
            {waiting.isSuccess && count === 0 && <Empty title={t('letters.none')} text={t('letters.noneText')} />}
            <ul className={styles.rows}>
              {waiting.data?.data.map((letter) => (
                <Waiting key={letter.id} letter={letter} />
              ))}
            </ul>
          </section>
          <section className={styles.section} aria-label={t('letters.batches')}>
            <h2>{t('letters.batches')}</h2>
            {batches.isSuccess && batches.data.length === 0 && <p className={styles.faint}>{t('letters.noBatches')}</p>}
            <ul className={styles.rows}>
              {batches.data?.map((one) => (
                <li key={one.id}>
                  <button
                    type="button"
                    className={styles.batch}
                    aria-pressed={one.id === batch?.id}
                    onClick={() => setChosen(one.id)}
                  >
                    <span className={`number ${styles.name}`}>{String(one['number'])}</span>
                    <Status record={one} object="printBatch" />
                    <span>{t('letters.pages', { count: Number(one['count'] ?? 0) })}</span>
                    <time
                      className={`number ${styles.faint}`}
                      dateTime={String(one['createdAt'])}
                      title={formatInstant(String(one['createdAt']))}
                    >
                      {formatAgo(String(one['createdAt']))}
                    </time>
                  </button>
                </li>
              ))}
            </ul>
          </section>
        </div>
        {batch && <Batch key={batch.id} batch={batch} />}
      </div>
    </div>
  )
}

function Waiting({ letter }: { letter: ApiRecord }) {
  const { id, subject, recipient, company, owner, problem } = letter as ApiRecord & { owner: Ref }
  return (
    <li className={styles.letter}>
      <Link to="/$object/$id" params={{ object: 'letter', id }} className="clip">
        {String(subject)}
      </Link>
      <span className={`clip ${styles.muted}`}>{[recipient, company].filter(Boolean).join(' · ')}</span>
      <span className={`clip ${styles.faint}`}>{owner?.title}</span>
      {problem ? (
        <span className={styles.problem}>
          <Icon name="alert-triangle" size={13} /> {String(problem)}
        </span>
      ) : null}
    </li>
  )
}

/** The pages of a batch, and what can be done with it. */
function Batch({ batch }: { batch: ApiRecord }) {
  const { t } = useTranslation()
  const { objects } = useMeta()
  const [busy, setBusy] = useState(false)
  const path = `/api/v1/printBatch/${batch.id}/paper/letters`
  const ways = { open: ['confirm', 'release'], printed: ['post'] } as Readonly<Record<string, readonly string[]>>
  const keys = ways[String(batch['status'])] ?? []
  const act = async (key: string) => {
    setBusy(true)
    await api.act('printBatch', batch.id, key, {}).catch(complain)
    setBusy(false)
    refresh('printBatch')
    refresh('letter')
  }
  return (
    <section className={styles.paper} aria-label={String(batch['number'])}>
      <div className={styles.line}>
        <h2 className="number">{String(batch['number'])}</h2>
        <Status record={batch} object="printBatch" />
        <span className={styles.grow} />
        {keys.map((key, i) => {
          const action = objects['printBatch']?.actions.find((one) => one.key === key)
          return (
            action && (
              <Button
                key={key}
                look={i === 0 ? 'primary' : 'outline'}
                disabled={busy}
                icon={<Icon name={action.icon ?? 'arrow-right'} size={15} />}
                onClick={() => void act(key)}
              >
                {say(action.label)}
              </Button>
            )
          )
        })}
        {batch['status'] !== 'released' && (
          <LinkButton href={path} target="_blank" rel="noreferrer" icon={<IconFileText size={15} />}>
            {t('letters.open')}
          </LinkButton>
        )}
      </div>
      {batch['status'] !== 'released' && (
        <iframe className={styles.frame} title={t('letters.preview')} src={`${path}#view=FitH`} />
      )}
    </section>
  )
}

function Status({ record, object }: { record: ApiRecord; object: string }) {
  const field = useMeta().objects[object]?.fields['status'] as SelectField | undefined
  const key = String(record['status'])
  return <OptionTag option={field?.options.find((one) => one.key === key)} word={key} />
}
