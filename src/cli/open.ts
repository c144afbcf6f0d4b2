import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Workspace } from '#engine/context.ts'
import { findEmbedded, startEmbedded } from '#engine/db/embedded/embedded.ts'
import type { Runtime } from '#engine/runtime.ts'
import { refuse } from '#kernel/problem.ts'
import { openSampan } from '#server'
import { type Settings, settingsFrom } from '../settings.ts'
import type { Common } from './command.ts'

/** The settings of the environment, with the data folder of the command line. */
export function settingsOf(options: Common): Settings {
  const settings = settingsFrom(process.env)
  return options.data ? { ...settings, dataFolder: resolve(options.data) } : settings
}

/** Settings that lead to the database of the Sampan that runs on this folder, where one runs. */
export function besideServer(settings: Settings): Settings & { readonly beside: boolean } {
  const running = settings.databaseUrl ? undefined : findEmbedded(settings.dataFolder)
  return running ? { ...settings, databaseUrl: running.url, beside: true } : { ...settings, beside: false }
}

/**
 * Runs a command on Sampan: through the database of the server that runs on the data folder, else with one of its own,
 * which stops afterwards. Refuses a folder that holds none, unless the command may make one.
 */
export async function withSampan<T>(
  options: Common & { readonly create?: boolean },
  run: (sampan: { runtime: Runtime; settings: Settings }) => Promise<T>,
): Promise<T> {
  const settings = besideServer(settingsOf(options))
  if (!options.create && !settings.databaseUrl) refuseEmpty(settings)
  const sampan = await openSampan(settings, { worker: false })
  try {
    return await run({ runtime: sampan.runtime, settings })
  } finally {
    await sampan.close()
  }
}

/** Like `withSampan`, for what is done in one workspace: the only one, or the one that the command line names. */
export function withWorkspace<T>(
  options: Common,
  run: (sampan: { runtime: Runtime; settings: Settings; workspace: Workspace }) => Promise<T>,
): Promise<T> {
  return withSampan(options, async (sampan) =>
    run({ ...sampan, workspace: await choose(sampan.runtime, options.workspace) }),
  )
}

/** Runs a command on the bare database: no migration, no pool, nothing is written by opening it. */
export async function withDatabase<T>(
  options: Common,
  run: (place: { databaseUrl: string; settings: Settings & { readonly beside: boolean } }) => Promise<T>,
): Promise<T> {
  const settings = besideServer(settingsOf(options))
  if (settings.databaseUrl) return run({ databaseUrl: settings.directUrl ?? settings.databaseUrl, settings })
  refuseEmpty(settings)
  const embedded = await startEmbedded({ dataFolder: settings.dataFolder })
  try {
    return await run({ databaseUrl: embedded.url, settings })
  } finally {
    await embedded.stop()
  }
}

async function choose(runtime: Runtime, name: string | undefined): Promise<Workspace> {
  const all = await runtime.workspaces.all()
  const fitting = name ? all.filter((w) => w.id === name || w.name === name || w.schema === name) : all
  const [found] = fitting
  if (found && fitting.length === 1) return found
  const list = all.map((w) => `  ${w.name} (${w.id})`).join('\n')
  if (all.length === 0)
    throw refuse('missing', null, {
      en: 'Nobody has set Sampan up yet. Start it with npm start, or make a new link: npx sampan setup-link',
      zh: 'Sampan 还没有完成初始设置。请运行 npm start 启动，或生成新的设置链接：npx sampan setup-link',
    })
  if (name && !found)
    throw refuse('missing', null, {
      en: `There is no workspace '${name}'. There are:\n${list}`,
      zh: `没有工作区「${name}」。现有：\n${list}`,
    })
  throw refuse('missing', null, {
    en: `There are several workspaces; choose one by --workspace:\n${list}`,
    zh: `有多个工作区，请用 --workspace 选择：\n${list}`,
  })
}

function refuseEmpty({ dataFolder }: Settings): void {
  if (existsSync(join(dataFolder, 'database', 'cluster'))) return
  throw refuse('missing', null, {
    en: `There is no Sampan in ${dataFolder}. Choose its folder by --data or SAMPAN_DATA, or start it once: npm start`,
    zh: `${dataFolder} 中没有 Sampan 的数据。请用 --data 或 SAMPAN_DATA 指定数据目录，或先运行一次 npm start。`,
  })
}
