import { useTranslation } from 'react-i18next'
import { inputStyles } from '../../ui/Input.tsx'

const colors = ['gray', 'blue', 'teal', 'green', 'yellow', 'orange', 'red', 'pink', 'violet'] as const

/** Chooses the colour of a tag. */
export function ColorSelect({ value, onChange }: { value: string | undefined; onChange: (color: string) => void }) {
  const { t } = useTranslation()
  return (
    <select
      className={inputStyles.input}
      aria-label={t('fit.color')}
      value={value ?? 'gray'}
      onChange={(event) => onChange(event.target.value)}
    >
      {colors.map((color) => (
        <option key={color} value={color}>
          {t(`fit.colors.${color}`)}
        </option>
      ))}
    </select>
  )
}
