import { useTranslation } from 'react-i18next'
import { useMeta } from '../../client/queries.ts'
import { ObjectSettings } from '../ObjectSettings.tsx'

/** What happens when a record comes in that is like one that is there. */
export function Policies() {
  const { t } = useTranslation()
  const { collisionPolicy } = useMeta().objects
  return collisionPolicy ? (
    <ObjectSettings object={collisionPolicy} title={t('guard.title')} text={t('guard.text')} />
  ) : null
}
