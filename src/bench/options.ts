import { resolve } from 'node:path'
import { parseArgs } from 'node:util'

export type Options = {
  readonly records: number
  readonly dataFolder: string
  /** Seconds of one measurement: one operation, one server, one number of connections, one round. */
  readonly seconds: number
  readonly rounds: number
  readonly connections: number
  readonly json: boolean
  /** Operations to measure; all where empty. */
  readonly only: readonly string[]
  /** Leave out what follows the table: cold start, memory. */
  readonly quick: boolean
  /** Custom fields of opportunities, each fourth of them filterable. */
  readonly custom: number
}

export const usage = `Usage: sampan bench [--records 100000] [--data FOLDER] [--seconds 1] [--rounds 3] [--connections 32] [--only list,get] [--custom 40] [--quick] [--json]
       sampan bench --pools [--records 1000000] [--data FOLDER] [--explain] [--json]
       sampan bench --flows [--runs 1000000] [--dates 100000] [--rate 1000] [--seconds 10] [--changes] [--data FOLDER] [--json]
       sampan bench --enrolments [--records 1000000] [--data FOLDER] [--explain] [--json]
       sampan bench --web [--records N] [--data FOLDER] [--rounds 3] [--throttle 4] [--json]`

/** Reads the command line; throws in a sentence what cannot be read. */
export function readOptions(argv: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      records: { type: 'string', default: '100000' },
      data: { type: 'string' },
      seconds: { type: 'string', default: '1' },
      rounds: { type: 'string', default: '3' },
      connections: { type: 'string', default: '32' },
      only: { type: 'string', default: '' },
      custom: { type: 'string', default: '0' },
      quick: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  })
  const custom = number('custom', values.custom, 0, 200)
  const records = number('records', values.records, 1_000, 10_000_000)
  return {
    records,
    dataFolder: resolve(values.data ?? `data/bench-${records}${custom > 0 ? `-${custom}` : ''}`),
    seconds: number('seconds', values.seconds, 0.1, 60),
    rounds: number('rounds', values.rounds, 1, 50),
    connections: number('connections', values.connections, 2, 256),
    json: values.json,
    only: values.only.split(',').filter((name) => name !== ''),
    quick: values.quick,
    custom,
  }
}

/** Reads a number within its bounds; throws in a sentence what is none. */
export function number(name: string, text: string, least: number, most: number): number {
  const value = Number(text.replaceAll(/[,_]/g, ''))
  if (!(value >= least && value <= most))
    throw new Error(`--${name} is a number from ${least} to ${most}, not '${text}'.`)
  return value
}
