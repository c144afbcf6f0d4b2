import type { ApiRecord, MetaObject } from '#kernel/api.ts'
import type { Field } from '#kernel/fields/field.ts'
import { isDuration } from '#kernel/fields/number.ts'
import type { SelectField } from '#kernel/fields/select.ts'
import { parseBooleanText } from '#kernel/text/boolean-text.ts'
import { parseDateText } from '#kernel/text/date-text.ts'
import { parseDuration } from '#kernel/text/duration.ts'
import { parseNumberText } from '#kernel/text/number-text.ts'
import { api } from '../../client/api.ts'
import { ask } from '../../client/fetch.ts'
import { instant } from '../../ui/format.ts'
import { say } from '../../ui/language.ts'
import { writable } from '../columnsOf.ts'
import type { Patch } from './useGrid.ts'

/** A block from the clipboard, and the rows and columns that it is laid over. */
export type Block = {
  readonly text: string
  readonly rows: readonly ApiRecord[]
  readonly keys: readonly string[]
  /** How many cells were marked: one value fills them all. */
  readonly marked: { readonly rows: number; readonly columns: number }
}

/** A cell that cannot be written, and why. */
export type RefusedCell = {
  readonly row: ApiRecord
  readonly key: string | null
  readonly text: string
  readonly reason: string
}

export type Laid = {
  readonly patches: readonly Patch[]
  readonly refused: readonly RefusedCell[]
  readonly cells: number
  /** Lines of the block below the last loaded row. */
  readonly beyond: number
}

export type PasteWords = { readonly readOnly: string; readonly unreadable: string; readonly unknown: string }

/** Reads tab-separated lines as spreadsheets put them into the clipboard; quoted cells may hold tabs and line breaks. */
export function readBlock(text: string): string[][] {
  const lines: string[][] = [[]]
  let cell = ''
  let quoted = false
  const clean = text.replace(/\r\n?/g, '\n').replace(/\n$/, '')
  for (let i = 0; i < clean.length; i++) {
    const sign = clean[i]!
    if (quoted) {
      if (sign !== '"') cell += sign
      else if (clean[i + 1] === '"') {
        cell += '"'
        i++
      } else quoted = false
    } else if (sign === '"' && cell === '') quoted = true
    else if (sign === '\t' || sign === '\n') {
      lines.at(-1)!.push(cell)
      cell = ''
      if (sign === '\n') lines.push([])
    } else cell += sign
  }
  lines.at(-1)!.push(cell)
  return lines
}

/** Lays a block over cells: what each record is given, and what cannot be read. Names of other records are looked up. */
export async function layBlock(object: MetaObject, block: Block, words: PasteWords): Promise<Laid> {
  const read = readBlock(block.text)
  const one = read.length === 1 && read[0]!.length === 1 ? read[0]![0]! : null
  const lines =
    one === null
      ? read
      : Array.from({ length: block.marked.rows }, () => Array.from({ length: block.marked.columns }, () => one))
  const found = await referencesIn(object, block.keys, lines)
  const refused: RefusedCell[] = []
  const patches: Patch[] = []
  let cells = 0
  for (const [i, row] of block.rows.slice(0, lines.length).entries()) {
    const values: Record<string, unknown> = {}
    for (const [j, text] of lines[i]!.entries()) {
      const key = block.keys[j]
      if (key === undefined) continue
      cells++
      const field = object.fields[key]!
      const value = writable(object, key) ? readCell(field, text, found) : { wrong: 'readOnly' as const }
      if ('wrong' in value) refused.push({ row, key, text, reason: words[value.wrong] })
      else values[key] = value.value
    }
    if (Object.keys(values).length > 0) patches.push({ id: row.id, version: row.version, values })
  }
  return { patches, refused, cells, beyond: Math.max(lines.length - block.rows.length, 0) }
}

type Read = { readonly value: unknown } | { readonly wrong: keyof PasteWords }

/** Reads one cell by the type of its field. What the server reads in its own way is left to it. */
export function readCell(field: Field, text: string, found: References): Read {
  const word = text.trim()
  if (word === '') return { value: null }
  if ('options' in field) {
    const option = (one: string) => optionOf(field as unknown as SelectField, one)
    if (field.type !== 'multiSelect') return option(word) ? { value: option(word) } : { wrong: 'unknown' }
    const keys = word.split(/[,，、;；]\s*/).map(option)
    return keys.every(Boolean) ? { value: keys } : { wrong: 'unknown' }
  }
  if ('to' in field) {
    const names = field.type === 'relations' ? word.split(/[,，、;；]\s*/) : [word]
    const ids = names.map((name) => found.get(`${String(field.to)}\n${name}`))
    if (ids.some((id) => id === undefined)) return { wrong: 'unknown' }
    return { value: field.type === 'relations' ? ids : ids[0] }
  }
  if (field.type === 'boolean') {
    const value = parseBooleanText(word)
    return value === null ? { wrong: 'unreadable' } : { value }
  }
  if (field.type === 'date' || field.type === 'datetime') {
    const read = parseDateText(word)
    if (!read) return { wrong: 'unreadable' }
    const [day = '', time = '00:00'] = read.split('T')
    if (field.type === 'date') return { value: day }
    return { value: /Z|[+-]\d\d:?\d\d$/.test(time) ? read : instant(day, time.slice(0, 5)) }
  }
  if (isDuration(field)) {
    const seconds = parseDuration(word, 'minutes')
    return seconds === null ? { wrong: 'unreadable' } : { value: seconds }
  }
  if (field.type === 'number' || field.type === 'percent' || field.type === 'money') {
    const number = parseNumberText(word)
    if (!number) return { wrong: 'unreadable' }
    if (field.type !== 'money') return { value: number.value }
    return { value: { amount: number.value, ...(number.currency && { currency: number.currency }) } }
  }
  if (field.type === 'address' || field.type === 'files') return { wrong: 'unreadable' }
  return { value: word }
}

