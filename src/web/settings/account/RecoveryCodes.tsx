import { IconCopy, IconDownload } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { complain } from '../../client/writes.ts'
import { Button } from '../../ui/Button.tsx'
import { Check } from '../../ui/Check.tsx'
import { copy } from '../../ui/copy.ts'
import { say as toast } from '../../ui/toast.tsx'
import styles from './Account.module.css'

/** Recovery codes, shown once: they are copied or saved before the dialog goes on. */
export function RecoveryCodes({ codes, onDone }: { codes: readonly string[]; onDone: () => void }) {
  const { t } = useTranslation()
  const [kept, setKept] = useState(false)
  const text = codes.join('\n')
  return (
    <div className={styles.form}>
      <p>{t('account.keep')}</p>
      <ol className={styles.codes} aria-label={t('account.recovery')}>
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ol>
      <div className={styles.buttons}>
        <Button
          icon={<IconCopy size={15} />}
          onClick={() => void copy(text).then((done) => done && toast(t('state.copied')), complain)}
        >
          {t('do.copy')}
        </Button>
        <a
          className={styles.save}
          href={`data:text/plain;charset=utf-8,${encodeURIComponent(`Sampan\n${text}\n`)}`}
          download="sampan-recovery-codes.txt"
        >
          <IconDownload size={15} />
          {t('account.download')}
        </a>
      </div>
      <Check checked={kept} onChange={(event) => setKept(event.target.checked)}>
        {t('account.kept')}
      </Check>
      <Button look="primary" disabled={!kept} onClick={onDone}>
        {t('account.done')}
      </Button>
    </div>
  )
}
