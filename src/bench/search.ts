import { openConnection, requestText } from './load/connection.ts'
import { drive } from './load/drive.ts'
import { type Figures, figuresOf } from './load/figures.ts'
import { questions } from './operations.ts'
import type { OursReady } from './servers/ours.ts'

const repeats = 10

/** Search over every object, one question at a time: all kinds of questions, and the slowest of them by name. */
export async function measureSearch(
  { port, keys }: OursReady,
  say: (text: string) => void,
): Promise<{ admin: Asked; manager: Asked }> {
  say('Measuring search …')
  return { admin: await ask(port, keys.admin), manager: await ask(port, keys.manager) }
}

/** The page that opens first, one at a time. */
export async function measureToday(
  { port, keys }: OursReady,
  say: (text: string) => void,
): Promise<{ admin: Figures; manager: Figures }> {
  say('Measuring Today …')
  const read = async (key: string) => {
    const next = () => requestText('GET', '/api/v1/today', { key })
    await drive({ port, connections: 1, next, seconds: 1 })
    return drive({ port, connections: 1, next, seconds: 3 })
  }
  return { admin: await read(keys.admin), manager: await read(keys.manager) }
}

type Asked = Figures & { readonly slowest: readonly { readonly question: string; readonly p50: number }[] }

async function ask(port: number, key: string): Promise<Asked> {
  const connection = await openConnection(port)
  const times = new Map(questions().map((question) => [question, [] as number[]]))
  for (let i = -1; i < repeats; i++)
    for (const [question, list] of times) {
      const at = performance.now()
      const { status } = await connection.ask(
        requestText('GET', `/api/v1/search?${new URLSearchParams({ q: question })}`, { key }),
      )
      if (status !== 200) throw new Error(`The search for '${question}' answered ${status}.`)
      if (i >= 0) list.push(performance.now() - at)
    }
  connection.close()
  const all = [...times.values()].flat()
  const figures = figuresOf(
    all,
    all.reduce((sum, ms) => sum + ms, 0),
  )
  const slowest = [...times]
    .map(([question, list]) => ({ question, p50: figuresOf(list, 1).p50 }))
    .sort((a, b) => b.p50 - a.p50)
  return { ...figures, slowest: slowest.slice(0, 5) }
}
