import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { type Language, languages, negotiate } from '#kernel/label.ts'
import { closest } from '#kernel/text/distance.ts'

export type Settings = {
  readonly dataFolder: string
  readonly databaseUrl?: string
  readonly directUrl?: string
  readonly readUrl?: string
  readonly host: string
  readonly port: number
  readonly baseUrl?: string
  /** Own networks that webhooks, feeds and the like may call: `10.0.0.0/8,fd00::/8`. */
  readonly allowNetworks?: string
  /** The first administrator of an empty installation, where nobody is to open a set-up link. */
  readonly admin?: FirstAdmin
}

export type FirstAdmin = {
  readonly email: string
  readonly password: string
  readonly company: string
  readonly language: Language
}

type Environment = Readonly<Record<string, string | undefined>>

/** Everything that Sampan reads from the environment besides `PORT` and `HOST`; README says what each means. */
const known = [
  'DATABASE_URL',
  'DATABASE_URL_DIRECT',
  'DATABASE_URL_READ',
  'SAMPAN_ADMIN_EMAIL',
  'SAMPAN_ADMIN_PASSWORD',
  'SAMPAN_ALLOW_NETWORKS',
  'SAMPAN_BACKUPS',
  'SAMPAN_COMPANY',
  'SAMPAN_DATA',
  'SAMPAN_DEBUG',
  'SAMPAN_FEED_FOLDERS',
  'SAMPAN_KEY',
  'SAMPAN_KEY_FILE',
  'SAMPAN_LANGUAGE',
  'SAMPAN_METRICS_TOKEN',
  'SAMPAN_PREPARE',
  'SAMPAN_URL',
] as const

/** What may stand in a file instead, named by `…_FILE`, as containers hand over secrets. */
const secrets = [
  'DATABASE_URL',
  'DATABASE_URL_DIRECT',
  'DATABASE_URL_READ',
  'SAMPAN_ADMIN_PASSWORD',
  'SAMPAN_METRICS_TOKEN',
] as const

/**
 * Reads the settings of the environment, the same for the server and for every command; README lists them.
 * @throws one sentence that names the variable and what it should be
 */
export function settingsFrom(given: Environment): Settings {
  const env = withSecrets(given)
  const port = Number(env['PORT'] ?? 7717)
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new Error(`PORT is '${env['PORT']}'; it should be a number from 0 to 65535.`)
  const admin = firstAdmin(env)
  return {
    dataFolder: resolve(env['SAMPAN_DATA'] || './data'),
    ...(env['DATABASE_URL'] ? { databaseUrl: env['DATABASE_URL'] } : {}),
    ...(env['DATABASE_URL_DIRECT'] ? { directUrl: env['DATABASE_URL_DIRECT'] } : {}),
    ...(env['DATABASE_URL_READ'] ? { readUrl: env['DATABASE_URL_READ'] } : {}),
    host: env['HOST'] || '127.0.0.1',
    port,
    ...(env['SAMPAN_URL'] ? { baseUrl: addressOf(env['SAMPAN_URL']) } : {}),
    ...(env['SAMPAN_ALLOW_NETWORKS'] ? { allowNetworks: env['SAMPAN_ALLOW_NETWORKS'] } : {}),
    ...(admin ? { admin } : {}),
  }
}

/**
 * The environment with what its `…_FILE` variables point at.
 * @throws where both are given, or a file cannot be read
 */
export function withSecrets(env: Environment): Environment {
  const read: Record<string, string | undefined> = { ...env }
  for (const name of secrets) {
    const file = env[`${name}_FILE`]
    if (!file) continue
    if (env[name]) throw new Error(`Both ${name} and ${name}_FILE are given. Keep one of them.`)
    try {
      read[name] = readFileSync(file, 'utf8').trim()
    } catch (error) {
      throw new Error(`${name}_FILE names ${file}, which cannot be read: ${(error as { code?: string }).code}.`)
    }
  }
  return read
}

/** One sentence for each `SAMPAN_…` variable that Sampan does not know: most likely a slip of the finger. */
export function unknownSettings(env: Environment): readonly string[] {
  const names = [...known, ...secrets.map((name) => `${name}_FILE`)]
  return Object.keys(env)
    .filter((name) => name.startsWith('SAMPAN_') && !names.includes(name) && !ours.test(name))
    .map((name) => {
      const near = closest(name, names)
      return `${name} is no setting of Sampan and does nothing.${near ? ` Did you mean ${near.match}?` : ''}`
    })
}

/** Set by our own tests and processes. */
const ours = /^SAMPAN_(TEST|CRASH)_/

function firstAdmin(env: Environment): FirstAdmin | null {
  const [email, password] = [env['SAMPAN_ADMIN_EMAIL'], env['SAMPAN_ADMIN_PASSWORD']]
  if (!email && !password) return null
  if (!email || !password)
    throw new Error(
      `${email ? 'SAMPAN_ADMIN_PASSWORD' : 'SAMPAN_ADMIN_EMAIL'} is missing: the first administrator needs an address and a password.`,
    )
  const language = env['SAMPAN_LANGUAGE'] ?? negotiate((env['LANG'] ?? '').replace('_', '-').split('.')[0])
  if (!languages.some((one) => one === language))
    throw new Error(`SAMPAN_LANGUAGE is '${language}'; it should be one of ${languages.join(', ')}.`)
  return { email, password, company: env['SAMPAN_COMPANY'] || 'Sampan', language: language as Language }
}

function addressOf(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null
  if (url && /^https?:$/.test(url.protocol)) return text.replace(/\/+$/, '')
  throw new Error(`SAMPAN_URL is '${text}'; it should be an address such as https://crm.example.com.`)
}
