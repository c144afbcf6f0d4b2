import { useTranslation } from 'react-i18next'
import type { MetaObject } from '#kernel/api.ts'
import type { ImportColumn, ImportPlan, ImportReferencePlan, ImportUnknown } from '#kernel/api-import.ts'
import type { SelectField } from '#kernel/fields/select.ts'
import { useMeta } from '../client/queries.ts'
import { RelationPick } from '../fields/RelationPick.tsx'
import { FormFields } from '../records/FormFields.tsx'
import { Check } from '../ui/Check.tsx'
import { inputStyles } from '../ui/Input.tsx'
import { say } from '../ui/language.ts'
import styles from './Import.module.css'

type Props = {
  object: MetaObject
  column: ImportColumn
  field: string
  plan: ImportPlan
  onPlan: (plan: ImportPlan) => void
}

/** As many words as are mended one by one; a longer list is decided as a whole. */
const few = 12

/** Words of the file that nobody knows: each is mended by what was probably meant, left out, or created. */
export function Unknowns(props: Props) {
  const { object, column, field } = props
  const key = field.split('.')[0] ?? field
  const declared = object.fields[key]
  if (!declared || column.field !== field) return null
  if (column.unknownChoices?.length)
    return <Choices {...props} name={key} options={(declared as unknown as SelectField).options ?? []} />
  if (column.unknownNames?.length && 'to' in declared)
    return (
      <Names
        {...props}
        name={key}
        to={String(declared.to)}
        people={declared.type === 'user'}
        all={column.unknownNames}
      />
    )
  return null
}

function Choices({ column, name, plan, onPlan, options }: Props & { name: string; options: SelectField['options'] }) {
  const { t } = useTranslation()
  const mended = plan.choices[name] ?? {}
  const set = (text: string, value: string | null | undefined) => {
    const { [text]: _, ...others } = mended
    onPlan({
      ...plan,
      choices: { ...plan.choices, [name]: value === undefined ? others : { ...others, [text]: value } },
    })
  }
  return (
    <ul className={styles.unknowns}>
      {column.unknownChoices?.slice(0, few).map((one: ImportUnknown) => (
        <li key={one.text}>
          <Word
            unknown={one}
            {...(mended[one.text] === undefined && { onTake: (key: string) => set(one.text, key) })}
          />
          <select
            className={inputStyles.input}
            aria-label={one.text}
            value={mended[one.text] === undefined ? '?' : (mended[one.text] ?? '')}
            onChange={(event) => set(one.text, event.target.value === '?' ? undefined : event.target.value || null)}
          >
            <option value="?">{t('import.refuse')}</option>
            <option value="">{t('import.leaveEmpty')}</option>
            {options.map((option) => (
              <option key={option.key} value={option.key}>
                {say(option.label)}
                {one.proposal?.key === option.key ? ` · ${t('import.proposed')}` : ''}
              </option>
            ))}
          </select>
        </li>
      ))}
      <li>
        <span className={styles.faint}>{t('bring.otherWords')}</span>
        <select
          className={inputStyles.input}
          aria-label={t('bring.otherWords')}
          value={plan.otherChoices?.[name] ?? 'refuse'}
          onChange={(event) =>
            onPlan({ ...plan, otherChoices: { ...plan.otherChoices, [name]: event.target.value as 'refuse' } })
          }
        >
          <option value="refuse">{t('import.refuse')}</option>
          <option value="note">{t('bring.keepInNotes')}</option>
          <option value="empty">{t('import.leaveEmpty')}</option>
        </select>
      </li>
    </ul>
  )
}

type NamesProps = Props & { name: string; to: string; people: boolean; all: readonly ImportUnknown[] }

