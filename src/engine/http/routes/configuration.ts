import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ApiRun } from '#kernel/api-configuration.ts'
import { type Section, sections } from '#kernel/configuration.ts'
import type { FormulaResult } from '#kernel/fields/formula.ts'
import { notFound, refuse } from '#kernel/problem.ts'
import {
  describeDraft,
  describeFreed,
  describeLive,
  describePlan,
  describeRun,
  describeUses,
  describeVersion,
  describeVersions,
  discardDraft,
  emptyFreed,
  exportYaml,
  importYaml,
  publish,
  readFormula,
} from '../../custom/administration.ts'
import { addItem, changeItem, removeItem } from '../../custom/draft.ts'
import type { Runtime } from '../../runtime.ts'
import { learningOf } from '../../scores/learn/expression.ts'
import { train } from '../../scores/learn/train.ts'
import { previewScore } from '../../scores/preview.ts'
import { bodyOf } from './records.ts'

const admin = { config: { access: 'admin' as const } }
const at = '/api/v1/configuration'

/** What administrators make without code: drafted, planned, published, rolled back. The contract stands in `engine/custom/README.md`. */
export async function configurationRoutes(app: FastifyInstance, { runtime }: { runtime: Runtime }): Promise<void> {
  const press = runtime.configurations
  const { base } = press

  app.get(at, admin, (request) => describeLive(press, request.caller))
  app.get(`${at}/draft`, admin, async (request, reply) => {
    const draft = await describeDraft(press, request.caller)
    tag(reply, draft.revision)
    return draft
  })
  app.delete(`${at}/draft`, admin, async (request, reply) => {
    await discardDraft(request.caller)
    return reply.status(204).send()
  })
  app.post(`${at}/draft/:section`, admin, async (request, reply) => {
    const made = await addItem(request.caller, base, sectionOf(request), bodyOf(request), expected(request))
    tag(reply, made.revision)
    return reply.status(201).send(made)
  })
  app.patch(`${at}/draft/:section/:key`, admin, async (request, reply) => {
    const changed = await changeItem(request.caller, base, itemOf(request), bodyOf(request), expected(request))
    tag(reply, changed.revision)
    return changed
  })
  app.delete(`${at}/draft/:section/:key`, admin, async (request, reply) => {
    const repair = (request.query as { repair?: unknown }).repair === 'true'
    const removed = await removeItem(request.caller, itemOf(request), { repair, expected: expected(request) })
    tag(reply, removed.revision)
    return removed
  })

  app.get(`${at}/plan`, admin, (request) => describePlan(press, request.caller, versionOf(queryOf(request)['version'])))
  app.post(`${at}/publish`, admin, async (request, reply) =>
    answer(reply, await publish(press, request.caller, { reason: reasonOf(bodyOf(request)) })),
  )
  app.post(`${at}/rollback`, admin, async (request, reply) => {
    const body = bodyOf(request)
    const version = versionOf(body['version'])
    if (version === undefined) throw refuse('invalid', 'version', { en: 'Say which version.', zh: '请指定版本。' })
    return answer(reply, await publish(press, request.caller, { version, reason: reasonOf(body) }))
  })
  app.get(`${at}/run`, admin, (request) => describeRun(request.caller))
  app.get(`${at}/versions`, admin, async (request) => ({ data: await describeVersions(request.caller) }))
  app.get(`${at}/versions/:version`, admin, (request) =>
    describeVersion(request.caller, versionOf((request.params as { version: string }).version) ?? -1),
  )

  app.get(`${at}/uses`, admin, (request) => {
    const { section, key } = queryOf(request)
    return describeUses(request.caller, readSection(section), String(key ?? ''))
  })
  app.get(`${at}/freed`, admin, (request) => describeFreed(request.caller))
  app.post(`${at}/freed/empty`, admin, async (request, reply) => {
    const { table, column } = bodyOf(request)
    await emptyFreed(request.caller, String(table ?? ''), String(column ?? ''))
    return reply.status(204).send()
  })
  app.post(`${at}/formula`, admin, (request) => {
    const { object, is, result = 'number' } = bodyOf(request)
    if (typeof object !== 'string' || typeof is !== 'string' || !results.includes(result as FormulaResult))
      throw refuse('malformed', null, {
        en: `Send object, is and result (${results.join(', ')}).`,
        zh: `请提交 object、is 和 result（${results.join('、')}）。`,
      })
    return readFormula(press, request.caller, { object, is, result: result as FormulaResult })
  })

  app.post(`${at}/score`, admin, (request) => previewScore(press, request.caller, bodyOf(request)))

  app.post(`${at}/learn`, admin, async (request) => {
    const { object, score } = bodyOf(request)
    const { workspace } = request.caller
    const learning = learningOf(workspace.registry, String(object ?? ''), String(score ?? ''))
    if (!learning) throw notFound()
    return (await train(workspace, learning)).figures
  })

  app.get(`${at}/export`, admin, async (request, reply) => {
    const yaml = await exportYaml(request.caller, versionOf(queryOf(request)['version']))
    return reply
      .type('application/yaml; charset=utf-8')
      .header('content-disposition', 'attachment; filename="sampan-configuration.yaml"')
      .send(yaml)
  })
  app.post(`${at}/import`, admin, (request) => {
    const { yaml, dryRun } = bodyOf(request)
    if (typeof yaml !== 'string')
      throw refuse('malformed', 'yaml', { en: 'Send the file as text.', zh: '请以文本提交文件内容。' })
    return importYaml(press, request.caller, { yaml, dryRun: dryRun === true })
  })
}

const results: readonly FormulaResult[] = ['number', 'text', 'boolean', 'date', 'money']

function answer(reply: FastifyReply, run: ApiRun) {
  return reply.status(run.state === 'running' ? 202 : run.state === 'failed' ? 409 : 200).send(run)
}

function queryOf(request: FastifyRequest): Readonly<Record<string, unknown>> {
  return request.query as Record<string, unknown>
}

function sectionOf(request: FastifyRequest): Section {
  return readSection((request.params as { section: string }).section)
}

function readSection(given: unknown): Section {
  const section = sections.find((one) => one === given)
  if (!section) throw notFound()
  return section
}

function itemOf(request: FastifyRequest): { section: Section; key: string } {
  return { section: sectionOf(request), key: (request.params as { key: string }).key }
}

function versionOf(given: unknown): number | undefined {
  if (given === undefined) return undefined
  const version = typeof given === 'object' ? Number.NaN : Number(given)
  if (!Number.isInteger(version) || version < 0 || version > 1_000_000_000) throw notFound()
  return version
}

function reasonOf({ reason }: Readonly<Record<string, unknown>>): string | null {
  if (reason === undefined || reason === null || reason === '') return null
  if (typeof reason !== 'string' || [...reason].length > 2_000 || reason.includes('\u0000') || !reason.isWellFormed())
    throw refuse('invalid', 'reason', { en: 'At most 2,000 characters.', zh: '最多 2,000 个字。' })
  return reason.trim() || null
}

/** The revision that `If-Match` asks for. */
function expected(request: FastifyRequest): number | undefined {
  const header = request.headers['if-match']
  if (header === undefined || header === '*') return undefined
  const revision = /^(?:W\/)?"?(\d{1,9})"?$/.exec(header)?.[1]
  if (!revision)
    throw refuse('malformed', null, { en: 'If-Match holds no version.', zh: 'If-Match 不是有效的版本号。' })
  return Number(revision)
}

function tag(reply: FastifyReply, revision: number): void {
  reply.header('etag', `"${revision}"`)
}
