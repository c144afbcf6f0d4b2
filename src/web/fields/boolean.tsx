import { IconCheck } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { BooleanField } from '#kernel/fields/boolean.ts'
import { Check } from '../ui/Check.tsx'
import styles from './fields.module.css'
import type { FieldView } from './view.ts'

export const boolean: FieldView<boolean, BooleanField> = {
  Cell: function BooleanCell({ value }) {
    const { t } = useTranslation()
    return value ? (
      <span className={styles.yes}>
        <IconCheck size={15} aria-label={t('field.yes')} />
      </span>
    ) : (
      <span className={styles.no}>{t('field.no')}</span>
    )
  },
  Input: function BooleanInput({ id, value, onChange, onDone, autoFocus, describedBy }) {
    const { t } = useTranslation()
    return (
      <Check
        id={id}
        checked={value ?? false}
        autoFocus={autoFocus}
        aria-describedby={describedBy}
        className={styles.checkRow}
        onChange={(event) => {
          onChange(event.target.checked)
          onDone?.(event.target.checked)
        }}
      >
        {t(value ? 'field.yes' : 'field.no')}
      </Check>
    )
  },
  width: 90,
}
