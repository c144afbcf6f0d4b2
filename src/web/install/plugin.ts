import { createHash } from 'node:crypto'
import type { Plugin } from 'vite'

/** Writes into the service worker which files of the build the first screen needs, and a version that changes with any file. */
export function shellOfWorker(): Plugin {
  return {
    name: 'sampan-shell',
    generateBundle(_options, bundle) {
      const worker = bundle['sw.js']
      if (worker?.type !== 'chunk') return
      const needed = new Set<string>()
      const take = (file: string) => {
        const chunk = bundle[file]
        if (needed.has(file) || chunk?.type !== 'chunk') return
        needed.add(file)
        for (const style of chunk.viteMetadata?.importedCss ?? []) needed.add(style)
        for (const next of chunk.imports) take(next)
      }
      for (const chunk of Object.values(bundle)) {
        if (chunk.type !== 'chunk' || chunk.name === 'worker') continue
        if (chunk.isEntry || /\/app\/(Today\.tsx|words\/(en|zh-CN)\.ts)$/.test(chunk.facadeModuleId ?? ''))
          take(chunk.fileName)
      }
      const version = createHash('sha256').update(Object.keys(bundle).sort().join()).digest('hex').slice(0, 12)
      const files = [...needed].sort().map((file) => `/${file}`)
      worker.code = worker.code.replaceAll('__SHELL__', JSON.stringify({ version, files }))
    },
  }
}
