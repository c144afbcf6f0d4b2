import { useState } from 'react'
import type { Section } from '#kernel/configuration.ts'
import type { Label } from '#kernel/label.ts'
import { ApiError } from '../../client/fetch.ts'
import { keepItem } from './draft.ts'
import { labelOf } from './LabelInput.tsx'

/** An item as it is being written. */
export type Item = Readonly<Record<string, unknown>>

const labels = ['label', 'message', 'help']

/** The state of a form over one item: what is written, what is wrong with it, and keeping it in the draft. */
export function useItem(section: Section, key: string | null, first: Item, onKept: (key: string) => void) {
  const [item, setItem] = useState<Item>(first)
  const [errors, setErrors] = useState<Readonly<Record<string, string>>>({})
  const [busy, setBusy] = useState(false)
  const set = (patch: Item) => setItem((before) => ({ ...before, ...patch }))
  const keep = async () => {
    setBusy(true)
    try {
      onKept(await keepItem(section, key, toSend(item, key === null ? null : first)))
    } catch (error) {
      const wrong = error instanceof ApiError ? error.fields : {}
      setErrors(Object.keys(wrong).length > 0 ? wrong : { '': error instanceof Error ? error.message : String(error) })
      setBusy(false)
    }
  }
  return { item, set, errors, busy, keep }
}

/** What goes to the server: nothing empty in a new item; in a change what differs, null for what was emptied. */
function toSend(item: Item, before: Item | null): Item {
  const clean = Object.fromEntries(
    Object.entries(item).map(([key, value]) => [
      key,
      labels.includes(key) ? labelOf(value as Partial<Label> | undefined) : value === '' ? undefined : value,
    ]),
  )
  if (!before)
    return Object.fromEntries(Object.entries(clean).filter(([, value]) => value !== undefined && value !== null))
  return Object.fromEntries(
    Object.entries(clean)
      .filter(([key, value]) => JSON.stringify(value ?? null) !== JSON.stringify(before[key] ?? null))
      .map(([key, value]) => [key, value ?? null]),
  )
}
