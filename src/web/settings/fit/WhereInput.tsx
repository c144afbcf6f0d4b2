import { useRef } from 'react'
import type { MetaObject } from '#kernel/api.ts'
import type { Where } from '#kernel/where.ts'
import { FilterBar } from '../../records/FilterBar.tsx'
import labelled from '../../ui/Labelled.module.css'
import styles from './Fit.module.css'

type Props = {
  label: string
  help?: string
  error?: string | undefined
  object: MetaObject
  where: Where
  onChange: (where: Where) => void
}

/** A filter over the records of an object, as chips. */
export function WhereInput({ label, help, error, object, where, onChange }: Props) {
  const trigger = useRef<HTMLButtonElement>(null)
  return (
    <fieldset className={styles.where}>
      <legend className={labelled.label}>{label}</legend>
      <div className={styles.chips}>
        <FilterBar object={object} where={where} onChange={onChange} trigger={trigger} />
      </div>
      {(error ?? help) && <p className={error ? labelled.error : labelled.help}>{error ?? help}</p>}
    </fieldset>
  )
}
