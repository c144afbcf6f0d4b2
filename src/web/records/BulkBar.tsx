import { Menu } from '@mantine/core'
import {
  IconArrowMerge,
  IconBolt,
  IconDownload,
  IconPencil,
  IconTags,
  IconTrash,
  IconUserShare,
  IconX,
} from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { MetaAction, MetaObject } from '#kernel/api.ts'
import type { ApiBulk, BulkWork } from '#kernel/api-bulk.ts'
import { mostMerged } from '#kernel/api-merge.ts'
import type { Where } from '#kernel/where.ts'
import { bulk, freeze } from '../client/bulk.ts'
import { download } from '../client/download.ts'
import { complain } from '../client/writes.ts'
import { RelationPick } from '../fields/RelationPick.tsx'
import { Button, IconButton } from '../ui/Button.tsx'
import { formatNumber } from '../ui/format.ts'
import { Icon } from '../ui/Icon.tsx'
import { useKeys } from '../ui/keys.ts'
import { say } from '../ui/language.ts'
import styles from './BulkBar.module.css'
import { fittingActions } from './list/fitting.ts'
import { asked, filterOf, type Selection } from './list/selection.ts'

const BulkDialogs = lazy(() => import('./list/BulkDialogs.tsx').then((m) => ({ default: m.BulkDialogs })))

/** Actions that stand beside the menu, since the list is about what they are for. */
const mostShown = 2

type Props = {
  object: MetaObject
  selection: Selection
  where: Where
  total: { readonly value: number; readonly exact: boolean } | undefined
  columns: readonly string[]
  onSelect: (selection: Selection) => void
  onDone: () => void
}

/** What is asked in a dialog before, or told after: the fields, the input of an action, a large set, refusals. */
export type Asking =
  | { readonly is: 'edit'; readonly several: boolean }
  | { readonly is: 'action'; readonly action: MetaAction }
  | { readonly is: 'confirm'; readonly work: BulkWork; readonly title: string; readonly text?: string }
  | { readonly is: 'refused'; readonly outcome: ApiBulk }

/** Does an action ask for a person to give the rows to? Then the owner is not asked for beside it. */
function givesAway({ input }: MetaAction): boolean {
  return Object.values(input).some((field) => field.type === 'relation' && 'to' in field && field.to === 'user')
}

