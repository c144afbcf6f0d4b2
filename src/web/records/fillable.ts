import type { MetaObject } from '#kernel/api.ts'
import type { Field } from '#kernel/fields/field.ts'
import { foldText } from '#kernel/text/fold.ts'
import type { Signature } from '#kernel/text/signature.ts'

type Part = keyof Signature

/** Whether a pasted signature could fill more than one field of an object. */
export function isFillable(object: MetaObject): boolean {
  return new Set(Object.values(object.fields).filter(isFree).map(partOf).filter(Boolean)).size > 1
}

/** The part of a signature that a field takes: by its type, by whose name it is, or else by what it is called. */
export function partOf(field: Field): Part | null {
  const called = (...names: string[]) =>
    [field.label.en, field.label.zh].some((label) => names.includes(foldText(label)))
  if (field.type === 'email') return 'email'
  if (field.type === 'url') return 'website'
  if (field.type === 'address') return 'address'
  if (field.type === 'phone')
    return /mobile|cell|手机/i.test(`${field.label.en} ${field.label.zh}`) ? 'mobile' : 'phone'
  if (field.type !== 'text') return null
  if ('nameOf' in field) return field.nameOf === 'person' ? 'name' : field.nameOf === 'company' ? 'company' : null
  if (called('job title', 'title', 'position', '职务', '职位')) return 'job'
  if (called('department', '部门')) return 'department'
  if (called('wechat', '微信', '微信号')) return 'wechat'
  if (called('unified social credit code', '统一社会信用代码', 'tax id', '税号')) return 'uscc'
  return called('company', '公司', '单位') ? 'company' : null
}

export function isFree(field: Field & { readonly access?: string }): boolean {
  return !field.system && field.access === 'write'
}
