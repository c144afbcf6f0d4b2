import { IconPlus, IconX } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Grade } from '#kernel/fields/score.ts'
import { Button, IconButton } from '../../ui/Button.tsx'
import { Input } from '../../ui/Input.tsx'
import { Tag, toneOf } from '../../ui/Tag.tsx'
import { ColorSelect } from '../fit/ColorSelect.tsx'
import styles from './ScoreRules.module.css'

type Props = {
  grades: readonly Grade[]
  errors: Readonly<Record<string, string>>
  onChange: (grades: readonly Grade[]) => void
}

const inTurn = ['green', 'teal', 'blue', 'violet', 'yellow', 'orange', 'red', 'pink', 'gray'] as const

/** From how many points on a record has which grade, and its colour. */
export function GradesInput({ grades, errors, onChange }: Props) {
  const { t } = useTranslation()
  const put = (i: number, patch: Partial<Grade>) =>
    onChange(grades.map((one, at) => (at === i ? { ...one, ...patch } : one)))
  const next = 'ABCDEFGHIJKL'[grades.length] ?? ''
  return (
    <fieldset className={styles.grades}>
      <legend>{t('scores.grades')}</legend>
      {grades.map((grade, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a grade is known by its place while its name is typed
        <div key={i} className={styles.grade}>
          <Input
            aria-label={t('scores.gradeName', { n: i + 1 })}
            value={grade.key}
            aria-invalid={errors[`${i}.key`] ? true : undefined}
            onChange={(event) => put(i, { key: event.target.value })}
          />
          <span className={styles.faint}>{t('scores.from')}</span>
          <Input
            aria-label={t('scores.gradeFrom', { n: i + 1 })}
            type="number"
            end
            value={String(grade.from)}
            aria-invalid={errors[`${i}.from`] ? true : undefined}
            onChange={(event) => put(i, { from: Number(event.target.value) })}
          />
          <ColorSelect value={grade.color} onChange={(color) => put(i, { color })} />
          <Tag tone={toneOf(grade.color)}>{grade.key}</Tag>
          <IconButton
            small
            label={`${t('do.remove')} ${grade.key}`}
            onClick={() => onChange(grades.filter((_, at) => at !== i))}
          >
            <IconX size={14} />
          </IconButton>
        </div>
      ))}
      {Object.values(errors)[0] && (
        <p role="alert" className={styles.wrong}>
          {Object.values(errors)[0]}
        </p>
      )}
      {grades.length < 12 && (
        <Button
          small
          icon={<IconPlus size={14} />}
          onClick={() => onChange([...grades, { key: next, from: 0, color: inTurn[grades.length % inTurn.length]! }])}
        >
          {t('scores.addGrade')}
        </Button>
      )}
    </fieldset>
  )
}
