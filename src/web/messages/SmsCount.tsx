import { useTranslation } from 'react-i18next'
import { fillMerge } from '#kernel/text/merge.ts'
import { countSms, smsOf } from '#kernel/text/sms.ts'
import { useGateways } from './messages.ts'
import styles from './SmsCount.module.css'

/** What an SMS of a step would look like, and how many texts the carrier counts. */
export function SmsCount({ input }: { input: Readonly<Record<string, unknown>> }) {
  const { t } = useTranslation()
  const sms = useGateways().data?.find(({ channel }) => channel === 'sms')
  const written = String(input['text'] ?? '').trim()
  if (input['channel'] === 'wecom' || written === '') return null
  const filled = fillMerge(written, ({ otherwise }) => otherwise ?? t('messages.someWord'))
  const signature = String(sms?.['signature'] ?? t('messages.signature'))
  const text = smsOf(filled, { signature, marketing: input['marketing'] !== false })
  const { characters, segments } = countSms(text)
  return (
    <figure className={styles.sms}>
      <blockquote>{text}</blockquote>
      <figcaption>
        {t('messages.count', { characters, count: segments })}
        {written.includes('{{') ? ` · ${t('messages.about')}` : ''}
      </figcaption>
    </figure>
  )
}
