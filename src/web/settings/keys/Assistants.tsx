import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { Code } from '../../ui/Code.tsx'
import styles from './ApiKeys.module.css'

/** How an assistant that speaks MCP comes in; with the key that was just made, as long as it is shown. */
export function Assistants({ secret }: { secret: string | null }) {
  const { t } = useTranslation()
  const { origin } = window.location
  const configuration = {
    mcpServers: {
      sampan: { type: 'http', url: `${origin}/mcp`, headers: { Authorization: `Bearer ${secret ?? 'smp_…'}` } },
    },
  }
  return (
    <section className={styles.mcp}>
      <h3>{t('apiKeys.mcp')}</h3>
      <p>{t('apiKeys.mcpText')}</p>
      <Code text={JSON.stringify(configuration, null, 2)} label={t('apiKeys.mcpConfig')} />
      <h3>{t('docs.title')}</h3>
      <p>
        {t('apiKeys.address')} <code>{origin}/api/v1</code>
      </p>
      <p>
        <Link to="/docs/api" className={styles.link}>
          {t('apiKeys.reference')}
        </Link>
      </p>
    </section>
  )
}
