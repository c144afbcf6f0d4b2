import { openConnection } from './connection.ts'
import { type Figures, figuresOf } from './figures.ts'

export type Load = {
  readonly port: number
  readonly connections: number
  /** The next request. */
  readonly next: () => Buffer
  readonly seconds: number
}

/** Requests of one measurement, at most. */
const most = 100_000

/** Every connection asks, waits for the answer and asks again until the time is up. What is refused stops the benchmark. */
export async function drive({ port, connections, next, seconds }: Load): Promise<Figures> {
  const open = await Promise.all(Array.from({ length: connections }, () => openConnection(port)))
  const times: number[] = []
  const began = performance.now()
  const until = began + seconds * 1_000
  try {
    await Promise.all(
      open.map(async (connection) => {
        do {
          const at = performance.now()
          const { status, body } = await connection.ask(next())
          if (status >= 300) throw new Error(`Answered ${status}: ${body.toString().slice(0, 500)}`)
          times.push(performance.now() - at)
        } while (performance.now() < until && times.length < most)
      }),
    )
    return figuresOf(times, performance.now() - began)
  } finally {
    for (const connection of open) connection.close()
  }
}
