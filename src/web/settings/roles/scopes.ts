import type { Grant, Scope } from '#kernel/module.ts'

export type Grants = Readonly<Record<string, Grant>>
export const verbs = ['read', 'update', 'delete'] as const
export const flags = ['create', 'export', 'import', 'merge'] as const

const widths = ['none', 'own', 'team', 'teamAndBelow', 'all'] as const
type Width = (typeof widths)[number]

/** A scope as a list of choices can say it: how wide, whether shares count, and the conditions beside. */
export type Reach = { readonly width: Width; readonly shared: boolean; readonly conditions: readonly Scope[] }

/** Reads what a grant gives a verb. Own is a part of the team, the team of those below, and all is all. */
export function reachOf(scope: Grant['read']): Reach {
  const list: readonly Scope[] = scope === undefined ? [] : Array.isArray(scope) ? scope : [scope as Scope]
  const width = widths.findLast((one) => list.includes(one)) ?? 'none'
  return {
    width,
    shared: width !== 'all' && list.includes('shared'),
    conditions: width === 'all' ? [] : list.filter((one) => typeof one === 'object'),
  }
}

/** The same as a grant says it. */
export function scopeOf({ width, shared, conditions }: Reach): Scope | readonly Scope[] {
  const list: Scope[] = [...(width === 'none' ? [] : [width]), ...(shared ? ['shared' as const] : []), ...conditions]
  return list.length === 0 ? 'none' : list.length === 1 ? list[0]! : list
}

/** The choices of a cell, each by its key: a width, with `+` where shares count too. */
export function choicesOf(owned: boolean, shareable: boolean): readonly string[] {
  const wide = owned ? widths : (['none', 'all'] as const)
  return wide.flatMap((width) => (shareable && width !== 'all' ? [width, `${width}+`] : [width]))
}

export function keyOf({ width, shared }: Reach): string {
  return shared ? `${width}+` : width
}

export function fromKey(key: string, conditions: readonly Scope[]): Reach {
  const width = key.replace('+', '') as Width
  return { width, shared: key.endsWith('+'), conditions: width === 'all' ? [] : conditions }
}
