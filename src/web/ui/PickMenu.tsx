import { Combobox, useCombobox } from '@mantine/core'
import { IconCheck, IconSelector, IconX } from '@tabler/icons-react'
import { type ReactNode, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { inputStyles } from './Input.tsx'
import styles from './Pick.module.css'

export type Choice = { readonly key: string; readonly text: string; readonly node?: ReactNode }

export type PickProps = {
  id?: string | undefined
  /** Named by this where no label points at it. */
  label?: string | undefined
  choices: readonly Choice[]
  chosen: readonly string[]
  onPick: (key: string) => void
  onClear?: (() => void) | undefined
  /** The choices come from elsewhere and follow what is typed; else they are filtered here. */
  onSearch?: ((text: string) => void) | undefined
  searching?: boolean
  /** Stays open for several choices. */
  several?: boolean
  opened?: boolean | undefined
  onClosed?: (() => void) | undefined
  invalid?: boolean | undefined
  describedBy?: string | undefined
  disabled?: boolean | undefined
  placeholder?: string | undefined
  /** What is chosen, drawn. */
  children?: ReactNode
  className?: string | undefined
}

const nothing = '\u0000'

/** Chooses from a list that can be typed into. */
export function PickMenu(props: PickProps) {
  const { choices, chosen, onPick, onClear, onSearch, several, opened } = props
  const { t } = useTranslation()
  const [typed, setTyped] = useState('')
  const combobox = useCombobox({
    defaultOpened: opened ?? false,
    onDropdownOpen: () => combobox.focusSearchInput(),
    onDropdownClose: () => {
      setTyped('')
      onSearch?.('')
      props.onClosed?.()
    },
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: only once, when it is born open
  useEffect(() => {
    if (opened) setTimeout(() => combobox.focusSearchInput(), 0)
  }, [])
  const shown = onSearch ? choices : choices.filter((c) => c.text.toLowerCase().includes(typed.trim().toLowerCase()))
  const searchable = Boolean(onSearch) || choices.length > 7
  // biome-ignore lint/correctness/useExhaustiveDependencies: the first one is offered whenever the choices change
  useEffect(() => {
    if (combobox.dropdownOpened) combobox.selectFirstOption()
  }, [shown.map((c) => c.key).join()])

  return (
    <Combobox
      store={combobox}
      withinPortal
      width="max-content"
      position="bottom-start"
      offset={4}
      transitionProps={{ duration: 0 }}
      onOptionSubmit={(key) => {
        if (key === nothing) onClear?.()
        else onPick(key)
        if (!several || key === nothing) combobox.closeDropdown()
      }}
    >
      <Combobox.Target targetType="button">
        <button
          type="button"
          id={props.id}
          aria-invalid={props.invalid || undefined}
          aria-describedby={props.describedBy}
          disabled={props.disabled}
          className={[inputStyles.input, inputStyles.pick, props.className].filter(Boolean).join(' ')}
          onClick={() => combobox.toggleDropdown()}
        >
          {props.label && <span className="unseen">{props.label}</span>}
          <span className={inputStyles.value}>
            {props.children || <span className={inputStyles.empty}>{props.placeholder ?? t('form.choose')}</span>}
          </span>
          <IconSelector size={14} color="var(--faint)" />
        </button>
      </Combobox.Target>
      <Combobox.Dropdown miw={220} maw={380}>
        <section aria-label={props.label ?? t('form.choices')}>
          {searchable && (
            <Combobox.EventsTarget>
              <input
                ref={combobox.searchRef}
                className={styles.search}
                value={typed}
                placeholder={t('form.search')}
                aria-label={t('form.search')}
                onChange={(event) => {
                  setTyped(event.target.value)
                  onSearch?.(event.target.value)
                }}
              />
            </Combobox.EventsTarget>
          )}
          <Combobox.Options aria-label={props.label ?? t('form.choices')}>
            {shown.map((choice) => (
              <Combobox.Option key={choice.key} value={choice.key} active={chosen.includes(choice.key)}>
                <span className={styles.option}>
                  <span className="clip">{choice.node ?? choice.text}</span>
                  {chosen.includes(choice.key) && <IconCheck size={14} />}
                </span>
              </Combobox.Option>
            ))}
            {shown.length === 0 && (
              <div className={styles.note}>{props.searching ? t('state.searching') : t('state.noChoice')}</div>
            )}
            {onClear && chosen.length > 0 && (
              <Combobox.Option value={nothing}>
                <span className={styles.option}>
                  <span className="clip" style={{ color: 'var(--muted)' }}>
                    {t('do.clear')}
                  </span>
                  <IconX size={14} />
                </span>
              </Combobox.Option>
            )}
          </Combobox.Options>
        </section>
      </Combobox.Dropdown>
    </Combobox>
  )
}