function optionOf({ options }: SelectField, word: string): string | undefined {
  const same = (text: string) => text.trim().toLowerCase() === word.toLowerCase()
  return options.find(({ key, label }) => [key, label.en, label.zh, say(label)].some(same))?.key
}

/** Ids by object and name. A name that two records share is no reference. */
export type References = ReadonlyMap<string, string>

async function referencesIn(
  object: MetaObject,
  keys: readonly string[],
  lines: readonly (readonly string[])[],
): Promise<References> {
  const wanted = new Map<string, Set<string>>()
  for (const [j, key] of keys.entries()) {
    const field = object.fields[key]!
    if (!('to' in field)) continue
    const names = wanted.get(String(field.to)) ?? new Set()
    for (const line of lines)
      for (const name of (field.type === 'relations' ? line[j]?.split(/[,，、;；]\s*/) : [line[j] ?? '']) ?? [])
        if (name.trim()) names.add(name.trim())
    wanted.set(String(field.to), names)
  }
  const found = new Map<string, string>()
  const twice = new Set<string>()
  await Promise.all(
    [...wanted].map(async ([to, names]) => {
      const title = titles.get(to) ?? 'name'
      for (const some of chunks([...names], 100)) {
        const { data } = await api.list(to, { where: { [title]: { in: some } }, select: [title], limit: 1_000 })
        for (const record of data) {
          const name = `${to}\n${String(record[title])}`
          if (found.has(name)) twice.add(name)
          found.set(name, record.id)
        }
      }
    }),
  )
  for (const name of twice) found.delete(name)
  return found
}

/** The field that names the records of each object; told by the list, which knows the declarations. */
const titles = new Map<string, string>()
export function knowTitles(objects: Readonly<Record<string, MetaObject>>): void {
  for (const { key, title } of Object.values(objects)) titles.set(key, title)
}

function chunks<T>(list: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, i) => list.slice(i * size, (i + 1) * size))
}

type Trial = { readonly refused: readonly { index: number; errors: { field: string | null; detail: string }[] }[] }

/** Asks the server what it would refuse of a block: the patches that would go, and the cells that would not. */
export async function tryBlock(
  object: MetaObject,
  rows: readonly ApiRecord[],
  patches: readonly Patch[],
): Promise<{ good: readonly Patch[]; refused: readonly RefusedCell[] }> {
  if (patches.length === 0) return { good: [], refused: [] }
  const { refused } = await ask<Trial>('POST', `/api/v1/${object.key}/batch`, {
    body: { update: patches.map(({ id, values }) => ({ ...values, id })), trial: true },
  })
  const wrong = new Map(refused.map(({ index, errors }) => [index, errors]))
  const byId = new Map(rows.map((row) => [row.id, row]))
  return {
    good: patches.filter((_, i) => !wrong.has(i)),
    refused: [...wrong].flatMap(([index, errors]) =>
      errors.map(({ field, detail }): RefusedCell => {
        const patch = patches[index]!
        const key = field?.split('.')[0] ?? null
        const text = key && key in patch.values ? String(patch.values[key] ?? '') : ''
        return { row: byId.get(patch.id)!, key, text, reason: detail }
      }),
    ),
  }
}

/** How many cells have kept their value against what was written, because a rule computes it, such as a sum of lines. */
export function heldCells(
  rows: readonly ApiRecord[],
  patches: readonly Patch[],
  saved: readonly (ApiRecord | null)[],
): number {
  const before = new Map(rows.map((row) => [row.id, row]))
  return patches.reduce((sum, { id, values }, i) => {
    const [was, is] = [before.get(id), saved[i]]
    const held = Object.entries(values).filter(
      ([key, asked]) => was && is && same(was[key], is[key]) && !same(was[key], asked),
    )
    return sum + held.length
  }, 0)
}

/** Do two values say the same, however they are written: a reference by its id, an amount with or without its places? */
function same(a: unknown, b: unknown): boolean {
  return plain(a) === plain(b)
}

function plain(value: unknown): string {
  if (Array.isArray(value)) return value.map(plain).sort().join()
  if (typeof value === 'object' && value !== null) {
    const { amount, id, raw } = value as { readonly amount?: unknown; readonly id?: unknown; readonly raw?: unknown }
    return amount === undefined ? String(id ?? raw ?? JSON.stringify(value)) : plain(amount)
  }
  const text = String(value ?? '').trim()
  return text !== '' && Number.isFinite(Number(text)) ? String(Number(text)) : text
}
