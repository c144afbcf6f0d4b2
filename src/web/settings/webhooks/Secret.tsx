import { useTranslation } from 'react-i18next'
import { Button } from '../../ui/Button.tsx'
import { Copy } from '../../ui/Code.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import settings from '../Settings.module.css'

/** A new signing secret; it is seen here and never again. */
export function Secret({ secret, onClose }: { secret: string; onClose: () => void }) {
  const { t } = useTranslation()
  return (
    <Dialog
      open
      title={t('hooks.secret')}
      onClose={onClose}
      footer={
        <Button look="primary" onClick={onClose}>
          {t('hooks.copied')}
        </Button>
      }
    >
      <p>{t('hooks.secretOnce')}</p>
      <div className={settings.key}>
        <code>{secret}</code>
        <Copy text={secret} what={t('hooks.secret')} />
      </div>
    </Dialog>
  )
}
