import { startEmbedded } from '#engine/db/embedded/embedded.ts'
import { Refusal } from '#kernel/problem.ts'

/** A Sampan that is only its database: says what became of the start, then lives until it is killed or told to stop. */
const [dataFolder = ''] = process.argv.slice(2)
try {
  const { pid, url, stop } = await startEmbedded({ dataFolder, settings: { fsync: 'off' } })
  process.stdout.write(`${JSON.stringify({ pid, url })}\n`)
  process.once('SIGTERM', () => stop().then(() => process.exit(0)))
  setInterval(() => {}, 1000)
} catch (error) {
  if (!(error instanceof Refusal)) throw error
  process.stdout.write(`${JSON.stringify({ refusal: error.problems[0]?.message })}\n`)
}
