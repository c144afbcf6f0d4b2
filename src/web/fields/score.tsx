import type { Score, ScoreField } from '#kernel/fields/score.ts'
import { Tag, toneOf } from '../ui/Tag.tsx'
import type { FieldView } from './view.ts'

export const score: FieldView<Score, ScoreField> = {
  Cell: ({ value: { points, grade }, field }) => (
    <Tag tone={toneOf(field.grades?.find(({ key }) => key === grade)?.color)}>
      {points} {grade}
    </Tag>
  ),
  width: 80,
}
