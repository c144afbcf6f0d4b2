import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, rmdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A disk of a few megabytes that a test may fill. */
export type SmallDisk = {
  readonly folder: string
  /** Takes all room that is left. */
  fill(): void
  /** Gives it back. */
  free(): void
  close(): void
}

/** Makes one in memory; null where this process may not, as when it is not root's. */
export function smallDisk(megabytes: number): SmallDisk | null {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return null
  const folder = mkdtempSync(join(tmpdir(), 'sampan-disk-'))
  if (spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder]).status !== 0) {
    rmdirSync(folder)
    return null
  }
  chmodSync(folder, 0o711)
  const filler = join(folder, 'filler')
  return {
    folder,
    fill() {
      for (const size of [1 << 20, 4096])
        for (const piece = Buffer.alloc(size); ; ) {
          try {
            writeFileSync(filler, piece, { flag: 'a' })
          } catch (error) {
            if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
            break
          }
        }
    },
    free: () => rmSync(filler, { force: true }),
    close() {
      execFileSync('umount', ['-l', folder])
      rmdirSync(folder)
    },
  }
}
