import { IconCompass } from '@tabler/icons-react'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../ui/Button.tsx'
import { Empty } from '../ui/Empty.tsx'

const Why = lazy(() => import('../records/AccessDialog.tsx').then((m) => ({ default: m.Why })))

/** What is not there, or not for these eyes; nobody can tell which. Where a record was meant, one may ask why. */
export function Missing({ object, id }: { object?: string; id?: string }) {
  const { t } = useTranslation()
  const [asking, setAsking] = useState(false)
  return (
    <>
      <h1 className="unseen">{t('state.missing')}</h1>
      <Empty icon={<IconCompass size={32} stroke={1.4} />} title={t('state.missing')} text={t('state.missingText')}>
        {object &&
          id &&
          (asking ? (
            <Suspense>
              <Why object={object} id={id} wish="read" />
            </Suspense>
          ) : (
            <Button onClick={() => setAsking(true)}>{t('seeing.why')}</Button>
          ))}
      </Empty>
    </>
  )
}
