import { type Configuration, configurationLimits, noConfiguration, type Section, sections } from './configuration.ts'
import { keyShape, readProperties, shapeOfField, shapes } from './configuration-shapes.ts'
import { suggestion } from './declaration-problem.ts'
import { type Problem, problem } from './problem.ts'

/** What is wrong with an item. The field of the problem is a path inside the item; null for the whole. */
export type ItemProblem = { readonly section: Section; readonly key: string; readonly problem: Problem }

/**
 * Reads a configuration from untrusted input: its shape, keys and sizes. Whether names lead somewhere is asked of the
 * objects by `configure`. What is wrong is left out of the document and told.
 */
export function readConfiguration(input: unknown): {
  readonly document: Configuration
  readonly problems: readonly ItemProblem[]
} {
  const problems: ItemProblem[] = []
  const note = (section: Section, key: string, en: string, zh: string) =>
    problems.push({ section, key, problem: problem(null, { en, zh }) })
  if (!isPlain(input)) {
    note('objects', '', 'A configuration is an object with sections.', '配置应为包含各部分的对象。')
    return { document: noConfiguration, problems }
  }
  for (const key of Object.keys(input))
    if (!sections.includes(key as Section)) {
      const guess = suggestion(key, sections)
      note('objects', key, `There is no section '${key}'.${guess.en}`, `没有「${key}」这一部分。${guess.zh}`)
    }
  const document: Record<string, Record<string, unknown>> = {}
  for (const section of sections) {
    const given = Object.hasOwn(input, section) ? (input[section] ?? {}) : {}
    document[section] = {}
    if (!isPlain(given)) {
      note(section, '', 'A section is an object of items by their key.', '每一部分应为以标识为键的对象。')
      continue
    }
    const entries = Object.entries(given)
    const most = mostOf(section)
    if (entries.length > most) {
      note(section, '', `At most ${most} ${section}.`, `最多 ${most} 项。`)
      continue
    }
    for (const [key, item] of entries) {
      const { value, wrong } = readItem(section, key, item)
      problems.push(...wrong.map((one) => ({ section, key, problem: one })))
      if (wrong.length === 0) document[section][key] = value
    }
  }
  for (const [object, count] of countFields(document.fields ?? {}))
    if (count > configurationLimits.fieldsOfObject)
      note(
        'objects',
        object,
        `At most ${configurationLimits.fieldsOfObject} custom fields in an object.`,
        `每个对象最多 ${configurationLimits.fieldsOfObject} 个自定义字段。`,
      )
  return { document: document as unknown as Configuration, problems }
}

/** Reads one item. `wrong` has a problem for each property that does not fit. */
export function readItem(section: Section, key: string, item: unknown): { value: unknown; wrong: Problem[] } {
  const wrong: Problem[] = []
  readKey(section, key, wrong)
  if (!isPlain(item)) {
    wrong.push(problem(null, { en: 'An item is an object.', zh: '每一项应为对象。' }))
    return { value: null, wrong }
  }
  const { of, needs } = section === 'fields' ? shapeOfField(item['type']) : shapes[section]
  const value = readProperties(item, of, needs, '', wrong)
  if (section === 'rules' && ('must' in value ? 'is' in value : !('is' in value)) && wrong.length === 0)
    wrong.push(
      problem('must', {
        en: 'A rule has either a filter (must) or a formula (is).',
        zh: '规则要么写条件（must），要么写公式（is）。',
      }),
    )
  return { value, wrong }
}

/** Fields, choices and conditions are kept by `object.field`; labels by that or by the object; the rest by a key of their own. */
function readKey(section: Section, key: string, wrong: Problem[]): void {
  const parts = key.split('.')
  const both = section === 'fields' || section === 'choices' || section === 'conditions' || section === 'scores'
  if (both ? parts.length !== 2 : section === 'labels' ? parts.length > 2 : parts.length !== 1) {
    wrong.push(
      both
        ? problem('key', { en: 'The key is object.field.', zh: '标识应为「对象.字段」。' })
        : problem('key', { en: 'The key has no dots.', zh: '标识不能含点号。' }),
    )
    return
  }
  for (const part of parts) keyShape(part, 'key', wrong)
}

function mostOf(section: Section): number {
  if (section === 'objects') return configurationLimits.objects
  return section === 'fields' ? configurationLimits.fields : configurationLimits.items
}

function countFields(fields: Readonly<Record<string, unknown>>): Map<string, number> {
  const counts = new Map<string, number>()
  for (const key of Object.keys(fields)) {
    const object = key.split('.')[0] ?? ''
    counts.set(object, (counts.get(object) ?? 0) + 1)
  }
  return counts
}

function isPlain(input: unknown): input is Record<string, unknown> {
  return typeof input === 'object' && input !== null && !Array.isArray(input)
}
