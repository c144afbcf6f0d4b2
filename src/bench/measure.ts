import { drive } from './load/drive.ts'
import { type Figures, median, middle } from './load/figures.ts'
import { type Operation, type Side, sides } from './operations.ts'

/** One operation at one number of connections. */
export type Measured = {
  readonly connections: number
  readonly figures: Readonly<Record<Side, Figures>>
  /** Ours as a share of the bare server's throughput: the middle of the shares of single rounds. */
  readonly share: Readonly<Record<'admin' | 'manager', number>>
}
export type Result = {
  readonly key: string
  readonly label: string
  readonly target?: number
  readonly alone: Measured
  readonly many: Measured
}

export type Ports = Readonly<Record<Side, number>>

/** Measures an operation alone and under load. The sides take turns within a round, so that what else the machine does hits all of them. */
export async function measure(
  operation: Operation,
  ports: Ports,
  options: { seconds: number; rounds: number; connections: number },
): Promise<Result> {
  const at = (connections: number) => measureAt(operation, ports, connections, options)
  const { key, label, target } = operation
  return {
    key,
    label,
    ...(target ? { target } : {}),
    alone: await at(1),
    many: await at(operation.connections ?? options.connections),
  }
}

async function measureAt(
  operation: Operation,
  ports: Ports,
  connections: number,
  { seconds, rounds }: { seconds: number; rounds: number },
): Promise<Measured> {
  const run = (side: Side, time: number) =>
    drive({ port: ports[side], connections, next: operation.requests[side], seconds: time })
  for (const side of sides) await run(side, Math.min(seconds, 0.5))
  const taken: Record<Side, Figures[]> = { bare: [], admin: [], manager: [] }
  for (let round = 0; round < rounds; round++)
    for (const side of round % 2 === 0 ? sides : sides.toReversed()) taken[side].push(await run(side, seconds))
  const share = (side: Side) => median(taken[side].map((figures, i) => figures.perSecond / taken.bare[i]!.perSecond))
  return {
    connections,
    figures: { bare: middle(taken.bare), admin: middle(taken.admin), manager: middle(taken.manager) },
    share: { admin: share('admin'), manager: share('manager') },
  }
}
