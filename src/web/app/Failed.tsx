import { IconAlertTriangle, IconPlugConnectedX } from '@tabler/icons-react'
import { useRouter } from '@tanstack/react-router'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { Offline } from '../client/fetch.ts'
import { Button } from '../ui/Button.tsx'
import { Empty } from '../ui/Empty.tsx'

type Props = { error: unknown; reset?: () => void; heading?: 'h1' | 'h2' }

/** All of the window could not be drawn. */
export function FailedScreen(props: Props) {
  return (
    <main>
      <Failed {...props} heading="h1" />
    </main>
  )
}

/** A part of a screen that could not be drawn: why, and the way on. */
export function Failed({ error, reset, heading = 'h2' }: Props) {
  const { t } = useTranslation()
  const router = useRouter()
  const offline = error instanceof Offline
  const again = () => {
    reset?.()
    void router.invalidate()
  }
  useEffect(() => {
    if (!offline) return
    window.addEventListener('online', again)
    return () => window.removeEventListener('online', again)
  })
  return (
    <div role="alert">
      <Empty
        heading={heading}
        icon={offline ? <IconPlugConnectedX size={32} stroke={1.4} /> : <IconAlertTriangle size={32} stroke={1.4} />}
        title={t(offline ? 'state.offline' : 'state.wrong')}
        text={offline ? t('state.offlineText') : error instanceof Error ? error.message : String(error)}
      >
        <Button onClick={again}>{t('do.retry')}</Button>
      </Empty>
    </div>
  )
}
