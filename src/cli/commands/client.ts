import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { refuse } from '#kernel/problem.ts'
import type { ApiDocument } from '../client/document.ts'
import { clientPackage } from '../client/package.ts'
import { type Common, command } from '../command.ts'
import { withWorkspace } from '../open.ts'
import { answer } from '../terminal.ts'
import { version } from '../version.ts'
import { words } from '../words.ts'
import { sessionAs } from './import.ts'

type Client = Common & { readonly out: string; readonly as?: string; readonly url?: string }

/** `sampan client --out FOLDER`: a typed client of the workspace's API, its own objects and fields included. */
export function clientCommand() {
  return command(
    'client',
    {
      en: 'write a typed TypeScript client of the API, with your own objects and fields',
      zh: '生成带类型的 TypeScript 客户端，包含自定义对象和字段',
    },
    ['workspace'],
  )
    .requiredOption('--out <folder>', words({ en: 'where the package goes', zh: '输出目录' }))
    .option('--as <email>', words({ en: 'as far as that person may', zh: '仅包含该成员有权限的内容' }))
    .option(
      '--url <address>',
      words({ en: 'of a Sampan elsewhere; its key is in SAMPAN_KEY', zh: '远程 Sampan 的地址，密钥取自 SAMPAN_KEY' }),
    )
    .action(async (options: Client) => {
      const folder = resolve(options.out)
      refuseForeign(folder)
      const document = options.url ? await fetchDocument(options.url) : await ownDocument(options)
      const files = clientPackage(document, version)
      mkdirSync(folder, { recursive: true })
      for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
      answer(options.json, { folder, files: Object.keys(files) }, [folder])
    })
}

function ownDocument(options: Client): Promise<ApiDocument> {
  return withWorkspace(options, async ({ workspace }) => {
    const { openApi } = await import('#engine/http/openapi/document.ts')
    return openApi(await sessionAs(workspace, options.as)) as ApiDocument
  })
}

async function fetchDocument(url: string): Promise<ApiDocument> {
  const unreachable = (why: string) =>
    refuse('unavailable', 'url', {
      en: `${url} gives no document of its API: ${why}`,
      zh: `无法从 ${url} 取得 API 文档：${why}`,
    })
  if (!URL.canParse(url)) throw unreachable('?')
  const headers = { authorization: `Bearer ${process.env['SAMPAN_KEY'] ?? ''}` }
  const response = await fetch(new URL('/openapi.json', url), { headers }).catch((error: unknown) => {
    throw unreachable(String(error))
  })
  if (!response.ok) throw unreachable(`HTTP ${response.status}`)
  return (await response.json()) as ApiDocument
}

/** Writes over a client that was made before, and over nothing else. */
function refuseForeign(folder: string): void {
  if (!existsSync(folder) || readdirSync(folder).length === 0) return
  const manifest = join(folder, 'package.json')
  if (existsSync(manifest) && /"name": "sampan-client"/.test(readFileSync(manifest, 'utf8'))) return
  throw refuse('conflict', 'out', {
    en: `${folder} holds something else. Choose an empty folder.`,
    zh: `${folder} 中已有其他内容，请选择空目录。`,
  })
}
