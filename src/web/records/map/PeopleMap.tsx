import { IconPlus } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { type KeyboardEvent, useRef, useState, useSyncExternalStore } from 'react'
import { useTranslation } from 'react-i18next'
import type { ApiRecord, MetaObject } from '#kernel/api.ts'
import type { Reference } from '#kernel/fields/relation.ts'
import { listQuery } from '../../client/queries.ts'
import { change, complain } from '../../client/writes.ts'
import { isEmpty } from '../../fields/index.ts'
import { OptionTag } from '../../fields/select.tsx'
import { Avatar } from '../../ui/Avatar.tsx'
import { Bone } from '../../ui/Bone.tsx'
import { Button } from '../../ui/Button.tsx'
import { Empty } from '../../ui/Empty.tsx'
import { say, useSay } from '../../ui/language.ts'
import { create } from '../creating.ts'
import styles from './PeopleMap.module.css'
import { PersonPanel } from './PersonPanel.tsx'
import { box, type PeopleMap as Map_, type Node, optionOf, placed, treeOf } from './people.ts'

const most = 200
type Props = { readonly object: MetaObject; readonly record: ApiRecord; readonly map: Map_; readonly slim: boolean }

/** The people of a customer or of a deal below whom they report to, each with the part that she plays; edited in place. */
export function PeopleMap({ object, record, map, slim }: Props) {
  const { t } = useTranslation()
  useSay()
  const narrow = useNarrow() || slim
  const { person, part } = map
  const view = person.views.map!
  const [chosen, setChosen] = useState<string | null>(null)
  const nodes = useRef(new Map<string, HTMLButtonElement>())
  const around = map.where(record)
  const select = [person.title, 'version', view.above!, view.tone, ...view.show].filter((key) => person.fields[key])
  const people = useInfiniteQuery({
    ...listQuery(person.key, {
      where: around ?? { id: { in: [] } },
      select,
      sort: [person.title],
      limit: most,
      count: 'none',
    }),
    enabled: around !== null,
  })
  const partView = part?.object.views.map
  const partSelect = part && partView ? [part.of, part.within, 'version', partView.tone, ...partView.show] : []
  const parts = useInfiniteQuery({
    ...listQuery(part?.object.key ?? person.key, {
      where: part?.where(record) ?? { id: { in: [] } },
      select: partSelect,
      limit: most,
      count: 'none',
    }),
    enabled: part !== null,
  })
  const played = parts.data?.pages.flatMap((page) => page.data) ?? []
  const here = people.data?.pages.flatMap((page) => page.data) ?? []
  const playerOf = (one: ApiRecord) => one[part!.of] as Reference | null
  // who plays a part here without belonging to the customer stands there too, by the name that the part knows
  const guestIds = part?.here
    ? played.flatMap((one) => {
        const who = playerOf(one)
        return who && 'id' in who && !here.some(({ id }) => id === who.id) ? [who.id] : []
      })
    : []
  const guests = useInfiniteQuery({
    ...listQuery(person.key, { where: { id: { in: guestIds } }, select, limit: most, count: 'none' }),
    enabled: guestIds.length > 0,
  })
  const all = [...here, ...(guestIds.length > 0 ? (guests.data?.pages.flatMap((page) => page.data) ?? []) : [])]
  const partsOf = (id: string) =>
    played.filter((one) => {
      const who = playerOf(one)
      return who && 'id' in who && who.id === id
    })
  const hidden = part?.here
    ? played.filter((one) => {
        const who = playerOf(one)
        return who && 'hidden' in who
      }).length
    : 0
  const roots = treeOf(all, view.above!)
  const { all: spots, width, height } = placed(roots)
  const order = spots.map(({ node }) => node.person.id)

  const move = (event: KeyboardEvent, id: string) => {
    const spot = spots.find(({ node }) => node.person.id === id)
    const mates = spots.filter(({ parent }) => parent === spot?.parent).map(({ node }) => node.person.id)
    const at = mates.indexOf(id)
    const to = {
      ArrowUp: narrow ? order[order.indexOf(id) - 1] : spot?.parent?.node.person.id,
      ArrowDown: narrow ? order[order.indexOf(id) + 1] : spot?.node.children[0]?.person.id,
      ArrowLeft: narrow ? spot?.parent?.node.person.id : mates[at - 1],
      ArrowRight: narrow ? spot?.node.children[0]?.person.id : mates[at + 1],
    }[event.key]
    if (!to) return
    event.preventDefault()
    nodes.current.get(to)?.focus()
  }
  const put = (id: string, under: string) => {
    const moved = all.find((one) => one.id === id)
    const boss = all.find((one) => one.id === under)
    if (!moved || !boss || id === under) return
    const value = { id: boss.id, title: String(boss[person.title] ?? '') }
    void change(person.key, moved, { [view.above!]: value }).catch(complain)
  }
  const card = (node: Node) => (
    <PersonCard
      key={node.person.id}
      map={map}
      node={node}
      parts={partsOf(node.person.id)}
      chosen={chosen === node.person.id}
      onChoose={() => setChosen(chosen === node.person.id ? null : node.person.id)}
      onKey={(event) => move(event, node.person.id)}
      onPut={put}
      keep={(button) => {
        if (button) nodes.current.set(node.person.id, button)
        else nodes.current.delete(node.person.id)
      }}
    />
  )
  const nest = (list: readonly Node[]) => (
    <ul>
      {list.map((node) => (
        <li key={node.person.id}>
          {card(node)}
          {node.children.length > 0 && nest(node.children)}
        </li>
      ))}
    </ul>
  )
  const waiting = (people.isPending && around !== null) || (part !== null && parts.isPending)
  const picked = all.find((one) => one.id === chosen)
  const related = around ? Object.keys(around)[0] : undefined
  const belonging =
    related && around
      ? { [related]: { id: String(around[related]), title: titleFor(object, record, around[related]) } }
      : {}
  return (
    <div className={styles.map}>
      <div className={styles.head}>
        <span className={styles.hint}>{t(narrow ? 'people.hintList' : 'people.hint')}</span>
        {person.rights.create && related && (
          <Button small icon={<IconPlus size={14} />} onClick={() => create(person.key, belonging, { stay: true })}>
            {t('do.new', { what: say(person.label) })}
          </Button>
        )}
      </div>
      {waiting && <Bone width="60%" height={60} />}
      {!waiting && all.length === 0 && <Empty title={t('people.none')} text={t('people.noneText')} />}
      {!waiting && all.length > 0 && narrow && <div className={styles.list}>{nest(roots)}</div>}
      {!waiting && all.length > 0 && !narrow && (
        // biome-ignore lint/a11y/useSemanticElements lint/a11y/noNoninteractiveTabindex: what scrolls is reached by the keyboard
        <div className={styles.scroll} role="group" tabIndex={0} aria-label={t('people.title')}>
          <div className={styles.field} style={{ width, height }}>
            <svg className={styles.lines} width={width} height={height} aria-hidden="true">
              {spots.map(({ node, x, y, parent }) =>
                parent ? (
                  <path
                    key={node.person.id}
                    d={`M${parent.x + box.width / 2} ${parent.y + box.height}V${y - box.level / 2}H${x + box.width / 2}V${y}`}
                  />
                ) : null,
              )}
            </svg>
            {spots.map(({ node, x, y }) => (
              <div
                key={node.person.id}
                className={styles.spot}
                style={{ left: x, top: y, width: box.width, height: box.height }}
              >
                {card(node)}
              </div>
            ))}
          </div>
        </div>
      )}
      {hidden > 0 && <p className={styles.hint}>{t('people.hidden', { count: hidden })}</p>}
      {picked && (
        <PersonPanel
          key={picked.id}
          map={map}
          record={record}
          title={String(record[object.title] ?? '')}
          person={picked}
          parts={partsOf(picked.id)}
          among={around}
          onClose={() => {
            setChosen(null)
            nodes.current.get(picked.id)?.focus()
          }}
        />
      )}
    </div>
  )
}

