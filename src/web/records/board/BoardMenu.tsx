import { useTranslation } from 'react-i18next'
import type { MetaObject } from '#kernel/api.ts'
import { say } from '../../ui/language.ts'
import { showable } from '../columnsOf.ts'
import styles from '../list/DisplayMenu.module.css'
import { FieldList } from '../list/FieldList.tsx'
import { type BoardSettings, boardable } from '../views.ts'

type Props = { object: MetaObject; board: BoardSettings; onChange: (board: BoardSettings) => void }

/** How a board looks: what its columns are by, what is summed, what colours the cards, what stands on them. */
export function BoardMenu({ object, board, onChange }: Props) {
  const { t } = useTranslation()
  const keys = [object.title, ...(board.card ?? []).filter((key) => key !== object.title)]
  const of = (...types: string[]) => showable(object).filter((key) => types.includes(object.fields[key]!.type))
  const choice = (id: 'by' | 'sum' | 'tone', fields: readonly string[], none: string | null) => (
    <div className={styles.setting}>
      <label htmlFor={`board-${id}`}>{t(`board.${id}`)}</label>
      <select
        id={`board-${id}`}
        value={board[id] ?? ''}
        onChange={({ target: { value } }) =>
          onChange({ ...board, ...(id === 'by' && { collapsed: [] }), [id]: value === '' ? null : value })
        }
      >
        {none && <option value="">{none}</option>}
        {fields.map((key) => (
          <option key={key} value={key}>
            {say(object.fields[key]!.label)}
          </option>
        ))}
      </select>
    </div>
  )
  return (
    <>
      {choice('by', boardable(object), null)}
      {choice('sum', of('money', 'number'), t('board.noSum'))}
      {choice('tone', of('select'), t('board.noTone'))}
      <hr className={styles.line} />
      <FieldList object={object} keys={keys} onChange={(card) => onChange({ ...board, card })} />
    </>
  )
}
