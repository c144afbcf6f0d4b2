/* One more server process: makes so many leads that are left open at once; answers how many it made. */
import { isAway } from '#engine/db/pool.ts'
import { writeRecords } from '#engine/records/records.ts'
import { answerJobs } from './side-process.ts'

await answerJobs<{ user: string; count: number; mark: string }>(async ({ user, count, mark }, workspace, as) => {
  const session = await as(user)
  let made = 0
  await Promise.all(
    Array.from({ length: count }, async (_, i) => {
      for (;;)
        try {
          const values = { name: `${mark} ${i}`, company: `${mark} ${i}`, owner: null }
          await writeRecords(session, workspace.registry.object('lead'), [{ do: 'create', values }])
          made++
          return
        } catch (error) {
          // On a starved machine nobody waits for a connection for ever: a program would try once more.
          if (!isAway(error)) throw error
        }
    }),
  )
  return made
})
