import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'
import { existsSync, linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { refuse } from '#kernel/problem.ts'
import type { SealedColumn } from './secret-columns.ts'

/** Where a secret lies: its column, and the id of its row. A sealed text opens there and nowhere else. */
export type SecretPlace = { readonly column: SealedColumn; readonly id: string }

/** Keeps passwords, tokens and private keys of other systems unreadable in the database, its dumps and its logs. */
export type Secrets = {
  /** The ids of all keys that open, the one that seals first. */
  keyIds(): readonly string[]
  /** Seals a text for its place: AES-256-GCM (NIST SP 800-38D), a random nonce of 96 bits, the place as associated data. */
  seal(text: string, place: SecretPlace): string
  /** Opens what was sealed for this place. Refuses (503) where the key is missing, or the text was damaged or lay elsewhere. */
  open(sealed: string, place: SecretPlace): string
  /** The same secret under the present key; null where it is so already. */
  reseal(sealed: string, place: SecretPlace): string | null
}

/** The file of the keys in the data folder: a line each, the sealing one first. */
export const keyFile = 'key'

type Environment = Readonly<Record<string, string | undefined>>
type Key = { readonly id: string; readonly bytes: Buffer }

/**
 * The secrets of an installation. Its keys come from `SAMPAN_KEY` (32 bytes in base64; several, the sealing one first,
 * apart by commas), else from the file that `SAMPAN_KEY_FILE` names, else from the data folder (`makeKey`). They are read
 * when first needed, and again when a text names a key that is not known yet: another process may have added it.
 */
export function openSecrets(dataFolder: string, env: Environment = process.env): Secrets {
  let held: readonly Key[] | null = null
  const keys = () => (held ??= readKeys(dataFolder, env))
  const keyNamed = (id: string): Key => {
    const known = () => keys().find((key) => key.id === id)
    if (!known()) held = null
    const found = known()
    if (!found)
      throw cannotOpen(
        `The key ${id} is missing. Put back the file '${keyFile}' of the data folder, from a backup of this installation.`,
        `缺少密钥 ${id}。请从本系统的备份中恢复数据目录里的「${keyFile}」文件。`,
        'keyMissing',
      )
    return found
  }
  const open = (sealed: string, place: SecretPlace): string => {
    const [, id, body] = sealedShape.exec(sealed) ?? []
    if (!id || !body) throw damaged(place)
    const bytes = Buffer.from(body, 'base64url')
    const cipher = createDecipheriv('aes-256-gcm', keyNamed(id).bytes, bytes.subarray(0, nonceLength), {
      authTagLength: tagLength,
    })
      .setAAD(Buffer.from(addressOf(place)))
      .setAuthTag(bytes.subarray(-tagLength))
    try {
      return Buffer.concat([cipher.update(bytes.subarray(nonceLength, -tagLength)), cipher.final()]).toString('utf8')
    } catch {
      // GCM says no more than that it is not what was sealed for this place.
      throw damaged(place)
    }
  }
  const seal = (text: string, place: SecretPlace): string => {
    const key = keys()[0]!
    const nonce = randomBytes(nonceLength)
    const cipher = createCipheriv('aes-256-gcm', key.bytes, nonce, { authTagLength: tagLength })
    cipher.setAAD(Buffer.from(addressOf(place)))
    const body = Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()])
    return `sealed1.${key.id}.${body.toString('base64url')}`
  }
  return {
    keyIds: () => keys().map((key) => key.id),
    seal,
    open,
    reseal: (sealed, place) =>
      sealed.startsWith(`sealed1.${keys()[0]!.id}.`) ? null : seal(open(sealed, place), place),
  }
}

