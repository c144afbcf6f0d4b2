import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { ApiPersonSignIn, ApiSignInPolicy } from '#kernel/api-security.ts'
import { ask } from '../../client/fetch.ts'
import { queries } from '../../client/queries.ts'
import { complain } from '../../client/writes.ts'
import { Bone } from '../../ui/Bone.tsx'
import { Check } from '../../ui/Check.tsx'
import { say as toast } from '../../ui/toast.tsx'
import { Section } from '../account/Section.tsx'
import { Head } from '../Head.tsx'
import { Providers } from './Providers.tsx'
import styles from './Security.module.css'

const factors = ['optional', 'administrators', 'everyone'] as const
const key = ['sign-in-policy']

/** What signing in asks of people, and who else may vouch for them. */
export function SignInSettings() {
  const { t } = useTranslation()
  const { data: policy } = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => ask<ApiSignInPolicy>('GET', '/api/v1/sign-in-policy', { signal }),
  })
  const { data: people } = useQuery(overviewQuery)
  if (!policy) return <Bone width="60%" />
  const set = async (wanted: Partial<ApiSignInPolicy>) => {
    const undo = queries.getQueryData(key)
    queries.setQueryData(key, { ...policy, ...wanted })
    try {
      queries.setQueryData(key, await ask('PATCH', '/api/v1/sign-in-policy', { body: wanted }))
      toast(t('state.saved'))
    } catch (error) {
      queries.setQueryData(key, undo)
      complain(error)
    }
  }
  const without = (people ?? []).filter((one) => !one.totp && one.passkeys === 0).length
  return (
    <div className={styles.page}>
      <Head title={t('secure.title')} text={t('secure.text')} />
      <Section title={t('secure.factor')} text={t('secure.factorText')}>
        <div className={styles.choices} role="radiogroup" aria-label={t('secure.factor')}>
          {factors.map((factor) => (
            <label key={factor} className={styles.choice}>
              <input
                type="radio"
                name="factor"
                checked={policy.secondFactor === factor}
                onChange={() => void set({ secondFactor: factor })}
              />
              <span>
                <b>{t(`secure.factorOf.${factor}`)}</b>
                <br />
                <span className={styles.faint}>{t(`secure.factorHelp.${factor}`)}</span>
              </span>
            </label>
          ))}
        </div>
        {people && (
          <p className={styles.faint}>
            {without === 0 ? t('secure.allHave') : t('secure.without', { count: without })}
          </p>
        )}
      </Section>
      <Providers />
      <Section
        title={t('secure.ssoOnly')}
        text={t('secure.ssoOnlyText')}
        action={
          <Check
            aria-label={t('secure.ssoOnly')}
            checked={policy.ssoOnly}
            onChange={(event) => void set({ ssoOnly: event.target.checked })}
          />
        }
      />
    </div>
  )
}

/** How each person comes in. */
export const overviewQuery = {
  queryKey: ['people-sign-in'],
  queryFn: async ({ signal }: { signal: AbortSignal }) =>
    (await ask<{ data: readonly ApiPersonSignIn[] }>('GET', '/api/v1/people/sign-in', { signal })).data,
}
