import { globSync, readFileSync } from 'node:fs'
import { parseSync } from '@swc/core'

/** Which texts belong to which overlay, and in this order: what two of them say, the first one keeps. */
const groups: readonly (readonly [name: string, files: RegExp])[] = [
  ['kernel', /^src\/kernel\/(?!configuration|registry|reasons|company-settings|grant|api-key|score|rollup|flow)/],
  // what the browser draws by itself: labels of declarations and actions; refusals and the like come from the server
  [
    'modules',
    /^src\/modules\/(?!flows\/|.*(\.(rules|guard|convert|step)|\/(seeds|notices|claim|take|page|sites|keep|caps|roles|upgrades|quota|members))\.ts$)/,
  ],
  ['helps', /^$/],
  ['screens', /^src\/web\/(?!settings|import|docs|app\/words\/(?!zh-CN|cells|seen|help|notices|phone|today|page\.))/],
  // of the settings: in the browser with them, and on the server
  ['shared', /^src\/(kernel\/|modules\/(flows\/|.*\.step\.ts$))/],
  ['pages', /^src\/web\//],
  ['rules', /^src\/modules\//],
  ['engine', /^src\/engine\/(?!http\/openapi\/)/],
  ['api', /^src\/engine\/http\/openapi\//],
  ['commands', /^src\//],
]
/** Whole sentences of declarations, which stand below inputs: the browser needs them later than labels. */
const help = /[。；]/
const without = /\.test\.tsx?$|^src\/(modules\/demo|bench|words)\//

/** `zh:` of a label, `const zh`, `function quoteZh`. */
const names = /^zh$|Zh$/

/**
 * Every text in Simplified Chinese that people read, by overlay, in the order of the source: what is called `zh`, what
 * follows its English in a call (`wrongAt(at, en, zh)`), and the words of the screens. Places to fill are `{0}`, `{1}` …
 */
export function collectWords(root: string): ReadonlyMap<string, readonly string[]> {
  const seen = new Set<string>()
  const found = new Map(groups.map(([name]) => [name, [] as string[]]))
  const files = globSync('src/**/*.{ts,tsx}', { cwd: root }).map((file) => file.replaceAll('\\', '/'))
  for (const [name, of] of groups)
    for (const file of files.filter((f) => of.test(f) && !without.test(f)).sort())
      for (const text of textsOf(readFileSync(`${root}/${file}`, 'utf8'), file)) {
        if (seen.has(text)) continue
        seen.add(text)
        found.get(name === 'modules' && help.test(text) ? 'helps' : name)!.push(text)
      }
  return found
}

type Node = { readonly type?: string; readonly [key: string]: unknown }

function textsOf(source: string, file: string): readonly string[] {
  const texts: string[] = []
  const allOfIt = /words\/.*\.?zh-CN\.ts$/.test(file)
  visit(parseSync(source, { syntax: 'typescript', tsx: file.endsWith('x') }), allOfIt)
  return texts

  function visit(node: unknown, chinese: boolean): void {
    if (Array.isArray(node)) for (const one of node) visit(one, chinese)
    if (Array.isArray(node) || typeof node !== 'object' || node === null) return
    const { span: _, ...children } = node as Node
    const text = textOf(node as Node)
    if (chinese && text !== null && han.test(text)) texts.push(text)
    const named = (children['key'] ?? children['id'] ?? children['identifier']) as Node | null | undefined
    const label = names.test(String(named?.['value']))
    for (const [name, child] of Object.entries(children))
      if (children.type === 'CallExpression' && name === 'arguments') visitArguments(child as Node[], chinese)
      else visit(child, chinese || (label && /^(value|init|body)$/.test(name)))
  }

  function visitArguments(given: readonly Node[], chinese: boolean): void {
    for (const [i, argument] of given.entries())
      visit(argument, chinese || isEnglish(given[i - 1]?.['expression'] as Node | undefined))
  }
}

function isEnglish(node: Node | undefined): boolean {
  const text = node ? textOf(node) : null
  return text !== null && text !== '' && !han.test(text)
}

function textOf(node: Node): string | null {
  if (node.type === 'StringLiteral') return String(node['value'])
  if (node.type !== 'TemplateLiteral') return null
  const quasis = node['quasis'] as { cooked?: string; raw: string }[]
  return quasis.map(({ cooked, raw }, i) => (cooked ?? raw) + (i < quasis.length - 1 ? `{${i}}` : '')).join('')
}

const han = /\p{Script=Han}/u
