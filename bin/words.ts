import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { collectWords } from './words/collect.ts'
import { draft } from './words/draft.ts'

/**
 * Keeps the overlays of Traditional Chinese in step with the source: `npm run words` drafts what is new, forgets what is gone
 * and prints the drafts. A draft is not a translation: read each line as somebody in Taipei would, and mend it in its file.
 */
const root = fileURLToPath(new URL('../', import.meta.url))
const folder = `${root}src/words/zh-TW`
mkdirSync(folder, { recursive: true })
const groups = collectWords(root)
const before = new Map([...groups.keys()].flatMap((name) => Object.entries(read(name))))
for (const [name, texts] of groups) {
  const overlay = Object.fromEntries(texts.map((text) => [text, before.get(text) ?? draft(text)]))
  writeFileSync(`${folder}/${name}.json`, `${JSON.stringify(overlay, null, 2)}\n`)
  for (const text of texts.filter((text) => !before.has(text)))
    process.stdout.write(`${name}: ${text} → ${overlay[text]}\n`)
}

function read(name: string): Readonly<Record<string, string>> {
  try {
    return JSON.parse(readFileSync(`${folder}/${name}.json`, 'utf8')) as Record<string, string>
  } catch (error) {
    if ((error as { code?: string }).code === 'ENOENT') return {}
    throw error
  }
}
