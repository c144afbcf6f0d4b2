/** As much of JSON Schema as our documents use. */
export type Schema = {
  readonly $ref?: string
  readonly type?: string | readonly string[]
  readonly format?: string
  readonly description?: string
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly anyOf?: readonly Schema[]
  readonly oneOf?: readonly Schema[]
  readonly allOf?: readonly Schema[]
  readonly items?: Schema
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  /** Key of the object that a reference leads to. */
  readonly 'x-sampan-object'?: string
}

type Operation = {
  readonly summary?: string
  readonly tags?: readonly string[]
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> }
  /** Key of the action that it runs. */
  readonly 'x-sampan-action'?: string
}

/** `/openapi.json`, as far as a client is made of it. */
export type ApiDocument = {
  readonly openapi: string
  readonly tags: readonly {
    readonly name: string
    readonly description?: string
    readonly 'x-sampan-record'?: string
  }[]
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> }
}

/** An object as a client needs to know it. */
export type ClientObject = {
  readonly key: string
  readonly label: string
  /** Name of its record among the shapes. */
  readonly record: string
  readonly may: { readonly create: boolean; readonly update: boolean }
  /** Input of each action, by its key. */
  readonly actions: readonly { readonly key: string; readonly summary: string; readonly input: Schema }[]
}

/** The objects of a document, in its order. */
export function objectsOf({ tags, paths }: ApiDocument): readonly ClientObject[] {
  return tags.flatMap(({ name: key, description = key, 'x-sampan-record': record }) => {
    if (!record) return []
    const actions = Object.values(paths).flatMap(({ post }) => {
      const action = post?.['x-sampan-action']
      if (!action || !post.tags?.includes(key)) return []
      const input = post.requestBody?.content['application/json']?.schema ?? {}
      return [{ key: action, summary: post.summary ?? action, input }]
    })
    const may = {
      create: paths[`/api/v1/${key}`]?.['post'] !== undefined,
      update: paths[`/api/v1/${key}/{id}`]?.['patch'] !== undefined,
    }
    return [{ key, label: description, record, may, actions }]
  })
}
