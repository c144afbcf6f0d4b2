import { createReadStream } from 'node:fs'
import { basename } from 'node:path'
import type { Session } from '#engine/context.ts'
import type { Runtime } from '#engine/runtime.ts'
import type { ApiImportSet } from '#kernel/api-import-set.ts'
import { say } from '#kernel/label.ts'
import type { Common } from './command.ts'
import { exit } from './exit.ts'
import { answer, columns, progress } from './terminal.ts'
import { words } from './words.ts'

/** Brings files in together: says what each of them is, runs them in their order, and tells what came of each. */
export async function importSet(
  runtime: Runtime,
  session: Session,
  paths: readonly string[],
  options: Common & { readonly list?: boolean },
): Promise<void> {
  const { uploadSet } = await import('#engine/import/set/set.ts')
  const { runSet } = await import('#engine/import/set/run.ts')
  const { presentSet } = await import('#engine/import/set/present.ts')
  const { loadSet } = await import('#engine/import/set/store.ts')
  const { id } = await uploadSet(runtime, session, opened(paths))
  const show = async () => presentSet(session, await loadSet(session, id))
  const found = await show()
  if (options.list) return answer(options.json, found, [...table(found, session), ...leftOut(found)])
  const bar = progress({ en: 'Importing', zh: '正在导入' }, null, options)
  const timer = setInterval(() => void show().then(({ counts }) => bar.at(counts.rows)), 1_000)
  try {
    await (await runSet(runtime, session, id)).ended
  } finally {
    clearInterval(timer)
    bar.end()
  }
  const done = await show()
  answer(options.json, done, [...table(done, session), ...leftOut(done)])
  if (done.status !== 'done' || done.counts.refused > 0) process.exitCode = exit.refused
}

async function* opened(paths: readonly string[]) {
  for (const path of paths) yield { fileName: basename(path), bytes: createReadStream(path) }
}

function table({ files }: ApiImportSet, { workspace, language }: Session): string[] {
  const heads = [
    { en: 'File', zh: '文件' },
    { en: 'Becomes', zh: '对象' },
    { en: 'Rows', zh: '行数' },
    { en: 'Columns', zh: '列' },
    { en: 'Created', zh: '新建' },
    { en: 'Updated', zh: '更新' },
    { en: 'Unchanged', zh: '无变化' },
    { en: 'Skipped', zh: '跳过' },
    { en: 'Refused', zh: '拒绝' },
  ]
  const nameOf = (key: string) => {
    const { label } = workspace.registry.object(key)
    return say(label, language)
  }
  return columns([
    heads.map(words),
    ...files.map(({ path, object, skip, rows, columns: { used, of }, progress: p }) => [
      path,
      object && !skip ? nameOf(object) : '–',
      String(rows),
      `${used}/${of}`,
      ...[p?.created, p?.updated, p?.unchanged, p?.skipped, p?.refused].map((n) => (n === undefined ? '' : String(n))),
    ]),
  ])
}

function leftOut({ leftOut: files }: ApiImportSet): string[] {
  return files.slice(0, 20).map(({ path, reason }) => `${path}: ${reason}`)
}
