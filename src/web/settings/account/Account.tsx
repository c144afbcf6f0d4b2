import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useMeta } from '../../client/queries.ts'
import { securityQuery } from '../../client/security.ts'
import { Bone } from '../../ui/Bone.tsx'
import { Empty } from '../../ui/Empty.tsx'
import { Head } from '../Head.tsx'
import styles from './Account.module.css'
import { Passkeys } from './Passkeys.tsx'
import { Password } from './Password.tsx'
import { Profile } from './Profile.tsx'
import { Sessions } from './Sessions.tsx'
import { Totp } from './Totp.tsx'

/** One's own account: who one is, how one signs in, and where. */
export function Account() {
  const { t } = useTranslation()
  const { seeing } = useMeta()
  const { data, error } = useQuery({ ...securityQuery, enabled: !seeing })
  if (seeing)
    return (
      <>
        <Head title={t('account.title')} text={t('account.text')} />
        <Empty title={t('account.seeing')} />
      </>
    )
  return (
    <div className={styles.page}>
      <Head title={t('account.title')} text={t('account.text')} />
      <Profile />
      {error && <p role="alert">{error.message}</p>}
      {!data && !error && <Bone width="60%" />}
      {data && (
        <>
          {data.managed && <p className={styles.note}>{t('account.managed')}</p>}
          <Password security={data} />
          <Totp security={data} />
          <Passkeys security={data} />
          <Sessions sessions={data.sessions} />
        </>
      )}
    </div>
  )
}
