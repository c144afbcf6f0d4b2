import { IconAlertTriangle, IconPlugConnectedX } from '@tabler/icons-react'
import { useRouter } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { Offline } from '../client/fetch.ts'
import { Button } from '../ui/Button.tsx'
import { Empty } from '../ui/Empty.tsx'

/** A screen that could not be drawn: why, and the way on. */
export function Failed({ error, reset }: { error: unknown; reset?: () => void }) {
  const { t } = useTranslation()
  const router = useRouter()
  const offline = error instanceof Offline
  return (
    <div role="alert">
      <Empty
        icon={offline ? <IconPlugConnectedX size={32} stroke={1.4} /> : <IconAlertTriangle size={32} stroke={1.4} />}
        title={t(offline ? 'state.offline' : 'state.wrong')}
        text={offline ? t('state.offlineText') : error instanceof Error ? error.message : String(error)}
      >
        <Button
          onClick={() => {
            reset?.()
            void router.invalidate()
          }}
        >
          {t('do.retry')}
        </Button>
      </Empty>
    </div>
  )
}
