import { refuse } from '#kernel/problem.ts'
import type { Catalogue } from '../catalogue/catalogue.ts'
import type { Migration } from '../db/migrate.ts'

/** Whether this program may write, or a newer one has taken over. */
export type Guard = {
  /** How far this program's migrations go; a newer program has a higher level. */
  readonly level: number
  /** A newer program has come: this one writes no more, until it is replaced. */
  retired(): boolean
  /** Asks the catalogue. */
  check(): Promise<void>
  /** Throws where this program may not write. Answers at once while it has asked a moment ago. */
  write(): void | Promise<void>
}

/**
 * For how long an answer of the catalogue lets this program write, in ms. A newer program says that it comes and waits
 * longer than that before it changes anything, so that the two never both write.
 */
export const leaseMs = 3_000

/** A number that grows with every migration of a release. */
export function levelOf(catalogue: readonly Migration[], workspace: readonly Migration[]): number {
  return workspace.length * 1_000 + catalogue.length
}

/** Opens the guard of this program. Before the first answer nothing may be written. */
export function openGuard(catalogue: Catalogue, level: number): Guard {
  let [asked, newer] = [Number.NEGATIVE_INFINITY, false]
  const check = async () => {
    const began = performance.now()
    newer = (await catalogue.programLevel()) > level
    asked = began
  }
  const refuseRetired = () => {
    if (newer) throw retired()
  }
  return {
    level,
    retired: () => newer,
    check,
    write() {
      if (performance.now() - asked > leaseMs) return check().then(refuseRetired)
      refuseRetired()
    },
  }
}

function retired() {
  return refuse(
    'unavailable',
    null,
    {
      en: 'A newer Sampan has taken over this data. Restart this server with the new version; until then it only reads.',
      zh: '更新版本的 Sampan 已接管这些数据。请用新版本重启本服务器，在此之前只能读取。',
    },
    'retired',
  )
}
