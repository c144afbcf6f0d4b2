import type { Label } from '#kernel/label.ts'

/** One thing that was looked at. `warn` needs attention some day, `wrong` now. */
export type Finding = {
  readonly check: string
  readonly state: 'ok' | 'warn' | 'wrong'
  /** What was found, for a report that may be pasted anywhere: never a secret, a password or anybody's data. */
  readonly says: Label
}

export function finding(check: string, state: Finding['state'], en: string, zh: string): Finding {
  return { check, state, says: { en, zh } }
}
