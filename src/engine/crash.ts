const wanted = process.env['NODE_ENV'] === 'test' ? process.env['SAMPAN_CRASH_AT'] : undefined
const passes = new Map<string, number>()

/**
 * A named step at which tests may end the process at once, as a power cut would:
 * `SAMPAN_CRASH_AT=import.commit:3` ends it at the third pass. Does nothing unless `NODE_ENV=test`.
 */
export function crashPoint(name: string): void {
  if (wanted === undefined) return
  const [point, pass = '1'] = wanted.split(':')
  if (point !== name) return
  const count = (passes.get(name) ?? 0) + 1
  passes.set(name, count)
  if (count === Number(pass)) process.kill(process.pid, 'SIGKILL')
}
