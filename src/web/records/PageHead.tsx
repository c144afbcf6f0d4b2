import { Menu } from '@mantine/core'
import { IconArrowMerge, IconDots, IconEye, IconLink, IconPlus, IconTrash, IconUsers } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ApiPage, MetaAction, MetaObject } from '#kernel/api.ts'
import { nounOf } from '../app/navigation.ts'
import { useMeta } from '../client/queries.ts'
import { complain, remove } from '../client/writes.ts'
import { Star } from '../favourites/Star.tsx'
import { isEmpty, viewOf } from '../fields/index.ts'
import { Avatar } from '../ui/Avatar.tsx'
import { Button, IconButton } from '../ui/Button.tsx'
import { copy } from '../ui/copy.ts'
import { Icon } from '../ui/Icon.tsx'
import { say, useSay } from '../ui/language.ts'
import { say as toast } from '../ui/toast.tsx'
import { ActionDialog } from './ActionDialog.tsx'
import { create } from './creating.ts'
import { FollowItems } from './FollowItems.tsx'
import { HereNow } from './HereNow.tsx'
import { NextStep } from './NextStep.tsx'
import { offspring } from './offspring.ts'
import styles from './PageHead.module.css'
import { Reach } from './Reach.tsx'
import { whyNot } from './reaching.ts'
import { StagePath } from './StagePath.tsx'
import { isWay } from './steps.ts'

const AccessDialog = lazy(() => import('./AccessDialog.tsx').then((m) => ({ default: m.AccessDialog })))
const Holding = lazy(() => import('../pools/Holding.tsx').then((m) => ({ default: m.Holding })))
const ShareDialog = lazy(() => import('./ShareDialog.tsx').then((m) => ({ default: m.ShareDialog })))

