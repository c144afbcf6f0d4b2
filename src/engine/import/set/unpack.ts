import type { Readable } from 'node:stream'
import type { Label } from '#kernel/label.ts'
import type { FileStore } from '../../files/store.ts'
import { pathOf } from '../file.ts'
import { asRefusal, openArchive } from '../readers/archive.ts'
import { readHead } from '../readers/encoding.ts'
import { unreadable } from '../readers/refusals.ts'

/** A file of the set whose bytes lie in the store. */
export type Taken = { readonly path: string; readonly hash: string }
export type LeftOut = { readonly path: string; readonly reason: Label }
export type Unpacked = { readonly tables: Taken[]; readonly leftOut: LeftOut[]; leftOutCount: number }

const tables = /\.(?:csv|tsv|txt|tab|xlsx|xls|vcf)$/i
const mostTables = 200
const mostTold = 200

/** Starts collecting the files of a set; each upload is a table or an archive of them, whatever it is called. */
export function unpacker(files: FileStore): {
  take(fileName: string, bytes: Readable): Promise<void>
  readonly unpacked: Unpacked
} {
  const unpacked: Unpacked = { tables: [], leftOut: [], leftOutCount: 0 }
  const leave = (path: string, en: string, zh: string) => {
    unpacked.leftOutCount++
    if (unpacked.leftOut.length < mostTold) unpacked.leftOut.push({ path: path.slice(0, 300), reason: { en, zh } })
  }
  return {
    unpacked,
    async take(fileName, bytes) {
      const { sha256, size } = await files.put(bytes)
      if (size === 0) throw unreadable.empty()
      const path = pathOf(files, sha256)
      if (await isArchive(path, fileName)) await takeArchive(path, fileName)
      else add({ path: fileName, hash: sha256 })
    },
  }

  /** Files of one name in several archives are told apart by the archive, then by a number. */
  function add({ path, hash }: Taken, archive = ''): void {
    if (unpacked.tables.length >= mostTables) throw unreadable.tooManyFiles(mostTables)
    const taken = (name: string) => unpacked.tables.some((table) => table.path === name)
    let name = taken(path) && archive ? `${archive}/${path}` : path
    for (let n = 2; taken(name); n++) name = `${path} (${n})`
    unpacked.tables.push({ path: name, hash })
  }

  async function takeArchive(path: string, archiveName: string): Promise<void> {
    const archive = await openArchive(path)
    try {
      for (const file of archive.files) {
        if (/\.(?:zip|7z|rar|gz|tgz)$/i.test(file.path))
          leave(
            file.path,
            'An archive in the archive: unpack it and bring it by itself.',
            '压缩包内的压缩包，请解压后单独导入。',
          )
        else if (!tables.test(file.path)) leave(file.path, 'This is no table.', '不是表格。')
        else if (file.size === 0) leave(file.path, 'The file is empty.', '文件是空的。')
        else {
          const { sha256 } = await asRefusal(async () => files.put(await file.open()))
          add({ path: file.path, hash: sha256 }, archiveName)
        }
      }
    } finally {
      archive.close()
    }
  }
}

/** A workbook is an archive too; its name, or its first entry, tells it apart. */
async function isArchive(path: string, fileName: string): Promise<boolean> {
  const head = await readHead(path, 4096)
  if (head.length < 30 || head.toString('latin1', 0, 2) !== 'PK') return false
  if (/\.(?:xlsx|xlsm)$/i.test(fileName)) return false
  const first = head.toString('latin1', 30, 30 + head.readUInt16LE(26))
  return !/^(?:\[Content_Types\]\.xml|_rels\/|xl\/|docProps\/)/.test(first)
}
