import { fileURLToPath } from 'node:url'
import { build, type Plugin, type Rolldown } from 'vite'
import type { Parts } from './early.ts'

/** What is fetched early, by what needs it, as modules below `src/web`. */
const modules = {
  en: ['app/words/en.ts'],
  'en list': ['app/words/list.en.ts'],
  'zh-CN': ['app/words/zh-CN.ts'],
  'zh-CN list': ['app/words/list.zh-CN.ts'],
  'zh-TW': ['app/words/zh-TW.ts'],
  'zh-TW list': ['app/words/list.zh-CN.ts', 'app/words/later.zh-TW.ts'],
  list: ['records/ObjectScreen.tsx'],
  board: ['records/ObjectScreen.tsx', 'records/board/Board.tsx'],
  page: ['records/PageScreen.tsx'],
}

/** Puts into the page the script that asks for data and parts of the program before the program is here. */
export function askEarly(): Plugin {
  return {
    name: 'sampan-early',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      async handler(html, { bundle = {} }) {
        const code = await scriptOf(partsOf(bundle))
        const start = '<meta charset="utf-8" />'
        if (!html.includes(start)) throw new Error(`index.html has no ${start}`)
        return html.replace(start, () => `${start}\n    <script>${code}</script>`)
      },
    },
  }
}

function partsOf(bundle: Rolldown.OutputBundle): Parts {
  const chunks = Object.values(bundle).filter((one) => one.type === 'chunk')
  const filesOf = (start: Rolldown.OutputChunk, files = new Set<string>()) => {
    if (files.has(start.fileName)) return files
    files.add(start.fileName)
    for (const style of start.viteMetadata?.importedCss ?? []) files.add(style)
    for (const chunk of chunks) if (start.imports.includes(chunk.fileName)) filesOf(chunk, files)
    return files
  }
  const page = chunks.find(({ isEntry, facadeModuleId }) => isEntry && facadeModuleId?.endsWith('index.html'))
  const there = page ? filesOf(page) : new Set<string>()
  return Object.fromEntries(
    Object.entries(modules).map(([name, paths]) => {
      const files = paths.flatMap((path) => {
        const chunk = chunks.find(({ facadeModuleId }) => facadeModuleId?.endsWith(`/src/web/${path}`))
        if (!chunk) throw new Error(`${path} has no file of its own`)
        return [...filesOf(chunk)]
      })
      return [name, [...new Set(files)].filter((file) => !there.has(file)).map((file) => `/${file}`)]
    }),
  )
}

async function scriptOf(parts: Parts): Promise<string> {
  const built = await build({
    configFile: false,
    publicDir: false,
    logLevel: 'error',
    define: { __PARTS__: JSON.stringify(parts) },
    build: {
      write: false,
      target: 'es2022',
      lib: { entry: fileURLToPath(new URL('early.ts', import.meta.url)), formats: ['iife'], name: 'early' },
    },
  })
  const [output] = [built].flat()
  if (!output || !('output' in output)) throw new Error('The script of the page was not built.')
  return output.output[0].code.trim()
}
