import { IconArrowDown, IconArrowUp, IconX } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { mayBeAsked } from '#kernel/public-page.ts'
import { useMeta } from '../../client/queries.ts'
import { IconButton } from '../../ui/Button.tsx'
import { Check } from '../../ui/Check.tsx'
import { Input } from '../../ui/Input.tsx'
import { say } from '../../ui/language.ts'
import { Pick } from '../../ui/Pick.tsx'
import styles from './Forms.module.css'
import type { Question } from './forms.ts'

type Props = {
  questions: readonly Question[]
  error: string | undefined
  readOnly: boolean
  onChange: (questions: readonly Question[]) => void
}

/** What a form asks, in its order: which field of a lead, how visitors read it, whether it has to be filled in. */
export function Questions({ questions, error, readOnly, onChange }: Props) {
  const { t } = useTranslation()
  const fields = useMeta().objects['lead']?.fields ?? {}
  const change = (at: number, patch: Partial<Question>) =>
    onChange(questions.map((one, i) => (i === at ? { ...one, ...patch } : one)))
  const move = (at: number, by: number) => {
    const list = questions.toSpliced(at, 1)
    onChange(list.toSpliced(at + by, 0, questions[at]!))
  }
  const rest = Object.entries(fields).filter(
    ([key, field]) => mayBeAsked(field) && !questions.some((one) => one.field === key),
  )
  return (
    <div>
      <ol className={styles.questions}>
        {questions.map((question, i) => {
          const field = fields[question.field]
          const what = field ? say(field.label) : question.field
          const needed = field?.required === true && field.default === undefined
          return (
            <li key={question.field} className={styles.question}>
              <span className="clip">{what}</span>
              <Input
                aria-label={`${t('forms.label')} · ${what}`}
                placeholder={what}
                value={question.label ?? ''}
                maxLength={200}
                disabled={readOnly}
                onChange={({ target }) => {
                  const { label: _, ...bare } = question
                  const list = [...questions]
                  list[i] = target.value === '' ? bare : { ...bare, label: target.value }
                  onChange(list)
                }}
              />
              <Check
                checked={needed || question.required === true}
                disabled={readOnly || needed}
                title={needed ? t('forms.needed') : undefined}
                aria-label={`${t('forms.required')} · ${what}`}
                onChange={({ target }) => change(i, { required: target.checked })}
              >
                {t('forms.required')}
              </Check>
              <span className={styles.moves}>
                <IconButton
                  small
                  label={t('forms.up', { what })}
                  disabled={readOnly || i === 0}
                  onClick={() => move(i, -1)}
                >
                  <IconArrowUp size={15} />
                </IconButton>
                <IconButton
                  small
                  label={t('forms.down', { what })}
                  disabled={readOnly || i === questions.length - 1}
                  onClick={() => move(i, 1)}
                >
                  <IconArrowDown size={15} />
                </IconButton>
                <IconButton
                  small
                  label={t('forms.drop', { what })}
                  disabled={readOnly || needed}
                  onClick={() => onChange(questions.toSpliced(i, 1))}
                >
                  <IconX size={15} />
                </IconButton>
              </span>
            </li>
          )
        })}
      </ol>
      {error && (
        <p role="alert" className={styles.wrong}>
          {error}
        </p>
      )}
      {!readOnly && rest.length > 0 && (
        <div className={styles.add}>
          <Pick
            label={t('forms.add')}
            placeholder={t('forms.add')}
            choices={rest.map(([key, field]) => ({ key, text: say(field.label) }))}
            chosen={[]}
            onPick={(key) => onChange([...questions, { field: key }])}
          />
        </div>
      )}
    </div>
  )
}
