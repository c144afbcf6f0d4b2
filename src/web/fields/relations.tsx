import { lazy, Suspense } from 'react'
import type { Reference } from '#kernel/fields/relation.ts'
import type { RelationsField } from '#kernel/fields/relations.ts'
import type { Where } from '#kernel/where.ts'
import { metaNow } from '../client/queries.ts'
import { say } from '../ui/language.ts'
import { Tag } from '../ui/Tag.tsx'
import styles from './fields.module.css'
import { colored, ToneTag } from './ToneTag.tsx'
import type { FieldView } from './view.ts'

const RelationPick = lazy(() => import('./RelationPick.tsx').then((m) => ({ default: m.RelationPick })))

export const relations: FieldView<readonly Reference[], RelationsField> = {
  Cell: ({ value, field }) => (
    <span className={styles.tags}>
      {value.map((one) =>
        'id' in one ? <Member key={one.id} to={field.to} id={one.id} title={one.title ?? ''} /> : null,
      )}
    </span>
  ),
  Input: ({ id, field, value, onChange, inline, onDone, invalid, describedBy }) => (
    <Suspense>
      <RelationPick
        id={id}
        label={inline ? say(field.label) : undefined}
        to={field.to}
        where={field.where as Where | undefined}
        several
        chosen={value ?? []}
        opened={inline}
        {...(inline && { onClosed: () => onDone?.(value) })}
        invalid={invalid}
        describedBy={describedBy}
        onPick={(picked) => {
          const without = (value ?? []).filter((one) => !('id' in one) || one.id !== picked.id)
          const next = without.length < (value ?? []).length ? without : [...without, picked]
          onChange(next.length > 0 ? next : null)
        }}
      />
    </Suspense>
  ),
  width: 180,
}

/** One of them, in its colour where its kind has some. */
function Member({ to, id, title }: { to: string; id: string; title: string }) {
  return colored(metaNow().objects[to]) ? <ToneTag to={to} id={id} title={title} /> : <Tag>{title}</Tag>
}
