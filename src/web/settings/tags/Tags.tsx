import { IconArrowMerge, IconPlus, IconTrash } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ApiRecord, Meta } from '#kernel/api.ts'
import { nounOf } from '../../app/navigation.ts'
import { api } from '../../client/api.ts'
import { bulk, freeze } from '../../client/bulk.ts'
import { queries, refresh, useMeta } from '../../client/queries.ts'
import { change, complain, remove } from '../../client/writes.ts'
import { RelationPick } from '../../fields/RelationPick.tsx'
import { create } from '../../records/creating.ts'
import { Bone } from '../../ui/Bone.tsx'
import { Button, IconButton } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { Empty } from '../../ui/Empty.tsx'
import { formatNumber } from '../../ui/format.ts'
import { Input } from '../../ui/Input.tsx'
import { toneOf } from '../../ui/Tag.tsx'
import { Head } from '../Head.tsx'
import styles from './Tags.module.css'

const colors = ['gray', 'blue', 'teal', 'violet', 'orange', 'green', 'pink', 'yellow', 'red'] as const

/** Every tag with its uses: renamed and coloured in place, merged, deleted. */
export function Tags() {
  const { t } = useTranslation()
  const meta = useMeta()
  const object = meta.objects['tag']
  const [merging, setMerging] = useState<ApiRecord | null>(null)
  const list = useQuery({
    queryKey: ['list', 'tag', 'settings'],
    queryFn: async ({ signal }) => (await api.list('tag', { sort: ['name'], limit: 1000 }, signal)).data,
  })
  const uses = useQuery({ queryKey: ['group', 'tag', 'uses'], queryFn: () => countUses(meta) }).data
  if (!object) return null
  const again = () => {
    refresh('tag')
    void queries.invalidateQueries({ queryKey: ['tones', 'tag'] })
  }
  const set = (tag: ApiRecord, patch: Record<string, string>) => void change('tag', tag, patch).then(again, complain)
  return (
    <>
      <Head title={t('tags.title')} text={t('tags.text')}>
        {object.rights.create && (
          <Button look="primary" icon={<IconPlus size={15} />} onClick={() => create('tag')}>
            {t('do.new', { what: nounOf(object) })}
          </Button>
        )}
      </Head>
      {list.isPending && <Bone width="60%" />}
      {list.data?.length === 0 && <Empty title={t('tags.none')} text={t('tags.noneText')} />}
      <ul className={styles.tags}>
        {list.data?.map((tag) => {
          const name = String(tag['name'])
          return (
            <li key={tag.id} className={styles.tag}>
              <select
                className={styles.color}
                data-tone={toneOf(String(tag['color'] ?? 'gray'))}
                aria-label={t('tags.color', { name })}
                value={toneOf(String(tag['color'] ?? 'gray'))}
                disabled={!object.rights.update}
                onChange={(event) => set(tag, { color: event.target.value })}
              >
                {colors.map((one) => (
                  <option key={one} value={one}>
                    {one}
                  </option>
                ))}
              </select>
              <Input
                key={`${tag.id}${tag.version}`}
                aria-label={t('tags.name')}
                defaultValue={name}
                disabled={!object.rights.update}
                onBlur={({ target }) => {
                  if (target.value.trim() !== name) set(tag, { name: target.value })
                }}
                onKeyDown={(event) => {
                  if (event.key === 'Enter') event.currentTarget.blur()
                }}
              />
              <span className={`number ${styles.uses}`}>
                {uses && t('tags.uses', { count: uses.get(tag.id) ?? 0, number: formatNumber(uses.get(tag.id) ?? 0) })}
              </span>
              {object.rights.delete && (
                <>
                  <IconButton small label={t('tags.mergeAsk', { name })} onClick={() => setMerging(tag)}>
                    <IconArrowMerge size={15} />
                  </IconButton>
                  <IconButton
                    small
                    label={`${t('do.delete')} ${name}`}
                    onClick={() => void remove('tag', [tag.id], t('state.deleted', { count: 1 })).then(again, complain)}
                  >
                    <IconTrash size={15} />
                  </IconButton>
                </>
              )}
            </li>
          )
        })}
      </ul>
      {merging && (
        <Merge
          tag={merging}
          onClose={() => {
            setMerging(null)
            again()
          }}
        />
      )}
    </>
  )
}

function Merge({ tag, onClose }: { tag: ApiRecord; onClose: () => void }) {
  const { t } = useTranslation()
  const meta = useMeta()
  const name = String(tag['name'])
  const [into, setInto] = useState<{ id: string; title: string | null } | null>(null)
  const [busy, setBusy] = useState(false)
  const merge = async () => {
    if (!into) return
    setBusy(true)
    try {
      for (const key of taggedObjects(meta)) await move(key, tag.id, into.id)
      await api.remove('tag', tag.id)
      onClose()
    } catch (error) {
      complain(error)
    }
    setBusy(false)
  }
  return (
    <Dialog
      open
      title={t('tags.mergeAsk', { name })}
      onClose={onClose}
      footer={
        <Button look="primary" disabled={!into || busy} onClick={() => void merge()}>
          {t('tags.merge')} {into?.title}
        </Button>
      }
    >
      <p>{t('tags.mergeText', { name })}</p>
      <RelationPick
        label={t('tags.merge')}
        to="tag"
        where={{ id: { not: tag.id } }}
        chosen={into ? [into] : []}
        onPick={(one) => setInto({ id: one.id, title: 'title' in one ? one.title : null })}
      />
    </Dialog>
  )
}

/** Each record that bears the one tag bears the other instead: a bulk edit, in the history like any other. */
async function move(object: string, from: string, to: string): Promise<void> {
  const where = { tags: { hasAny: [from] } }
  const { count, hash, writable } = await freeze(object, { where })
  if (writable > 0)
    await bulk(object, { do: 'update', add: { tags: [to] }, remove: { tags: [from] } }, { where, count, hash })
}

function taggedObjects(meta: Meta): string[] {
  return Object.values(meta.objects)
    .filter(({ traits, fields }) => traits.includes('tagged') && fields['tags'])
    .map(({ key }) => key)
}

/** How many records that one sees bear each tag. */
async function countUses(meta: Meta): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>()
  for (const key of taggedObjects(meta)) {
    const { data } = await api.group(key, { by: ['tags'], measures: ['count'] })
    for (const { by, measures } of data) {
      const id = (by[0] as { id?: string } | null)?.id
      if (id) counts.set(id, (counts.get(id) ?? 0) + Number(measures[0]))
    }
  }
  return counts
}