/** Makes the key of a new installation, where none is and none is given: whole or not at all, and never over another. */
export function makeKey(dataFolder: string, env: Environment = process.env): void {
  const file = join(dataFolder, keyFile)
  if (env['SAMPAN_KEY'] || env['SAMPAN_KEY_FILE'] || existsSync(file)) return
  const beside = writeBeside(file, [newKey()])
  try {
    linkSync(beside, file)
  } catch (error) {
    // Two processes may start at once; the first one's key is everybody's.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    rmSync(beside)
  }
}

/** All keys as a backup keeps them. Refuses where there are none: what they sealed would be lost with it. */
export function keysForBackup(dataFolder: string, env: Environment = process.env): Buffer {
  return Buffer.from(textOf(readKeys(dataFolder, env)))
}

/** Makes a new key the sealing one; the earlier ones go on opening. @returns its id */
export function addKey(dataFolder: string, env: Environment = process.env): string {
  if (env['SAMPAN_KEY'])
    throw refuse('conflict', null, {
      en: 'The key comes from SAMPAN_KEY. Put a new one before it there, apart by a comma, and start again.',
      zh: '密钥来自环境变量 SAMPAN_KEY。请在其最前面加入新密钥（用逗号分隔）后重新启动。',
    })
  const file = fileOf(dataFolder, env)
  const keys = [newKey(), ...readKeys(dataFolder, env)]
  renameSync(writeBeside(file, keys), file)
  return keys[0]!.id
}

/** Is this a text that `seal` made? */
export function isSealed(text: string): boolean {
  return sealedShape.test(text)
}

/** Which file holds the keys. */
export function fileOf(dataFolder: string, env: Environment = process.env): string {
  return env['SAMPAN_KEY_FILE'] || join(dataFolder, keyFile)
}

const nonceLength = 12
const tagLength = 16
const sealedShape = /^sealed1\.([0-9a-f]{8})\.([\w-]{38,})$/

function readKeys(dataFolder: string, env: Environment): Key[] {
  const given = env['SAMPAN_KEY']
  if (given) return parseKeys(given)
  const file = fileOf(dataFolder, env)
  if (existsSync(file)) return parseKeys(readFileSync(file, 'utf8'))
  throw cannotOpen(
    `The key of this installation is missing: ${file}. Put it back from a backup.`,
    `缺少本系统的密钥文件：${file}。请从备份中恢复。`,
    'keyMissing',
  )
}

function writeBeside(file: string, keys: readonly Key[]): string {
  const beside = `${file}.${process.pid}`
  writeFileSync(beside, textOf(keys), { mode: 0o600, flush: true })
  return beside
}

function newKey(): Key {
  return keyOf(randomBytes(32))
}

function keyOf(bytes: Buffer): Key {
  return { bytes, id: createHash('sha256').update('sampan key').update(bytes).digest('hex').slice(0, 8) }
}

function textOf(keys: readonly Key[]): string {
  return keys.map((key) => `${key.bytes.toString('base64url')}\n`).join('')
}

function parseKeys(text: string): Key[] {
  const keys = text.split(/[\s,]+/).flatMap((word) => (word === '' ? [] : [keyOf(Buffer.from(word, 'base64'))]))
  if (keys.length > 0 && keys.every((key) => key.bytes.length === 32)) return keys
  throw refuse('invalid', null, {
    en: 'A key is 32 bytes in base64, one a line. Make one: openssl rand -base64 32',
    zh: '密钥应为 32 字节的 base64 文本，每行一个。可用 openssl rand -base64 32 生成。',
  })
}

/** The associated data: what would have to be the same for a sealed text to open elsewhere. */
function addressOf({ column, id }: SecretPlace): string {
  return `sampan ${column}/${id}`
}

function damaged({ column }: SecretPlace) {
  return cannotOpen(
    `A secret in ${column} cannot be opened: it was damaged, or sealed for another place. Enter it again.`,
    `${column} 中的一项保密内容无法解密：已损坏，或不属于此处。请重新填写。`,
    'secretDamaged',
  )
}

function cannotOpen(en: string, zh: string, code: string) {
  return refuse('unavailable', null, { en, zh }, code)
}
