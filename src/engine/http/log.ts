import { fstatSync, writeSync } from 'node:fs'

/**
 * Where lines of the log go: to standard output, whatever that is. A line for which a full disk has no room is lost, and
 * nothing else: a server does not end, nor wait, because its log cannot be written.
 */
export function logStream(): { write(line: string): unknown } {
  if (!fstatSync(1).isFile()) return process.stdout.on('error', () => {})
  return {
    write(line) {
      try {
        writeSync(1, line)
      } catch {
        // the next line is tried again
      }
    },
  }
}
