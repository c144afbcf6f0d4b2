import { vi } from 'vitest'
import { runCli } from '../../src/cli/program.ts'
import type { TestSampan } from '../harness.ts'

export type Done = { code: number; out: string; err: string }

/** Runs a command in this process, on the database and the folder of a test, in English unless `env` says otherwise. */
export async function runOn(
  sampan: TestSampan,
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<Done> {
  const [out, err]: [string[], string[]] = [[], []]
  const spies = [
    vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => out.push(String(chunk)) > 0),
    vi.spyOn(process.stderr, 'write').mockImplementation((chunk) => err.push(String(chunk)) > 0),
  ]
  for (const [name, value] of Object.entries({ ...placeOf(sampan), ...env })) vi.stubEnv(name, value)
  try {
    return { code: await runCli(args), out: out.join(''), err: err.join('') }
  } finally {
    vi.unstubAllEnvs()
    for (const spy of spies) spy.mockRestore()
  }
}

/** The variables by which a command finds the database and the folder of a test. */
export function placeOf({ databaseUrl, runtime }: TestSampan): Record<string, string> {
  return { DATABASE_URL: databaseUrl, SAMPAN_DATA: runtime.dataFolder, LC_ALL: 'C' }
}