/** The head of a page: name, the facts that matter most, the way it goes, what can be done. */
export function PageHead({ object, page, slim }: { object: MetaObject; page: ApiPage; slim: boolean }) {
  const { t } = useTranslation()
  useSay()
  const navigate = useNavigate()
  const { record } = page
  const [sharing, setSharing] = useState(false)
  const [asking, setAsking] = useState(false)
  const meta = useMeta()
  const { user } = meta
  const shareable = object.traits.includes('shared') && page.rights.update
  const [acting, setActing] = useState<MetaAction | null>(null)
  const title = String(record[object.title] ?? '') || '—'
  const by = object.views.board && isWay(object, object.views.board.by) ? object.views.board.by : undefined
  const facts = (object.views.header ?? []).filter((key) => key !== by && !isEmpty(record[key]) && object.fields[key])
  const actions = object.actions.filter(
    (action) => page.actions.includes(action.key) && !(by && action.key === 'moveStage'),
  )
  const shown = slim ? 1 : 2
  const main = actions.filter(({ minor }) => !minor).slice(0, shown)
  const making = slim ? [] : offspring(meta, object, page).slice(0, shown - main.length)
  const Heading = slim ? 'h2' : 'h1'
  const list = (
    <dl className={styles.facts}>
      {facts.map((key) => {
        const field = object.fields[key]!
        const { Cell } = viewOf(field)
        return (
          <div key={key} className={styles.fact}>
            <dt>{say(field.label)}</dt>
            <dd>
              <Cell value={record[key]} field={field} not={whyNot(object, record, field.type)} />
            </dd>
          </div>
        )
      })}
    </dl>
  )
  return (
    <header className={styles.head} data-slim={slim || undefined}>
      <div className={styles.top}>
        <Avatar name={title} large square />
        <div className={styles.names}>
          <Heading className={styles.title}>
            <bdi>{title}</bdi>
          </Heading>
          {!slim && list}
        </div>
        <div className={styles.actions}>
          <HereNow object={object.key} id={record.id} />
          {main.map((action) => (
            <Button
              key={action.key}
              small={slim}
              icon={<Icon name={action.icon ?? 'arrow-right'} size={15} />}
              onClick={() => setActing(action)}
            >
              {say(action.label)}
            </Button>
          ))}
          {making.map((other) => (
            <Button
              key={other.object.key}
              icon={<IconPlus size={15} />}
              onClick={() => create(other.object.key, { [other.field]: { id: record.id, title } })}
            >
              {t('do.new', { what: nounOf(other.object) })}
            </Button>
          ))}
          <Star object={object.key} id={record.id} small={slim} />
          <Menu withInitialFocusPlaceholder={false} position="bottom-end" transitionProps={{ duration: 0 }}>
            <Menu.Target>
              <IconButton small={slim} label={t('page.actions')} look={slim ? 'quiet' : 'outline'}>
                <IconDots size={16} />
              </IconButton>
            </Menu.Target>
            <Menu.Dropdown>
              {actions
                .filter((action) => !main.includes(action))
                .map((action) => (
                  <Menu.Item
                    key={action.key}
                    leftSection={<Icon name={action.icon ?? 'arrow-right'} size={15} />}
                    onClick={() => setActing(action)}
                  >
                    {say(action.label)}
                  </Menu.Item>
                ))}
              {shareable && (
                <Menu.Item leftSection={<IconUsers size={15} />} onClick={() => setSharing(true)}>
                  {t('share.do')}
                </Menu.Item>
              )}
              {(user.admin || shareable) && (
                <Menu.Item leftSection={<IconEye size={15} />} onClick={() => setAsking(true)}>
                  {t('seen.do')}
                </Menu.Item>
              )}
              {object.traits.includes('timeline') && <FollowItems object={object.key} id={record.id} />}
              {object.papers?.map(({ key, label }) => (
                <Menu.Item
                  key={key}
                  component="a"
                  href={`/api/v1/${object.key}/${record.id}/paper/${key}`}
                  target="_blank"
                  rel="noreferrer"
                  leftSection={<Icon name="file-text" size={15} />}
                >
                  {say(label)} · PDF
                </Menu.Item>
              ))}
              <Menu.Item
                leftSection={<IconLink size={15} />}
                onClick={() =>
                  void copy(`${location.origin}/${object.key}/${record.id}`).then(
                    (done) => done && toast(t('state.copied')),
                    complain,
                  )
                }
              >
                {t('page.copyLink')}
              </Menu.Item>
              {object.rights.merge && page.rights.update && (
                <Menu.Item
                  leftSection={<IconArrowMerge size={15} />}
                  onClick={() =>
                    void navigate({ to: '/$object/merge', params: { object: object.key }, search: { ids: record.id } })
                  }
                >
                  {t('merge.with')}
                </Menu.Item>
              )}
              {page.rights.delete && (
                <Menu.Item
                  data-danger
                  leftSection={<IconTrash size={15} />}
                  onClick={() =>
                    void remove(object.key, [record.id], t('state.deleted', { count: 1 })).then(
                      () => void navigate({ to: '/$object', params: { object: object.key }, search: {} }),
                      complain,
                    )
                  }
                >
                  {t('do.delete')}
                </Menu.Item>
              )}
            </Menu.Dropdown>
          </Menu>
        </div>
      </div>
      {slim && facts.length > 0 && list}
      <Reach object={object} record={record} />
      {(typeof record['recyclesOn'] === 'string' || !isEmpty(record['pool'])) && (
        <Suspense>
          <Holding object={object} page={page} onAct={setActing} />
        </Suspense>
      )}
      <NextStep page={page} />
      {by && <StagePath object={object} record={record} by={by} />}
      {sharing && (
        <Suspense>
          <ShareDialog object={object} record={record} onClose={() => setSharing(false)} />
        </Suspense>
      )}
      {asking && (
        <Suspense>
          <AccessDialog object={object} id={record.id} onClose={() => setAsking(false)} />
        </Suspense>
      )}
      {acting && <ActionDialog object={object} record={record} action={acting} onClose={() => setActing(null)} />}
    </header>
  )
}
