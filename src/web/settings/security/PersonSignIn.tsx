import { IconCopy } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask } from '../../client/fetch.ts'
import { queries, useMeta } from '../../client/queries.ts'
import { complain } from '../../client/writes.ts'
import { Button, IconButton } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { formatAgo, formatInstant } from '../../ui/format.ts'
import { say as toast } from '../../ui/toast.tsx'
import { Section } from '../account/Section.tsx'
import styles from './Security.module.css'
import { overviewQuery } from './SignInSettings.tsx'

type MadeLink = { readonly link: string; readonly expiresAt: string }

/** How somebody comes in, for an administrator: ends her sessions, makes a one-time link, takes a lost factor away. */
export function PersonSignIn({ person, onClose }: { person: { id: string; name: string }; onClose: () => void }) {
  const { t } = useTranslation()
  const { user } = useMeta()
  const [link, setLink] = useState<MadeLink | null>(null)
  const { data: people } = useQuery(overviewQuery)
  const her = people?.find((one) => one.userId === person.id)
  const at = `/api/v1/people/${person.id}`
  const act = (work: Promise<unknown>, words: string) =>
    void work.then(() => {
      toast(words)
      void queries.invalidateQueries({ queryKey: overviewQuery.queryKey })
    }, complain)
  const makeLink = () => void ask<MadeLink>('POST', `${at}/link`, { body: {} }).then(setLink, complain)
  const factors = [
    her?.totp && t('secure.app'),
    her && her.passkeys > 0 && t('secure.passkeyCount', { count: her.passkeys }),
  ].filter(Boolean)
  return (
    <Dialog open title={t('secure.ofPerson', { who: person.name })} onClose={onClose}>
      {people && (
        <div className={styles.person}>
          <Section
            title={t('secure.sessionCount')}
            text={
              her && (her.sessions > 0 || her.seenAt)
                ? [her.sessions, her.seenAt && t('secure.seen', { when: formatAgo(her.seenAt) })]
                    .filter((part) => part !== null)
                    .join(' · ')
                : t('secure.never')
            }
            action={
              her &&
              her.sessions > 0 &&
              person.id !== user.id && (
                <Button small onClick={() => act(ask('DELETE', `${at}/sessions`), t('secure.endedAll'))}>
                  {t('secure.endAll')}
                </Button>
              )
            }
          />
          <Section
            title={t('secure.factors')}
            text={factors.length > 0 ? [...factors, t('secure.lostText')].join(' · ') : t('secure.none')}
            action={
              factors.length > 0 &&
              person.id !== user.id && (
                <Button small onClick={() => act(ask('DELETE', `${at}/second-factor`), t('secure.lostDone'))}>
                  {t('secure.lost')}
                </Button>
              )
            }
          />
          <Section
            title={t('secure.link')}
            text={t('secure.linkText')}
            action={
              <Button small onClick={makeLink}>
                {t('secure.makeLink')}
              </Button>
            }
          >
            {link && (
              <div className={styles.link} role="status">
                <span className={styles.grow}>
                  <code>{link.link}</code>
                  <br />
                  <span className={styles.faint}>{t('secure.linkUntil', { when: formatInstant(link.expiresAt) })}</span>
                </span>
                <IconButton
                  small
                  label={t('do.copy')}
                  onClick={() =>
                    void navigator.clipboard?.writeText(link.link).then(() => toast(t('state.copied')), complain)
                  }
                >
                  <IconCopy size={15} />
                </IconButton>
              </div>
            )}
          </Section>
          <Link to="/settings/$page/$item" params={{ page: 'audit', item: person.id }} className={styles.toLog}>
            {t('secure.hisLog')}
          </Link>
        </div>
      )}
    </Dialog>
  )
}
