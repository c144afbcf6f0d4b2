import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { modules } from '#app'
import { type Configuration, type Kept, sections } from '#kernel/configuration.ts'
import { labelOf } from '#kernel/configuration-uses.ts'
import type { Label } from '#kernel/label.ts'
import type { Grant, Scope } from '#kernel/module.ts'
import { declaredAt } from '#kernel/place.ts'
import { buildRegistry, type RegisteredObject, type Registry } from '#kernel/registry.ts'
import { type Common, command } from '../command.ts'
import { withWorkspace } from '../open.ts'
import { answer, columns, strong } from '../terminal.ts'
import { words } from '../words.ts'
import { objectOf } from './import.ts'

/** `sampan explain OBJECT`: what an object consists of, which rules run in which order, and where each stands in the code. */
export function explainCommand() {
  const about = {
    en: 'tell what an object consists of: fields, rules in their order with file and line, actions, rights',
    zh: '说明一个对象：字段、按顺序执行的规则及其代码位置、操作和权限',
  }
  return command('explain', about, ['workspace'])
    .argument('<object>', words({ en: 'such as opportunity', zh: '对象，如 opportunity' }))
    .option(
      '--custom',
      words({
        en: 'with what administrators have made of it, who and why',
        zh: '包括管理员的自定义内容、负责人和原因',
      }),
    )
    .action(async (key: string, options: Common & { readonly custom?: boolean }) => {
      const registry = buildRegistry(modules)
      if (!options.custom && registry.objects.has(key)) {
        const told = explain(registry, objectOf({ registry }, key))
        return answer(options.json, told, asText(told))
      }
      return withWorkspace(options, async ({ workspace }) => {
        const { readLive } = await import('#engine/custom/store.ts')
        const { document } = await readLive(workspace.db, workspace)
        const object = objectOf(workspace, key)
        const told = { ...explain(workspace.registry, object), custom: customOf(document, object) }
        answer(options.json, told, [...asText(told), ...customText(told.custom)])
      })
    })
}

/** What an object consists of, as data. Rules come in the order in which they run. */
export function explain(registry: Registry, object: RegisteredObject) {
  return {
    object: object.key,
    label: object.label,
    module: object.module,
    fields: Object.entries(object.fields).map(([key, field]) => ({
      key,
      type: 'to' in field ? `${field.type} → ${field.to}` : field.type,
      label: field.label,
      source: sourceOf(object, key),
      notes: [
        field.required && 'required',
        field.system && 'system',
        field.unique && 'unique',
        field.fixed && 'fixed',
      ].filter(Boolean),
    })),
    rules: (['derive', 'check', 'follow'] as const).flatMap((is) =>
      object.rules.filter((rule) => rule.is === is).map((rule) => ({ is, name: rule.name, at: placeOf(rule) })),
    ),
    actions: object.actions.map((action) => ({
      key: action.key,
      label: action.label,
      when: action.when ?? null,
      at: placeOf(action),
    })),
    subscribers: registry.subscribers
      .filter((s) => s.events.some((event) => event.startsWith(`${object.key}.`)))
      .map((s) => ({ name: s.name, events: s.events, at: placeOf(s) })),
    roles: registry.roles.map((role) => ({
      key: role.key,
      label: role.label,
      ...(role.admin ? { admin: true } : scopesOf(role.grants[object.key] ?? role.grants['*'])),
    })),
  }
}

/** What administrators have made of an object: every item with who answers for it, until when, and why. */
export function customOf(document: Configuration, { key: object }: RegisteredObject) {
  return sections.flatMap((section) =>
    Object.entries<Kept & { readonly object?: string }>(document[section]).flatMap(([key, item]) => {
      if ((item.object ?? key.split('.')[0]) !== object) return []
      const { owner = null, reason = null, reviewAt = null, createdAt = null, createdBy = null } = item
      return [{ section, key, label: labelOf(document, section, key), owner, reason, reviewAt, createdAt, createdBy }]
    }),
  )
}

function customText(items: ReturnType<typeof customOf>): string[] {
  if (items.length === 0) return []
  const rows = items.map(({ section, key, label, owner, reviewAt, reason }) => [
    section,
    key,
    words(label),
    owner ?? '',
    reviewAt ?? '',
    reason ?? '',
  ])
  const title = { en: 'Made by administrators: owner, review, reason', zh: '自定义：负责人、复核日期、原因' }
  return ['', strong(words(title)), ...columns(rows).map((line) => `  ${line}`)]
}

/** The module, or the trait or the engine, that a field comes from. */
function sourceOf(object: RegisteredObject, key: string): string {
  if (object.fields[key]?.custom) return 'custom'
  const extension = modules.find((m) => m.extensions?.some((e) => e.object === object.key && key in e.fields))
  if (extension) return extension.key
  const declared = modules.flatMap((m) => m.objects ?? []).find((o) => o.key === object.key)
  if (declared && key in declared.fields) return object.module
  return key === 'owner' || key === 'sourceId' || key === 'importId' ? 'trait' : 'engine'
}

function scopesOf(grant: Grant | undefined) {
  const scope = (given: Scope | readonly Scope[] | undefined) =>
    [given ?? 'none'].flat().map((s) => (typeof s === 'string' ? s : JSON.stringify(s)))
  return {
    read: scope(grant?.read),
    create: grant?.create === true,
    update: scope(grant?.update),
    delete: scope(grant?.delete),
    actions: grant?.actions ?? [],
    fields: grant?.fields ?? {},
  }
}

/** File and line, from the root of the project where they lie in it. */
function placeOf(declaration: object): string | null {
  const at = declaredAt(declaration)
  if (!at?.startsWith('file:')) return at
  const [, url = at, line = ''] = /^(.*):(\d+)$/.exec(at) ?? []
  return `${relative(fileURLToPath(new URL('../../../', import.meta.url)), fileURLToPath(url))}:${line}`
}

function asText(told: ReturnType<typeof explain>): string[] {
  const part = (title: Label, rows: readonly (readonly string[])[]) =>
    rows.length > 0 ? ['', strong(words(title)), ...columns(rows).map((line) => `  ${line}`)] : []
  return [
    strong(`${words(told.label)} (${told.object}, ${told.module})`),
    ...part(
      { en: 'Fields', zh: '字段' },
      told.fields.map((f) => [f.key, f.type, words(f.label), f.source, f.notes.join(' ')]),
    ),
    ...part(
      { en: 'Rules, in the order in which they run', zh: '规则（按执行顺序）' },
      told.rules.map((r) => [r.is, r.name, r.at ?? '']),
    ),
    ...part(
      { en: 'Actions', zh: '操作' },
      told.actions.map((a) => [a.key, words(a.label), a.when ? JSON.stringify(a.when) : '', a.at ?? '']),
    ),
    ...part(
      { en: 'Subscribers', zh: '订阅' },
      told.subscribers.map((s) => [s.name, s.events.join(' '), s.at ?? '']),
    ),
    ...part(
      { en: 'Roles: read, create, update, delete, actions', zh: '角色：查看、新建、修改、删除、操作' },
      told.roles.map((r) =>
        'admin' in r || !('read' in r)
          ? [r.key, words(r.label), words({ en: 'everything', zh: '全部' })]
          : [
              r.key,
              words(r.label),
              r.read.join('+'),
              r.create ? 'create' : '–',
              r.update.join('+'),
              r.delete.join('+'),
              r.actions === 'all' ? 'all' : r.actions.join(' '),
            ],
      ),
    ),
  ]
}