function Names({ name, to, people, all, plan, onPlan }: NamesProps) {
  const { t } = useTranslation()
  const rule = plan.references[name] ?? { unknown: 'refuse' as const, names: {} }
  const set = (more: Partial<ImportReferencePlan>) =>
    onPlan({ ...plan, references: { ...plan.references, [name]: { ...rule, ...more } } })
  const proposals = all.filter((one) => one.proposal)
  const taken = proposals.length > 0 && proposals.every((one) => rule.names[one.text] === one.proposal?.key)
  return (
    <div className={styles.unknowns}>
      <span className={styles.faint}>
        {t('import.unknownNames', {
          count: all.length,
          names: all
            .slice(0, 3)
            .map((one) => one.text)
            .join('、'),
        })}
      </span>
      {proposals.length > 0 && (
        <Check
          checked={taken}
          onChange={() => {
            const names = Object.fromEntries(proposals.map((one) => [one.text, one.proposal!.key]))
            set({ names: taken ? {} : { ...rule.names, ...names } })
          }}
        >
          {t('import.takeProposals', { example: `${proposals[0]!.text} → ${proposals[0]!.proposal!.title}` })}
        </Check>
      )}
      {all.length <= few && (
        <ul>
          {all.map((one) => (
            <Meant
              key={one.text}
              unknown={one}
              to={to}
              id={rule.names[one.text] ?? null}
              onMeant={(id) => {
                const { [one.text]: _, ...others } = rule.names
                set({ names: id ? { ...others, [one.text]: id } : others })
              }}
            />
          ))}
        </ul>
      )}
      {!people && (
        <select
          className={inputStyles.input}
          aria-label={t('import.others')}
          value={rule.unknown}
          onChange={(event) => set({ unknown: event.target.value as 'refuse' })}
        >
          <option value="refuse">{t('import.refuse')}</option>
          <option value="create">{t('import.createThem')}</option>
          <option value="empty">{t('import.leaveEmpty')}</option>
        </select>
      )}
      {rule.unknown === 'create' && !people && <With to={to} rule={rule} onRule={set} />}
    </div>
  )
}

/** Which record a name means: found by typing, or what was proposed. */
function Meant(props: { unknown: ImportUnknown; to: string; id: string | null; onMeant: (id: string | null) => void }) {
  const { t } = useTranslation()
  const { unknown, to, id, onMeant } = props
  const title = id === unknown.proposal?.key ? unknown.proposal.title : t('import.chosen')
  return (
    <li>
      <Word unknown={unknown} {...(id === null && { onTake: onMeant })} />
      <RelationPick
        to={to}
        label={unknown.text}
        placeholder={t('import.means')}
        chosen={id ? [{ id, title }] : []}
        onPick={(picked) => onMeant(picked.id)}
        onClear={() => onMeant(null)}
      />
    </li>
  )
}

/** What records that are made besides need, beyond their name: a stage belongs to a pipeline. */
function With({
  to,
  rule,
  onRule,
}: {
  to: string
  rule: ImportReferencePlan
  onRule: (more: Partial<ImportReferencePlan>) => void
}) {
  const target = useMeta().objects[to]
  const needed = Object.entries(target?.fields ?? {}).filter(
    ([key, field]) => field.required && !field.system && key !== target?.title && !('default' in field),
  )
  if (!target || needed.length === 0) return null
  return (
    <FormFields
      fields={target.fields}
      keys={needed.map(([key]) => key)}
      values={rule.with ?? {}}
      errors={{}}
      onChange={(key, value) => onRule({ with: { ...rule.with, [key]: value } })}
    />
  )
}

/** A word of the file, how often it stands there, and what was probably meant, to be taken with a click. */
function Word({ unknown, onTake }: { unknown: ImportUnknown; onTake?: (key: string) => void }) {
  const { t } = useTranslation()
  const { text, count, proposal } = unknown
  return (
    <span className={styles.word}>
      「{text}」<span className="number">×{count}</span>
      {proposal && onTake && (
        <button type="button" className={styles.proposal} onClick={() => onTake(proposal.key)}>
          {t('bring.takeIt', { what: proposal.title })}
        </button>
      )}
    </span>
  )
}
