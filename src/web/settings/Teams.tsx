import { useTranslation } from 'react-i18next'
import { useMeta } from '../client/queries.ts'
import { ObjectSettings } from './ObjectSettings.tsx'

/** Teams, which may stand below one another. */
export function Teams() {
  const { t } = useTranslation()
  const { team } = useMeta().objects
  return team ? <ObjectSettings object={team} title={t('settings.teams')} text={t('settings.teamsText')} /> : null
}
