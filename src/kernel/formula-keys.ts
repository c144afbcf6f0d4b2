import { suggestion } from './declaration-problem.ts'
import { segmentsOf, tokenize, wrongAt } from './formula-tokens.ts'
import type { Registry } from './registry.ts'
import { foldText } from './text/fold.ts'

type Context = {
  readonly registry: Pick<Registry, 'objects'>
  /** Key of the object whose fields are meant. */
  readonly object: string
  readonly visible?: (object: string, field: string) => boolean
}

/** The expression with keys where labels stand in braces: `{金额} * {客户}.{折扣}` → `amount * account.discount`. */
export function formulaWithKeys(is: string, context: Context): string {
  const tokens = tokenize(is)
  let text = ''
  let at = 0
  for (const token of tokens) {
    if (token.is !== 'name' || !token.text.includes('{')) continue
    text += is.slice(at, token.at - 1) + pathWithKeys(token.text, token.at, context)
    at = token.at - 1 + token.text.length
  }
  return text + is.slice(at)
}

/** A path with keys where labels stand in braces. Refuses a label that no field has, or that several have. */
export function pathWithKeys(path: string, at: number, { registry, object, visible }: Context): string {
  if (!path.includes('{')) return path
  let here = registry.objects.get(object)
  return segmentsOf(path)
    .map((segment) => {
      const key = segment.startsWith('{') ? keyOf(segment.slice(1, -1)) : segment
      const field = here && Object.hasOwn(here.fields, key) ? here.fields[key] : undefined
      here = field && 'to' in field ? registry.objects.get(String(field.to)) : undefined
      return key
    })
    .join('.')

  function keyOf(label: string): string {
    const wanted = foldText(label)
    const fields = Object.entries(here?.fields ?? {}).filter(([key]) => !visible || visible(here!.key, key))
    const found = fields.filter(([, f]) => foldText(f.label.zh) === wanted || foldText(f.label.en) === wanted)
    const [only] = found
    if (only && found.length === 1) return only[0]
    if (found.length > 1) {
      const keys = found.map(([key]) => key).join(', ')
      throw wrongAt(
        at,
        `Several fields are called '${label}': use a key, ${keys}.`,
        `有多个字段叫「${label}」，请改用标识：${keys}。`,
      )
    }
    const guess = suggestion(
      label,
      fields.flatMap(([, f]) => [f.label.zh, f.label.en]),
    )
    throw wrongAt(at, `No field is called '${label}'.${guess.en}`, `没有叫「${label}」的字段。${guess.zh}`)
  }
}
