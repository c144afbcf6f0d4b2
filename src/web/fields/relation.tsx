import { lazy, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import type { Reference, RelationField } from '#kernel/fields/relation.ts'
import type { Where } from '#kernel/where.ts'
import { metaNow } from '../client/queries.ts'
import { say } from '../ui/language.ts'
import { face } from './face.tsx'
import styles from './fields.module.css'
import { colored, ToneTag } from './ToneTag.tsx'
import type { FieldView } from './view.ts'

const RelationPick = lazy(() => import('./RelationPick.tsx').then((m) => ({ default: m.RelationPick })))

/** A reference: the name of the other record, which leads to it. The shell listens to the links, so this stays plain. */
export const relation: FieldView<Reference, RelationField> = {
  Cell: ({ value, field }) => <ReferenceLink value={value} to={field.to} />,
  Input: ({ id, field, value, onChange, inline, onDone, invalid, describedBy, where }) => (
    <Suspense>
      <RelationPick
        id={id}
        label={inline ? say(field.label) : undefined}
        to={field.to}
        where={{ ...field.where, ...where } as Where}
        chosen={value ? [reference(value)] : []}
        opened={inline}
        {...(inline && { onClosed: () => onDone?.(value) })}
        invalid={invalid}
        describedBy={describedBy}
        onPick={(picked) => {
          onChange(picked)
          onDone?.(picked)
        }}
        {...(!field.required && {
          onClear: () => {
            onChange(null)
            onDone?.(null)
          },
        })}
      />
    </Suspense>
  ),
  width: 160,
}

/** Where only an id was kept, such as in the plan of an import, the name is looked up. */
function reference(value: Reference | string): Reference {
  return typeof value === 'string' ? { id: value, title: null } : value
}

/** People have no page that their colleagues would want to leave for: they are shown, not linked. */
export function ReferenceLink({ value, to }: { value: Reference; to: string }) {
  if (!('id' in value)) return <Hidden />
  if (to === 'user' || to === 'team') return face(to, value.title ?? '')
  if (colored(metaNow().objects[to])) return <ToneTag to={to} id={value.id} title={value.title ?? ''} />
  return (
    <a className="clip" draggable={false} href={`/${to}/${value.id}`} data-record={`${to}/${value.id}`}>
      {value.title}
    </a>
  )
}

function Hidden() {
  const { t } = useTranslation()
  return <span className={styles.hidden}>{t('field.hidden')}</span>
}
