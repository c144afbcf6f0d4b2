import { createHash } from 'node:crypto'

/**
 * Is a record one of those held back, so many percent of all? The same ones as long as the signal lives, and others for
 * another signal: a hash of both says it.
 */
export function isHeldBack(signalId: string, recordId: string, percent: number): boolean {
  if (percent <= 0) return false
  const digest = createHash('sha256').update(`${signalId} ${recordId}`).digest()
  return digest.readUInt32BE() / 2 ** 32 < percent / 100
}
