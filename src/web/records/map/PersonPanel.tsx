import { IconTrash, IconUserPlus, IconX } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { ApiRecord, MetaObject } from '#kernel/api.ts'
import type { Reference } from '#kernel/fields/relation.ts'
import type { Where } from '#kernel/where.ts'
import { api } from '../../client/api.ts'
import { refresh } from '../../client/queries.ts'
import { change, complain, remove } from '../../client/writes.ts'
import { RelationPick } from '../../fields/RelationPick.tsx'
import { OptionTag } from '../../fields/select.tsx'
import { Button, IconButton } from '../../ui/Button.tsx'
import { Labelled } from '../../ui/Labelled.tsx'
import { say } from '../../ui/language.ts'
import { FormFields } from '../FormFields.tsx'
import styles from './PeopleMap.module.css'
import { optionOf, type PeopleMap } from './people.ts'

type Props = {
  readonly map: PeopleMap
  readonly record: ApiRecord
  readonly title: string
  readonly person: ApiRecord
  readonly parts: readonly ApiRecord[]
  /** Whom she may report to. */
  readonly among: Where | null
  readonly onClose: () => void
}

/** One person of the map, changed where she stands: whom she reports to, her part here, her parts elsewhere. */
export function PersonPanel({ map, record, title, person, parts, among, onClose }: Props) {
  const { t } = useTranslation()
  const { person: object, part } = map
  const view = object.views.map!
  const name = String(person[object.title] ?? '')
  const mine = part?.here ? parts[0] : undefined
  const set = (key: string, value: unknown) => void change(object.key, person, { [key]: value }).catch(complain)
  const boss = person[view.above!] as Reference | null
  const above = object.fields[view.above!]
  const join = () =>
    void api
      .create(part!.object.key, { [part!.here!]: record.id, [part!.of]: person.id })
      .then(() => refresh(part!.object.key, record.id), complain)
  return (
    <section
      className={styles.panel}
      aria-label={name}
      onKeyDown={(event) => event.key === 'Escape' && !event.defaultPrevented && onClose()}
    >
      <div className={styles.panelHead}>
        <a
          className={styles.name}
          dir="auto"
          href={`/${object.key}/${person.id}`}
          data-record={`${object.key}/${person.id}`}
        >
          {name}
        </a>
        <IconButton small label={t('do.close')} onClick={onClose}>
          <IconX size={15} />
        </IconButton>
      </div>
      <div className={styles.fields}>
        {above?.access === 'write' && object.rights.update && (
          <Labelled label={say(above.label)}>
            {({ id }) => (
              <RelationPick
                id={id}
                to={object.key}
                where={{ ...among, id: { ne: person.id } }}
                chosen={boss ? [boss] : []}
                onPick={(picked) => set(view.above!, picked)}
                onClear={() => set(view.above!, null)}
              />
            )}
          </Labelled>
        )}
        {!part?.here && <Choices object={object} record={person} keys={[view.tone]} />}
        {mine && part && <Choices object={part.object} record={mine} keys={keysOf(part.object)} />}
      </div>
      {part?.here && !mine && part.object.rights.create && (
        <Button small icon={<IconUserPlus size={14} />} onClick={join}>
          {t('people.join', { what: title })}
        </Button>
      )}
      {mine && part?.object.rights.delete && (
        <Button
          small
          look="quiet"
          icon={<IconTrash size={14} />}
          onClick={() => void remove(part.object.key, [mine.id], t('people.left', { name })).catch(complain)}
        >
          {t('people.leave', { what: title })}
        </Button>
      )}
      {part && !part.here && parts.length > 0 && (
        <ul className={styles.parts} aria-label={t('people.parts')}>
          {parts.map((one) => {
            const within = one[part.within] as Reference | null
            return (
              <li key={one.id}>
                {within && 'id' in within ? (
                  <a
                    className="clip"
                    href={`/${String((part.object.fields[part.within] as { to?: string }).to)}/${within.id}`}
                    data-record={`${String((part.object.fields[part.within] as { to?: string }).to)}/${within.id}`}
                  >
                    {within.title}
                  </a>
                ) : (
                  <span className={styles.about}>{t('field.hidden')}</span>
                )}
                {keysOf(part.object).map((key) => {
                  const option = optionOf(part.object, key, one)
                  return option && <OptionTag key={key} option={option} word="" />
                })}
              </li>
            )
          })}
        </ul>
      )}
    </section>
  )
}

function keysOf(object: MetaObject): string[] {
  const { tone, show } = object.views.map!
  return [tone, ...show].filter((key) => object.fields[key]?.type === 'select')
}

/** Choices of a record, each saved as it is made. */
function Choices({ object, record, keys }: { object: MetaObject; record: ApiRecord; keys: readonly string[] }) {
  const free = keys.filter((key) => object.fields[key]?.access === 'write' && object.rights.update)
  return (
    <FormFields
      fields={object.fields}
      keys={free}
      values={record}
      errors={{}}
      onChange={(key, value) => void change(object.key, record, { [key]: value }).catch(complain)}
    />
  )
}