/** What can be done with the selected rows. */
export function BulkBar({ object, selection, where, total, columns, onSelect, onDone }: Props) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const [assigning, setAssigning] = useState(false)
  const [asking, setAsking] = useState<Asking | null>(null)
  const [busy, setBusy] = useState(false)
  const fitting = fittingActions(object.actions, where).slice(0, mostShown)
  const matching = total?.value ?? 0
  const count = selection.all ? Math.max(matching - selection.except.size, 0) : selection.ids.size
  const several = Object.values(object.fields).some(
    (field) => ['multiSelect', 'relations'].includes(field.type) && field.access === 'write' && !field.system,
  )

  /** Does it to the rows that are named; a set by filter is counted and confirmed before. */
  const run = async (work: BulkWork, title: string, text?: string) => {
    setAssigning(false)
    if (selection.all) return setAsking({ is: 'confirm', work, title, ...(text && { text }) })
    setBusy(true)
    try {
      finish(await bulk(object.key, work, asked(selection)))
    } finally {
      setBusy(false)
    }
  }
  const act = (action: MetaAction) => {
    if (Object.keys(action.input).length > 0) setAsking({ is: 'action', action })
    else void run({ do: 'action', action: action.key }, say(action.label)).catch(complain)
  }
  const finish = (outcome: ApiBulk) => {
    setAsking(outcome.refused > 0 ? { is: 'refused', outcome } : null)
    if (outcome.refused === 0) onDone()
  }
  useKeys({
    'mod+Backspace': () => object.rights.delete && void run({ do: 'delete' }, t('do.delete')).catch(complain),
  })
  return (
    <section className={styles.bar} aria-label={t('bulk.bar')} aria-busy={busy} data-bulk>
      <span className={`number ${styles.count}`}>
        {t('bulk.selected', {
          count,
          number:
            total && !total.exact && selection.all
              ? t('list.about', { number: formatNumber(count) })
              : formatNumber(count),
        })}
      </span>
      {!selection.all && matching > selection.ids.size && (
        <button type="button" className={styles.all} onClick={() => onSelect({ all: true, where, except: new Set() })}>
          {t('bulk.all', {
            number:
              total?.exact === false ? t('list.about', { number: formatNumber(matching) }) : formatNumber(matching),
          })}
        </button>
      )}
      <span className={styles.line} />
      {fitting.map((action) => (
        <Button
          key={action.key}
          small
          look="quiet"
          disabled={busy}
          icon={<Icon name={action.icon} size={15} />}
          onClick={() => act(action)}
        >
          {say(action.label)}
        </Button>
      ))}
      {object.rights.update && (
        <Button
          small
          look="quiet"
          disabled={busy}
          icon={<IconPencil size={15} />}
          onClick={() => setAsking({ is: 'edit', several: false })}
        >
          {t('do.edit')}
        </Button>
      )}
      {object.traits.includes('owned') &&
        object.rights.update &&
        !fitting.some(givesAway) &&
        (assigning ? (
          <span className={styles.assign}>
            <RelationPick
              to="user"
              label={t('list.assign')}
              placeholder={t('list.assign')}
              opened
              chosen={[]}
              onClosed={() => setAssigning(false)}
              onPick={(picked) =>
                void run(
                  { do: 'update', values: { owner: picked.id } },
                  t('list.assign'),
                  `${say(object.fields.owner!.label)} → ${'title' in picked ? picked.title : ''}`,
                ).catch(complain)
              }
            />
          </span>
        ) : (
          <Button
            small
            look="quiet"
            disabled={busy}
            icon={<IconUserShare size={15} />}
            onClick={() => setAssigning(true)}
          >
            {t('list.assign')}
          </Button>
        ))}
      {several && object.rights.update && (
        <Button
          small
          look="quiet"
          disabled={busy}
          icon={<IconTags size={15} />}
          onClick={() => setAsking({ is: 'edit', several: true })}
        >
          {t('bulk.tags')}
        </Button>
      )}
      {object.actions.length > 0 && (
        <Menu position="top" withInitialFocusPlaceholder={false} transitionProps={{ duration: 0 }}>
          <Menu.Target>
            <Button small look="quiet" disabled={busy} icon={<IconBolt size={15} />}>
              {t('page.actions')}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {object.actions.map((action) => (
              <Menu.Item key={action.key} onClick={() => act(action)}>
                {say(action.label)}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
      {object.rights.merge && !selection.all && count > 1 && count <= mostMerged && (
        <Button
          small
          look="quiet"
          disabled={busy}
          icon={<IconArrowMerge size={15} />}
          onClick={() =>
            void navigate({
              to: '/$object/merge',
              params: { object: object.key },
              search: { ids: [...selection.ids].join(','), compare: true },
            })
          }
        >
          {t('merge.do')}
        </Button>
      )}
      {object.rights.export && (
        <Button
          small
          look="quiet"
          disabled={busy}
          icon={<IconDownload size={15} />}
          onClick={() => void download(object.key, { where: filterOf(selection), select: columns }).catch(complain)}
        >
          {t('do.export')}
        </Button>
      )}
      {object.rights.delete && (
        <Button
          small
          look="quiet"
          disabled={busy}
          icon={<IconTrash size={15} />}
          onClick={() => void run({ do: 'delete' }, t('do.delete')).catch(complain)}
        >
          {t('do.delete')}
        </Button>
      )}
      <IconButton small label={t('do.clear')} onClick={onDone}>
        <IconX size={15} />
      </IconButton>
      {asking && (
        <Suspense>
          <BulkDialogs
            object={object}
            asking={asking}
            count={count}
            onRun={run}
            onConfirm={async (work) => {
              const selected = asked(selection)
              return {
                frozen: await freeze(object.key, selected),
                run: async ({ count, hash }) => finish(await bulk(object.key, work, { ...selected, count, hash })),
              }
            }}
            onClose={() => {
              if (asking.is === 'refused') onDone()
              setAsking(null)
            }}
          />
        </Suspense>
      )}
    </section>
  )
}
