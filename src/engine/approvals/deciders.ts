import type { ApprovalBy, ApprovalStep } from '#kernel/approval.ts'
import type { Everyone } from '../access/directory.ts'

/** Who works here and who stands above whom: all that deciding hangs on. */
export type Company = Pick<Everyone, 'people' | 'teams' | 'leaders' | 'roles'>

/**
 * Whom a step asks, place by place: one of each place has to agree. The asker is not among them unless she may be. Where
 * that leaves nobody, her nearest superior decides, and where there is none an administrator; empty where there is nobody
 * at all.
 */
export function placesOf(
  step: Pick<ApprovalStep, 'by' | 'mode'>,
  askerId: string,
  company: Company,
  self: boolean,
): readonly (readonly string[])[] {
  const may = (id: string) => company.people.get(id)?.active === true && (self || id !== askerId)
  const named = [...new Set(step.by.flatMap((by) => peopleBy(by, askerId, company, may)))]
  if (named.length > 0) return step.mode === 'all' ? named.map((id) => [id]) : [named]
  const [superior] = superiorsOf(askerId, company).filter(may)
  if (superior) return [[superior]]
  const admins = [...company.people.values()].filter(
    ({ id, roles }) => may(id) && roles.some((role) => company.roles.get(role)?.admin),
  )
  return admins.length > 0 ? [admins.map(({ id }) => id)] : []
}

function peopleBy(by: ApprovalBy, askerId: string, company: Company, may: (id: string) => boolean): readonly string[] {
  if (by.by === 'person') return by.ids.filter(may)
  if (by.by === 'role')
    return [...company.people.values()]
      .filter(({ id, roles }) => may(id) && by.ids.some((one) => roles.includes(one)))
      .map(({ id }) => id)
  const line = (by.by === 'superior' ? superiorsOf(askerId, company) : leadersOf(askerId, company)).filter(may)
  // Where there are not so many levels, whoever stands highest.
  const one = line[Math.min(by.levels, line.length) - 1]
  return one ? [one] : []
}

/** Everybody above somebody, the nearest first. A circle in the data ends the walk. */
export function superiorsOf(personId: string, { people }: Pick<Company, 'people'>): readonly string[] {
  const found: string[] = []
  for (
    let id = people.get(personId)?.managerId;
    id && id !== personId && !found.includes(id);
    id = people.get(id)?.managerId
  )
    found.push(id)
  return found
}

/** Who leads her team, and the teams above it, the nearest first. */
function leadersOf(personId: string, { people, teams, leaders }: Company): readonly string[] {
  const found: string[] = []
  const walked: string[] = []
  for (let team = people.get(personId)?.teamId; team && !walked.includes(team); team = teams.get(team)) {
    walked.push(team)
    const leader = leaders.get(team)
    if (leader && !found.includes(leader)) found.push(leader)
  }
  return found
}
