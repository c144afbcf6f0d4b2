import { datetime } from './fields/datetime.ts'
import type { Field } from './fields/field.ts'
import { number } from './fields/number.ts'
import { user } from './fields/relation.ts'
import { relations } from './fields/relations.ts'
import { text } from './fields/text.ts'
import type { Fields, Trait } from './object.ts'

/** What every record carries; written by the engine. `id` and `deletedAt` are columns of every table, not fields. */
export const systemFields: Record<string, Field> = {
  version: number({ label: { en: 'Version', zh: '版本' }, integer: true, system: true, required: true }),
  createdAt: datetime({ label: { en: 'Created', zh: '创建时间' }, system: true, required: true }),
  createdBy: user({ label: { en: 'Created by', zh: '创建人' }, system: true }),
  updatedAt: datetime({ label: { en: 'Changed', zh: '更新时间' }, system: true, required: true }),
  updatedBy: user({ label: { en: 'Changed by', zh: '更新人' }, system: true }),
}

const fieldsOfTrait: Record<Trait, Fields> = {
  /** Somebody answers for the record; scopes of roles follow from it. */
  owned: { owner: user({ label: { en: 'Owner', zh: '负责人' }, inverse: 'owned' }) },
  /** May be opened to single people and teams beyond what roles grant. */
  shared: {},
  /** Has a page of what happened. */
  timeline: {},
  /** Can be filled from files; keeps where each record came from. */
  importable: {
    sourceId: text({ label: { en: 'Id in the source', zh: '来源系统编号' }, max: 120, search: 'code', internal: true }),
    importId: text({ label: { en: 'Import', zh: '导入批次' }, system: true }),
  },
  /** Bears tags of the workspace. */
  tagged: { tags: relations('tag', { label: { en: 'Tags', zh: '标签' } }) },
}

/** The fields that a trait brings. */
export function traitFields(trait: Trait): Fields {
  return fieldsOfTrait[trait]
}
