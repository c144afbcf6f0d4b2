import { IconRotate } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { ApiAttempt, ApiDelivery, ApiWebhook } from '#kernel/api-webhooks.ts'
import { ask } from '../../client/fetch.ts'
import { complain } from '../../client/writes.ts'
import { Button } from '../../ui/Button.tsx'
import { Code } from '../../ui/Code.tsx'
import { Empty } from '../../ui/Empty.tsx'
import { formatInstant } from '../../ui/format.ts'
import { say } from '../../ui/language.ts'
import { Tag, type Tone } from '../../ui/Tag.tsx'
import { say as toast } from '../../ui/toast.tsx'
import styles from './Webhooks.module.css'
import { readAgain, useEvents, wordsOf } from './webhooks.ts'

type Page = { readonly data: readonly ApiDelivery[]; readonly next: string | null }

/** What was sent to a webhook, latest first, with every attempt and what was answered. */
export function Deliveries({ webhook: { id } }: { webhook: ApiWebhook }) {
  const { t } = useTranslation()
  const log = useInfiniteQuery({
    queryKey: ['webhooks', id, 'deliveries'],
    queryFn: ({ pageParam, signal }) =>
      ask<Page>('GET', `/api/v1/webhooks/${id}/deliveries${pageParam ? `?before=${pageParam}` : ''}`, { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (last: Page) => last.next,
    refetchInterval: 3_000,
  })
  const deliveries = log.data?.pages.flatMap((page) => page.data) ?? []
  return (
    <section aria-label={t('hooks.log')}>
      <h3 className={styles.section}>
        {t('hooks.log')}
        <span>{t('hooks.logText')}</span>
      </h3>
      {log.isSuccess && deliveries.length === 0 && <Empty title={t('hooks.nothing')} text={t('hooks.nothingText')} />}
      {deliveries.length > 0 && (
        <div className={styles.log}>
          {deliveries.map((delivery) => (
            <Delivery key={delivery.id} webhookId={id} delivery={delivery} />
          ))}
        </div>
      )}
      {log.hasNextPage && (
        <div className={styles.more}>
          <Button small onClick={() => void log.fetchNextPage()}>
            {t('hooks.more')}
          </Button>
        </div>
      )}
    </section>
  )
}

const tones = { waiting: 'yellow', sending: 'blue', delivered: 'green', failed: 'red' } as const satisfies Record<
  ApiDelivery['status'],
  Tone
>

function Delivery({ webhookId, delivery }: { webhookId: string; delivery: ApiDelivery }) {
  const { t } = useTranslation()
  const events = useEvents()
  const { type, status, attempts, nextAt } = delivery
  const last = attempts.at(-1)
  const replay = async () => {
    await ask('POST', `/api/v1/webhooks/${webhookId}/deliveries/${delivery.id}/replay`)
    await readAgain()
    toast(t('hooks.replayed'))
  }
  return (
    <details className={styles.delivery}>
      <summary>
        <span>
          <Tag tone={tones[status]}>{t(`hooks.status.${status}`)}</Tag>
        </span>
        <span className="clip">{type === 'webhook.test' ? t('hooks.testEvent') : wordsOf(events, type)}</span>
        <span className={`clip ${styles.faint} ${styles.desk}`}>{last ? outcomeOf(last) : ''}</span>
        <span className={`${styles.faint} ${styles.desk}`}>{t('hooks.attempts', { count: attempts.length })}</span>
        <span className={styles.faint}>{formatInstant(delivery.at)}</span>
      </summary>
      <div className={styles.detail}>
        {attempts.map((attempt) => (
          <Attempt key={`${attempt.n} ${attempt.at}`} attempt={attempt} />
        ))}
        <div>
          <h4>{t('hooks.request')}</h4>
          <Code text={pretty(delivery.request)} label={t('hooks.request')} />
        </div>
        <div className={styles.end}>
          <span className={styles.faint}>
            webhook-id {delivery.messageId}
            {nextAt && ` · ${t('hooks.again', { when: formatInstant(nextAt) })}`}
          </span>
          <Button small icon={<IconRotate size={14} />} onClick={() => void replay().catch(complain)}>
            {t('hooks.replay')}
          </Button>
        </div>
      </div>
    </details>
  )
}

function Attempt({ attempt }: { attempt: ApiAttempt }) {
  const { t } = useTranslation()
  const { n, at, ms, status, answer, error } = attempt
  return (
    <div>
      <h4>
        {[t('hooks.attempt', { n }), formatInstant(at), `${ms} ms`, status === null ? '' : `HTTP ${status}`]
          .filter(Boolean)
          .join(' · ')}
      </h4>
      {error ? (
        <p className={styles.error}>{say(error)}</p>
      ) : answer ? (
        <Code text={pretty(answer)} label={t('hooks.answer')} />
      ) : (
        <p className={styles.faint}>{t('hooks.noAnswerText')}</p>
      )}
    </div>
  )
}

function outcomeOf({ status, error, ms }: ApiAttempt): string {
  return error ? say(error) : `HTTP ${status} · ${ms} ms`
}

/** JSON as people read it; anything else as it is. */
function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return text
  }
}
