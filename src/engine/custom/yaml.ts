import { parse, stringify, YAMLParseError } from 'yaml'
import { type Configuration, sections } from '#kernel/configuration.ts'
import { refuse } from '#kernel/problem.ts'

const most = 2_000_000

/**
 * A configuration as one readable file: sections in their order, items as they were made, each with who answers for it and
 * why. Columns are this database's own and stay out, so that the file can be brought into another one.
 */
export function toYaml(document: Configuration, about: { workspace: string; version: number }): string {
  const told = Object.fromEntries(
    sections.flatMap((section) => {
      const items = Object.entries(document[section]).map(([key, item]) => {
        const { column: _column, ...rest } = item as { column?: string }
        return [key, rest]
      })
      return items.length > 0 ? [[section, Object.fromEntries(items)]] : []
    }),
  )
  const head = `# Sampan 同舟: the configuration of ${JSON.stringify(about.workspace)}, version ${about.version}.\n# 导入前可先查看差异：sampan config diff FILE\n`
  return head + stringify({ sampan: 1, ...told }, { lineWidth: 120, aliasDuplicateObjects: false })
}

/** Reads such a file; its items are checked by whoever takes them. Refuses what is no YAML, too large, or of a later format. */
export function fromYaml(text: string): unknown {
  if (text.length > most)
    throw refuse('invalid', 'yaml', { en: 'The file is larger than 2 MB.', zh: '文件超过 2 MB。' })
  const read = parsed(text)
  if (typeof read !== 'object' || read === null || Array.isArray(read) || !('sampan' in read))
    throw refuse('invalid', 'yaml', {
      en: 'This is no configuration of Sampan: it begins with "sampan: 1".',
      zh: '这不是 Sampan 的配置文件，文件应以「sampan: 1」开头。',
    })
  const { sampan, ...document } = read
  if (sampan !== 1)
    throw refuse('invalid', 'yaml', {
      en: `The file has the format ${String(sampan).slice(0, 20)}, which this program does not know.`,
      zh: `文件格式为 ${String(sampan).slice(0, 20)}，当前程序无法识别。`,
    })
  return document
}

function parsed(text: string): unknown {
  try {
    // No aliases: a few lines of them are gigabytes when they are written out.
    return parse(text, { schema: 'core', maxAliasCount: 0, uniqueKeys: true, prettyErrors: true })
  } catch (error) {
    if (error instanceof YAMLParseError) {
      const [at] = error.linePos ?? []
      throw refuse('malformed', 'yaml', {
        en: `Line ${at?.line ?? 1} cannot be read as YAML.`,
        zh: `第 ${at?.line ?? 1} 行不是有效的 YAML。`,
      })
    }
    if (error instanceof ReferenceError)
      throw refuse('malformed', 'yaml', { en: 'The file may have no aliases.', zh: '文件不能使用别名。' })
    throw error
  }
}
