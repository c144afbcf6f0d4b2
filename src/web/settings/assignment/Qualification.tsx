import { useTranslation } from 'react-i18next'
import { useMeta } from '../../client/queries.ts'
import { ObjectSettings } from '../ObjectSettings.tsx'

/** What must be known of a lead before it counts as qualified. */
export function Qualification() {
  const { t } = useTranslation()
  const object = useMeta().objects['qualificationCriterion']
  return object ? <ObjectSettings object={object} title={t('qualify.title')} text={t('qualify.text')} /> : null
}
