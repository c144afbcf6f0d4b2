import type { Meta, MetaObject } from '#kernel/api.ts'
import type { Values } from '#kernel/object.ts'
import { companySpellings } from '#kernel/text/company-name.ts'
import { readSignature, type Signature } from '#kernel/text/signature.ts'
import { api } from '../client/api.ts'
import { isFree, partOf } from './fillable.ts'

/** What a pasted text says, by the fields of an object that it can fill; a company that exists becomes a relation to it. */
export async function fill(meta: Meta, object: MetaObject, text: string): Promise<Values> {
  const read = readSignature(text)
  return { ...valuesOf(object, read), ...(read.company ? await employer(meta, object, read.company) : {}) }
}

/** Each part fills the first field that takes it; where there is one number and one field for numbers, they meet. */
export function valuesOf(object: MetaObject, read: Signature): Values {
  const left = new Map(Object.entries(read))
  const numbers = Object.values(object.fields).filter((field) => isFree(field) && field.type === 'phone')
  if (numbers.length === 1) {
    const number = left.get('phone') ?? left.get('mobile')
    if (number !== undefined) left.set('phone', number).set('mobile', number)
  }
  const values: Record<string, unknown> = {}
  for (const [key, field] of Object.entries(object.fields)) {
    const part = isFree(field) ? partOf(field) : null
    const value = part && left.get(part)
    if (!part || value === undefined || value === null) continue
    left.delete(part)
    values[key] = field.type === 'phone' ? { raw: value, e164: null, ext: null } : value
  }
  return values
}

async function employer(meta: Meta, object: MetaObject, company: string): Promise<Values> {
  for (const [key, field] of Object.entries(object.fields)) {
    const to = 'to' in field && field.type === 'relation' && isFree(field) ? meta.objects[String(field.to)] : undefined
    const title = to?.fields[to.title]
    if (!to || to.key === object.key || !title || !('nameOf' in title) || title.nameOf !== 'company') continue
    const where = { [to.title]: { in: companySpellings(company) } }
    const { data } = await api.list(to.key, { where, select: [to.title], limit: 2 })
    if (data.length === 1) return { [key]: { id: data[0]!.id, title: String(data[0]![to.title]) } }
  }
  return {}
}
