import { useTranslation } from 'react-i18next'
import { Button } from '../../ui/Button.tsx'
import { Check } from '../../ui/Check.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { Input } from '../../ui/Input.tsx'
import { Labelled } from '../../ui/Labelled.tsx'
import styles from '../ViewTabs.module.css'
import type { Naming } from '../ViewTabs.tsx'

type Props = { naming: Naming; onClose: () => void; onSave: (name: string, shared: boolean) => void }

/** Asks what a view is called, and whether it is for everybody. */
export function NameDialog({ naming, onClose, onSave }: Props) {
  const { t } = useTranslation()
  return (
    <Dialog open title={t(naming.of ? 'views.rename' : 'list.saveAs')} onClose={onClose}>
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault()
          const form = new FormData(event.currentTarget)
          onSave(String(form.get('name')).trim(), form.get('shared') !== null)
        }}
      >
        <Labelled label={t('list.viewName')} required>
          {({ id }) => (
            <Input
              id={id}
              name="name"
              required
              maxLength={100}
              defaultValue={naming.name}
              data-autofocus
              autoComplete="off"
            />
          )}
        </Labelled>
        <Check name="shared" defaultChecked={naming.shared}>
          {t('list.shareView')}
        </Check>
        <div className={styles.buttons}>
          <Button onClick={onClose}>{t('do.cancel')}</Button>
          <Button look="primary" type="submit">
            {t('do.save')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
