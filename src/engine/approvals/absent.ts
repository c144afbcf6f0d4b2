import { isUnderWay } from '../access/cover.ts'
import type { Workspace } from '../context.ts'

/** Who stands in at this moment for somebody who is away. */
export function coversFor({ directory }: Workspace, personId: string, now: string): readonly string[] {
  const away = directory.absences().filter((one) => one.personId === personId && isUnderWay(one, now))
  return [...new Set(away.flatMap(({ by }) => by))].filter((id) => id !== personId)
}
