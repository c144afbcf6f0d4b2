import { IconArrowDown, IconArrowUp, IconPlus, IconX } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Option } from '#kernel/fields/select.ts'
import { Button, IconButton } from '../../ui/Button.tsx'
import { composing, Input } from '../../ui/Input.tsx'
import { Tag, toneOf } from '../../ui/Tag.tsx'
import { ColorSelect } from './ColorSelect.tsx'
import styles from './Fit.module.css'

type Props = {
  options: readonly Option[]
  errors: Readonly<Record<string, string>>
  onChange: (options: readonly Option[]) => void
  /** What the keys of new choices begin with. */
  prefix?: string
}

/** The choices of a field, one a line: Enter goes on to the next, several lines pasted at once become several choices. */
export function OptionsInput({ options, errors, onChange, prefix = 'o' }: Props) {
  const { t } = useTranslation()
  const put = (i: number, patch: Partial<Option>) =>
    onChange(options.map((one, j) => (j === i ? { ...one, ...patch } : one)))
  const move = (i: number, by: number) => {
    const next = [...options]
    next.splice(i + by, 0, ...next.splice(i, 1))
    onChange(next)
  }
  const add = (lines: readonly string[]) => {
    const taken = new Set(options.map((one) => one.key))
    const more = lines.map((line) => {
      let n = taken.size + 1
      while (taken.has(`${prefix}${n}`)) n++
      taken.add(`${prefix}${n}`)
      return { key: `${prefix}${n}`, label: { zh: line, en: line } }
    })
    onChange([...options, ...more])
  }
  return (
    <fieldset className={styles.options}>
      <legend>{t('fit.options')}</legend>
      {options.map((option, i) => (
        <div key={option.key} className={styles.option}>
          <Tag tone={toneOf(option.color)}>{i + 1}</Tag>
          <Input
            aria-label={t('fit.optionName', { n: i + 1 })}
            value={option.label.zh}
            autoFocus={option.label.zh === ''}
            onKeyDown={(event) => {
              if (event.key !== 'Enter' || event.ctrlKey || event.metaKey || composing(event)) return
              event.preventDefault()
              if (option.label.zh !== '' && i === options.length - 1) add([''])
            }}
            aria-invalid={`options.${i}.label` in errors || undefined}
            onChange={(event) =>
              put(i, {
                label: {
                  zh: event.target.value,
                  en: option.label.en === option.label.zh ? event.target.value : option.label.en,
                },
              })
            }
            onPaste={(event) => {
              const lines = event.clipboardData
                .getData('text')
                .split(/\r?\n/)
                .map((line) => line.trim())
                .filter(Boolean)
              if (lines.length < 2) return
              event.preventDefault()
              const [head = '', ...rest] = lines
              const last = options.filter((_, j) => j !== i || option.label.zh !== '')
              onChange(last)
              add(option.label.zh === '' ? [head, ...rest] : rest)
            }}
          />
          <Input
            aria-label={`${t('fit.english')} ${i + 1}`}
            value={option.label.en}
            onChange={(event) => put(i, { label: { ...option.label, en: event.target.value } })}
          />
          <ColorSelect value={option.color} onChange={(color) => put(i, { color })} />
          <IconButton small label={t('fit.up')} disabled={i === 0} onClick={() => move(i, -1)}>
            <IconArrowUp size={14} />
          </IconButton>
          <IconButton small label={t('fit.down')} disabled={i === options.length - 1} onClick={() => move(i, 1)}>
            <IconArrowDown size={14} />
          </IconButton>
          <IconButton small label={t('do.remove')} onClick={() => onChange(options.filter((_, j) => j !== i))}>
            <IconX size={14} />
          </IconButton>
        </div>
      ))}
      <Button small look="quiet" icon={<IconPlus size={14} />} onClick={() => add([''])}>
        {t('fit.addOption')}
      </Button>
      {errors['options'] && (
        <p role="alert" className={styles.wrong}>
          {errors['options']}
        </p>
      )}
    </fieldset>
  )
}
