import { type Problem, problem } from './problem.ts'

/** What a key may do. It only ever narrows what its person may; a key without a scope may all that she may. */
export type KeyScope = {
  /** May it write? Without, it reads only. */
  readonly write: boolean
  /** Keys of the objects that it reaches; all of hers where it is not said. */
  readonly objects?: readonly string[]
  /** May it run actions, such as `win`? */
  readonly actions: boolean
  /** May it take out tables and files of everything? */
  readonly export: boolean
  /** May it change settings, people, roles and keys? */
  readonly configure: boolean
}

/** `GET /api/v1/api-keys`: a key as its owner sees it again; the key itself was shown once. */
export type ApiKeyEntry = {
  readonly id: string
  readonly userId: string
  readonly name: string
  /** Its first characters, by which it is recognised. */
  readonly prefix: string | null
  /** null: all that its person may. */
  readonly scope: KeyScope | null
  readonly createdAt: string
  readonly expiresAt: string | null
  /** To ten minutes. */
  readonly lastUsedAt: string | null
  readonly revokedAt: string | null
}

/** Reads a scope that somebody wrote. What is not said is not allowed. */
export function readKeyScope(
  input: unknown,
  known: (objectKey: string) => boolean,
): { readonly scope: KeyScope | null; readonly problems: readonly Problem[] } {
  if (input === undefined || input === null) return { scope: null, problems: [] }
  if (typeof input !== 'object' || Array.isArray(input)) return { scope: null, problems: [shapeless] }
  const { objects, ...given } = input as Readonly<Record<string, unknown>>
  const problems: Problem[] = []
  for (const [key, value] of Object.entries(given))
    if (!(switches as readonly string[]).includes(key) || typeof value !== 'boolean')
      problems.push(
        problem(`scope.${key}`, {
          en: `A scope says true or false to ${switches.join(', ')}, and may name objects.`,
          zh: `权限范围只有 ${switches.join('、')} 四项（是或否），另可列出对象。`,
        }),
      )
  if (
    objects !== undefined &&
    !(Array.isArray(objects) && objects.length > 0 && objects.every((one) => typeof one === 'string'))
  )
    problems.push(problem('scope.objects', { en: 'Name at least one object.', zh: '请至少选择一个对象。' }))
  else
    for (const key of (objects ?? []) as string[])
      if (!known(key))
        problems.push(problem('scope.objects', { en: `There is no object '${key}'.`, zh: `没有对象「${key}」。` }))
  if (problems.length > 0) return { scope: null, problems }
  const { write, actions, export: takes, configure } = given
  const scope: KeyScope = {
    write: write === true,
    ...(objects === undefined ? {} : { objects: [...new Set(objects as string[])] }),
    actions: write === true && actions === true,
    export: takes === true,
    configure: write === true && configure === true,
  }
  return { scope, problems }
}

const switches = ['write', 'actions', 'export', 'configure'] as const
const shapeless = problem('scope', { en: 'A scope is an object.', zh: '权限范围的格式不正确。' })
