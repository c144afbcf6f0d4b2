import { createHash } from 'node:crypto'
import { refuse } from '#kernel/problem.ts'
import { bytesOf, damaged, readArchive } from '../backup/archive.ts'
import type { FileStore } from '../files/store.ts'
import { type TakeoutManifest, type TakeoutSchema, takeoutEntry, takeoutFormat } from './format.ts'

export type CheckedTakeout = {
  readonly schema: TakeoutSchema
  readonly manifest: TakeoutManifest
  /** SHA-256 of the manifest, and by it of everything. */
  readonly seal: string
}

/**
 * Reads a takeout from end to end and compares every entry with what its manifest says. Its files go into the store on the
 * way: bytes that no record names are in nobody's way. Refuses what is no takeout, is damaged, cut short or of a format that
 * this program does not know.
 */
export async function checkTakeout(path: string, files: FileStore): Promise<CheckedTakeout> {
  const found = new Map<string, string>()
  let schema: TakeoutSchema | null = null
  let manifest: Buffer | null = null
  try {
    for await (const { name, bytes } of readArchive(path)) {
      if (found.size === 0 && name !== takeoutEntry.schema) throw noTakeout(path)
      if (name === takeoutEntry.manifest) manifest = await bytesOf(bytes)
      else if (name === takeoutEntry.schema) {
        const text = await bytesOf(bytes)
        schema = parsed<TakeoutSchema>(path, text)
        found.set(name, sha256(text))
      } else if (name.startsWith(takeoutEntry.file(''))) found.set(name, (await files.put(bytes)).sha256)
      else {
        const digest = createHash('sha256')
        for await (const chunk of bytes as AsyncIterable<Buffer>) digest.update(chunk)
        found.set(name, digest.digest('hex'))
      }
    }
  } catch (error) {
    throw damaged(path, error)
  }
  if (!schema) throw noTakeout(path)
  if (!manifest) throw cutShort(path)
  const read = parsed<TakeoutManifest>(path, manifest)
  for (const [name, { sha256: wanted }] of Object.entries(read.entries))
    if (found.get(name) !== wanted)
      throw refuse('invalid', null, {
        en: `${path} is damaged: ${name} is ${found.has(name) ? 'another than its manifest says' : 'missing'}.`,
        zh: `${path} 已损坏：${name} ${found.has(name) ? '与清单不符' : '缺失'}。`,
      })
  const strange = [...found.keys()].find((name) => !(name in read.entries))
  if (strange) throw noTakeout(path)
  return { schema, manifest: read, seal: sha256(manifest) }
}

function parsed<T extends { readonly format: number }>(path: string, bytes: Buffer): T {
  let read: T
  try {
    read = JSON.parse(bytes.toString('utf8')) as T
  } catch {
    throw noTakeout(path)
  }
  if (typeof read !== 'object' || read === null || typeof read.format !== 'number') throw noTakeout(path)
  if (read.format !== takeoutFormat)
    throw refuse('invalid', null, {
      en: `${path} has the format ${read.format}; this program reads ${takeoutFormat}. Update Sampan first.`,
      zh: `${path} 的格式版本为 ${read.format}，当前程序只支持 ${takeoutFormat}。请先升级 Sampan。`,
    })
  return read
}

function noTakeout(path: string) {
  return refuse('invalid', null, {
    en: `${path} is no export of everything. Make one: npx sampan export --all --out FILE`,
    zh: `${path} 不是完整导出文件。导出方法：npx sampan export --all --out 文件`,
  })
}

function cutShort(path: string) {
  return refuse('invalid', null, {
    en: `${path} was cut short: its manifest is missing.`,
    zh: `${path} 不完整：缺少清单。`,
  })
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex')
}
