import { IconCompass } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { Empty } from '../ui/Empty.tsx'

/** What is not there, or not for these eyes; nobody can tell which. */
export function Missing() {
  const { t } = useTranslation()
  return (
    <>
      <h1 className="unseen">{t('state.missing')}</h1>
      <Empty icon={<IconCompass size={32} stroke={1.4} />} title={t('state.missing')} text={t('state.missingText')} />
    </>
  )
}
