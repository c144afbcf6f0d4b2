import type { DeclarationProblem } from './declaration-problem.ts'
import type { FormulaField } from './fields/formula.ts'
import type { RollupField } from './fields/rollup.ts'
import type { ScoreField } from './fields/score.ts'
import { parseFormula } from './formula.ts'
import type { Module } from './module.ts'
import { Refusal } from './problem.ts'
import type { Registry } from './registry.ts'
import { readRollup } from './rollup.ts'
import { readScore } from './score.ts'
import { parseWhere } from './where-parse.ts'

type Declared = Pick<Registry, 'objects'> & { readonly modules: readonly Module[] }

/** Every formula, rollup and filter of the declarations that cannot be read, a sentence each: better at the start than at night. */
export function wrongExpressions(registry: Declared): DeclarationProblem[] {
  return [...computed(registry), ...filters(registry)].flatMap(({ place, read }) => {
    try {
      read()
      return []
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      return error.problems.map(({ field, message }) => ({ at: place, field, message }))
    }
  })
}

type Expression = { readonly place: string; read(): unknown }

function computed(registry: Declared): Expression[] {
  return [...registry.objects.values()].flatMap((object) =>
    Object.entries(object.fields).flatMap(([key, field]): Expression[] => {
      const place = `${object.key}.${key}`
      if (field.type === 'formula')
        return [{ place, read: () => parseFormula(field as FormulaField, { registry, object: object.key }) }]
      if (field.type === 'score')
        return [{ place, read: () => readScore(field as ScoreField, { registry, object: object.key }) }]
      return field.type === 'rollup'
        ? [{ place, read: () => readRollup(field as RollupField, { registry, object: object.key }) }]
        : []
    }),
  )
}

function filters(registry: Declared): Expression[] {
  const filter = (place: string, object: string, where: unknown): Expression[] =>
    where === undefined || !registry.objects.has(object)
      ? []
      : [{ place, read: () => parseWhere(where, { registry, object }) }]
  const ofFields = [...registry.objects.values()].flatMap((object) =>
    Object.entries(object.fields).flatMap(([key, field]) =>
      'to' in field && 'where' in field ? filter(`${object.key}.${key}.where`, String(field.to), field.where) : [],
    ),
  )
  const ofObjects = [...registry.objects.values()].flatMap((object) => [
    ...filter(`${object.key}.pending`, object.key, object.pending),
    ...(object.keeps ?? []).flatMap(({ key, where }) => filter(`${object.key}.keeps.${key}`, object.key, where)),
    ...filter(`${object.key}.private`, object.key, object.private?.unless),
  ])
  const ofActions = registry.modules
    .flatMap((module) => module.actions ?? [])
    .flatMap((action) => filter(`The action ${action.object}.${action.key}`, action.object, action.when))
  const ofToday = registry.modules
    .flatMap((module) => module.today ?? [])
    .flatMap((section) =>
      filter(
        `The section ${section.key} of Today`,
        'count' in section ? section.count.key : section.object.key,
        section.where,
      ),
    )
  const ofRoles = registry.modules
    .flatMap((module) => module.roles ?? [])
    .flatMap((role) =>
      Object.entries(role.grants).flatMap(([object, { read, update, delete: remove }]) =>
        [read, update, remove]
          .flat()
          .flatMap((scope) =>
            typeof scope === 'object' ? filter(`The role '${role.key}' on ${object}`, object, scope.where) : [],
          ),
      ),
    )
  return [...ofFields, ...ofObjects, ...ofActions, ...ofToday, ...ofRoles]
}
