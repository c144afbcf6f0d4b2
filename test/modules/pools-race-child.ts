/* One more server process: each of these people claims each of these records; answers how many each got. */
import { isAway } from '#engine/db/pool.ts'
import { runAction } from '#engine/records/records.ts'
import { Refusal } from '#kernel/problem.ts'
import { answerJobs } from './side-process.ts'

await answerJobs<{ users: string[]; ids: string[] }>(async ({ users, ids }, workspace, as) => {
  const got: Record<string, number> = {}
  await Promise.all(
    users.map(async (user) => {
      const session = await as(user)
      const wanted = [...ids]
      for (const id of wanted) {
        try {
          await runAction(session, workspace.registry.object('account'), 'claim', [id], {})
          got[user] = (got[user] ?? 0) + 1
        } catch (error) {
          // On a starved machine nobody waits for a connection for ever: a person would try once more.
          if (isAway(error)) wanted.push(id)
          else if (!(error instanceof Refusal)) throw error
        }
      }
    }),
  )
  return got
})
