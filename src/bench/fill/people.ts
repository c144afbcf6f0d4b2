import { addPerson } from '#engine/access/people.ts'
import type { Workspace } from '#engine/context.ts'
import { writeRecords } from '#engine/records/records.ts'
import type { Runtime } from '#engine/runtime.ts'
import { systemSession } from '#engine/workspaces.ts'
import { givenNames, surnames } from './words.ts'

/** Ten teams of ten; the first of each leads it. */
const teams = 10
const perTeam = 10

/** Whose rights the benchmark calls with, by e-mail address. */
export const administrator = 'bench@example.com'
export const manager = 'p0@example.com'

/** Sets up a company of a hundred sellers; answers their ids. Steps that were done are found done. */
export async function makePeople(runtime: Runtime): Promise<{ workspace: Workspace; owners: string[] }> {
  const { workspaceId } = await runtime.setUp({
    company: '基准测试',
    name: '管理员',
    email: administrator,
    password: 'bench-password',
    language: 'zh-CN',
    timeZone: 'Asia/Shanghai',
    sample: false,
  })
  const workspace = runtime.workspaces.get(workspaceId)!
  const system = systemSession(workspace)
  const [company] = await writeRecords(system, workspace.registry.object('team'), [
    { do: 'create', values: { name: '公司' } },
  ])
  const owners: string[] = []
  for (let t = 0; t < teams; t++) {
    const values = { name: `销售 ${t + 1} 部`, parent: String(company!['id']) }
    const [team] = await writeRecords(system, workspace.registry.object('team'), [{ do: 'create', values }])
    const teamId = String(team!['id'])
    for (let p = 0; p < perTeam; p++) {
      const i = t * perTeam + p
      const name = `${surnames[i % surnames.length]}${givenNames[i % givenNames.length]}`
      const role = p === 0 ? 'salesManager' : 'sales'
      owners.push(await addPerson(runtime, system, { name, email: `p${i}@example.com`, role, teamId }))
    }
    const leader = owners[t * perTeam]!
    await writeRecords(system, workspace.registry.object('team'), [{ do: 'update', id: teamId, values: { leader } }])
  }
  return { workspace, owners }
}
