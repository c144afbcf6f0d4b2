import { CommanderError } from 'commander'
import { Refusal } from '#kernel/problem.ts'
import { alarming } from './terminal.ts'
import { words } from './words.ts'

/** What a command ends with; documented in docs/guide/cli.md. */
export const exit = { ok: 0, failed: 1, usage: 2, refused: 3, unsound: 4 } as const

/** Tells what went wrong on standard error, in words where it was refused, and answers the exit code. */
export function endOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exit.ok : exit.usage
  if (error instanceof Refusal) {
    for (const { field, message } of error.problems)
      process.stderr.write(`${alarming(field ? `${field}: ${words(message)}` : words(message))}\n`)
    return error.reason === 'invalid' || error.reason === 'malformed' ? exit.usage : exit.refused
  }
  const { message, stack } = error instanceof Error ? error : new Error(String(error))
  process.stderr.write(`${alarming(process.env['SAMPAN_DEBUG'] ? (stack ?? message) : message)}\n`)
  return exit.failed
}