type CardProps = {
  readonly map: Map_
  readonly node: Node
  readonly parts: readonly ApiRecord[]
  readonly chosen: boolean
  readonly onChoose: () => void
  readonly onKey: (event: KeyboardEvent) => void
  readonly onPut: (id: string, under: string) => void
  readonly keep: (button: HTMLButtonElement | null) => void
}

/** One person: her name, what she does, the part that she plays and for whom she is. Dragged onto another she reports to that one. */
function PersonCard({ map, node, parts, chosen, onChoose, onKey, onPut, keep }: CardProps) {
  const { person: object, part } = map
  const view = object.views.map!
  const { person } = node
  const name = String(person[object.title] ?? '') || '—'
  const [about] = view.show.filter((key) => !isEmpty(person[key]))
  const inDeal = part?.here ? parts[0] : undefined
  const toned = inDeal
    ? optionOf(part!.object, part!.object.views.map!.tone, inDeal)
    : optionOf(object, view.tone, person)
  const said = inDeal ? part!.object.views.map!.show.map((key) => optionOf(part!.object, key, inDeal)) : []
  const free = object.fields[view.above!]?.access === 'write' && object.rights.update
  return (
    <button
      ref={keep}
      type="button"
      className={styles.card}
      data-outside={(part?.here && !inDeal) || undefined}
      aria-expanded={chosen}
      draggable={free}
      onClick={onChoose}
      onKeyDown={onKey}
      onDragStart={(event) => event.dataTransfer.setData(dragged, person.id)}
      onDragOver={(event) => event.dataTransfer.types.includes(dragged) && event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault()
        onPut(event.dataTransfer.getData(dragged), person.id)
      }}
    >
      <Avatar name={name} />
      <span className={styles.words}>
        <span className={`clip ${styles.name}`} dir="auto">
          {name}
        </span>
        {about && <span className={`clip ${styles.about}`}>{String(person[about])}</span>}
        <span className={styles.tags}>
          {toned && <OptionTag option={toned} word="" />}
          {said.map((option) => option && <OptionTag key={option.key} option={option} word="" />)}
          {!part?.here && parts.length > 0 && <span className={styles.about}>{`· ${parts.length}`}</span>}
        </span>
      </span>
    </button>
  )
}
const dragged = 'text/x-sampan-person'

/** The name of what new people will belong to: the record itself, or what it points at. */
function titleFor(object: MetaObject, record: ApiRecord, id: unknown): string {
  if (record.id === id) return String(record[object.title] ?? '')
  const found = Object.values(record).find(
    (value): value is { id: string; title: string } =>
      typeof value === 'object' && value !== null && 'id' in value && value.id === id && 'title' in value,
  )
  return found?.title ?? ''
}

const query = '(width < 720px)'
function useNarrow(): boolean {
  return useSyncExternalStore(
    (changed) => {
      const media = matchMedia(query)
      media.addEventListener('change', changed)
      return () => media.removeEventListener('change', changed)
    },
    () => matchMedia(query).matches,
  )
}
