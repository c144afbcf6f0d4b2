import { createHash } from 'node:crypto'

/** A piece of SQL: texts with parameters between them. Composed, never concatenated from user input. */
export class Sql {
  readonly texts: readonly string[]
  readonly values: readonly unknown[]

  constructor(texts: readonly string[], values: readonly unknown[]) {
    this.texts = texts
    this.values = values
  }

  /** The statement as PostgreSQL takes it, parameters numbered. */
  compile(): { text: string; values: unknown[] } {
    let text = this.texts[0] ?? ''
    for (let i = 1; i < this.texts.length; i++) text += `$${i}${this.texts[i]}`
    return { text, values: [...this.values] }
  }
}

/**
 * Builds SQL: `` sql`select ${ident('name')} from ${table} where id = ${id}::uuid` ``.
 * A `Sql` inside is spliced in; every other value becomes a parameter.
 */
export function sql(strings: TemplateStringsArray, ...parts: readonly unknown[]): Sql {
  const texts: string[] = [strings[0] ?? '']
  const values: unknown[] = []
  parts.forEach((part, i) => {
    const after = strings[i + 1] ?? ''
    if (part instanceof Sql) {
      texts[texts.length - 1] += part.texts[0] ?? ''
      for (let k = 1; k < part.texts.length; k++) {
        values.push(part.values[k - 1])
        texts.push(part.texts[k] ?? '')
      }
      texts[texts.length - 1] += after
    } else {
      values.push(part)
      texts.push(after)
    }
  })
  return new Sql(texts, values)
}

/** A quoted identifier. Only names from the registry or from code come here, and only of a harmless shape. */
export function ident(...names: readonly string[]): Sql {
  const key = names.join('.')
  const known = idents.get(key)
  if (known) return known
  for (const name of names)
    if (!/^[a-zA-Z_][a-zA-Z0-9_]{0,62}$/.test(name)) throw new Error(`Not an identifier: ${name}`)
  const made = new Sql([names.map((name) => `"${name}"`).join('.')], [])
  if (idents.size >= 20_000) idents.clear()
  idents.set(key, made)
  return made
}
const idents = new Map<string, Sql>()

/** Text that stands in our code. Never anything that was given. */
export function raw(text: string): Sql {
  return new Sql([text], [])
}

/** Pieces in a row, with a separator between them. */
export function join(parts: readonly Sql[], separator = ', '): Sql {
  const texts: string[] = ['']
  const values: unknown[] = []
  parts.forEach((part, i) => {
    texts[texts.length - 1] += (i > 0 ? separator : '') + (part.texts[0] ?? '')
    for (let k = 1; k < part.texts.length; k++) {
      values.push(part.values[k - 1])
      texts.push(part.texts[k] ?? '')
    }
  })
  return new Sql(texts, values)
}

/** All conditions must hold; true where there is none. */
export function and(parts: readonly Sql[]): Sql {
  return parts.length === 0 ? raw('true') : parts.length === 1 ? parts[0]! : sql`(${join(parts, ' and ')})`
}

/** One condition must hold; false where there is none. */
export function or(parts: readonly Sql[]): Sql {
  return parts.length === 0 ? raw('false') : parts.length === 1 ? parts[0]! : sql`(${join(parts, ' or ')})`
}

/**
 * `column = …` for one id, `column = any(…)` for several. PostgreSQL reckons an array of unknown length at ten rows, takes
 * a plan made for one id for better than its generic plan, and so would plan a prepared statement anew at every call.
 */
export function isOneOf(column: Sql, ids: readonly string[]): Sql {
  return ids.length === 1 ? sql`${column} = ${ids[0]}::uuid` : sql`${column} = any(${ids}::uuid[])`
}

/**
 * `limit n`, as a number in the text: a generic plan does not know what a parameter will be, reckons a tenth of the
 * table, and loses against planning anew. Rounded up, so that few texts are prepared; the caller cuts what is too much.
 */
export function limitTo(rows: number): Sql {
  return raw(`limit ${limits.find((step) => step >= rows) ?? rows}`)
}
const limits = [1, 2, 7, 11, 21, 26, 51, 101, 201, 501, 1_001]

/** The name of a prepared statement: two texts never share one (growth.md, rule 16). */
export function statementName(text: string): string {
  let name = names.get(text)
  if (!name) {
    name = createHash('sha256').update(text).digest('base64url').slice(0, 20)
    if (names.size >= 5_000) names.clear()
    names.set(text, name)
  }
  return name
}
const names = new Map<string, string>()
