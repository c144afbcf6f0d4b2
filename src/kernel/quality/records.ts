import type { Where } from '../where.ts'
import type { Door } from './beside.ts'

/** Kinds of fields for which a placeholder stands: `text` for names, streets and other words. */
export const placeholderKinds = ['text', 'phone', 'email'] as const
export type PlaceholderKind = (typeof placeholderKinds)[number]

/** What people write where they have nothing to say: `13800000000`, `n/a`. */
export type Placeholder = { readonly value: string; readonly kind: PlaceholderKind }

/**
 * What is asked of the records of an object: fields that should be filled, how many days a record counts as fresh, and which
 * records grow stale at all, where not all do.
 */
export type Standard = {
  readonly fields: readonly string[]
  readonly freshDays: number
  readonly ages?: Where | undefined
}

/** Where a module keeps placeholders and standards: standing objects, and their fields. Who may read the standards sees the figures. */
export type QualityRecords = {
  readonly placeholders: { readonly object: string; readonly value: string; readonly kind: string }
  readonly standards: {
    readonly object: string
    readonly of: string
    readonly fields: string
    readonly freshDays: string
    readonly ages: string
  }
  /** Whose records what stands behind a door names, and by which of their fields: a form by its key. */
  readonly named?: Readonly<Partial<Record<Door, { readonly object: string; readonly by: string }>>>
}

/** Where a module keeps records that are likely the same: its object, those of them that are open, and which field holds the records of which object. */
export type DoubleRecords = {
  readonly object: string
  readonly open: Where
  readonly members: Readonly<Record<string, string>>
}
