import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { addPerson } from '#engine/access/people.ts'
import type { Session } from '#engine/context.ts'
import { draftMigration } from '#engine/db/draft.ts'
import { buildServer } from '#engine/http/server.ts'
import { openRuntime } from '#engine/runtime.ts'
import { systemSession } from '#engine/workspaces.ts'
import { defineAction } from '#kernel/behaviour.ts'
import { type Answer, startSampan, type TestSampan } from '../harness.ts'
import { planet, sky } from '../planets.ts'
import { routesOf } from '../routes.ts'

/* Who may call what, on which record, and what comes back: one table for every route there is. */

type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE'
const touch = defineAction(planet, 'touch', {
  label: { en: 'Touch', zh: '触碰' },
  input: {},
  run: async (record, _input, tx) => tx.update(planet, record.id, { mass: 1 }),
})
const modules = sky({ actions: [touch] })
const unknown = '00000000-0000-7000-8000-00000000ffff'
const unknown2 = '00000000-0000-7000-8000-00000000fffe'

let sampan: TestSampan
let narrow: Session
let nobody: Session
beforeAll(async () => {
  sampan = await startSampan({ modules, language: 'en' })
  const { body: role } = await sampan.call(sampan.admin, 'POST', '/api/v1/role', {
    name: 'Narrow',
    key: 'narrow',
    grants: {
      planet: {
        read: ['own', { where: { kind: 'ice' } }],
        update: 'own',
        delete: 'own',
        create: true,
        actions: 'all',
        export: true,
      },
    },
  })
  narrow = await sampan.person('Narrow', role.id)
  const { body: empty } = await sampan.call(sampan.admin, 'POST', '/api/v1/role', {
    name: 'Empty',
    key: 'empty',
    grants: {},
  })
  nobody = await sampan.person('Nobody', empty.id)
})
afterAll(() => sampan.close())

const make = async (values: Record<string, unknown>) =>
  (await sampan.call(sampan.admin, 'POST', '/api/v1/planet', { name: 'P', ...values })).body.id as string
const keyCall = async (key: string, method: Method, url: string): Promise<Answer> => {
  const response = await sampan.app.inject({ method, url, headers: { authorization: `Bearer ${key}` } })
  return { status: response.statusCode, headers: response.headers, body: response.body }
}
const until = async (holds: () => Promise<boolean>) => {
  for (let i = 0; i < 400 && !(await holds()); i++) await new Promise((done) => setTimeout(done, 20))
  expect(await holds()).toBe(true)
}

/** Routes that anybody may call, and those that concern no record. The rest is in `records`. */
const open = [
  '/livez',
  '/healthz',
  '/readyz',
  '/metrics',
  '/api/auth/*',
  '/api/setup',
  '/api/entry-link',
  '/api/sign-in',
  '/api/sign-in/:provider',
  '/api/sign-in/callback',
  '/p/:workspace/:page/:name',
  '/hooks/:workspace/:token',
  '/api/v1/messages/news/:workspace/:id',
  '/.well-known/oauth-protected-resource',
  '/.well-known/oauth-protected-resource/mcp',
  '*',
]
const others: [Method, string, { admin: number; narrow: number; nobody: number }, unknown?][] = [
  ['GET', '/api/v1/meta', { admin: 200, narrow: 200, nobody: 200 }],
  // a key is nobody's session
  ['GET', '/api/v1/security', { admin: 403, narrow: 403, nobody: 403 }],
  ['POST', '/api/v1/security/password', { admin: 403, narrow: 403, nobody: 403 }, {}],
  ['DELETE', '/api/v1/security/sessions', { admin: 403, narrow: 403, nobody: 403 }],
  ['DELETE', `/api/v1/security/sessions/${unknown}`, { admin: 403, narrow: 403, nobody: 403 }],
  ['GET', '/api/v1/sign-in-policy', { admin: 200, narrow: 404, nobody: 404 }],
  ['PATCH', '/api/v1/sign-in-policy', { admin: 200, narrow: 404, nobody: 404 }, {}],
  ['GET', '/api/v1/settings', { admin: 200, narrow: 200, nobody: 200 }],
  ['PATCH', '/api/v1/settings', { admin: 200, narrow: 404, nobody: 404 }, {}],
  ['GET', '/api/v1/settings/sharing', { admin: 200, narrow: 404, nobody: 404 }],
  ['GET', '/api/v1/watch', { admin: 200, narrow: 200, nobody: 200 }],
  ['GET', '/api/v1/settings/logo', { admin: 404, narrow: 404, nobody: 404 }],
  ['GET', '/api/v1/working-calendar?year=2026', { admin: 200, narrow: 200, nobody: 200 }],
  ['POST', '/api/v1/working-calendar/import', { admin: 422, narrow: 404, nobody: 404 }, {}],
  ['GET', '/api/v1/people/sign-in', { admin: 200, narrow: 404, nobody: 404 }],
  ['POST', `/api/v1/people/${unknown}/link`, { admin: 404, narrow: 404, nobody: 404 }],
  ['DELETE', `/api/v1/people/${unknown}/sessions`, { admin: 404, narrow: 404, nobody: 404 }],
  ['DELETE', `/api/v1/people/${unknown}/second-factor`, { admin: 404, narrow: 404, nobody: 404 }],
  ['GET', '/api/v1/identity-providers', { admin: 200, narrow: 404, nobody: 404 }],
  ['POST', '/api/v1/identity-providers', { admin: 422, narrow: 404, nobody: 404 }, {}],
  ['PATCH', `/api/v1/identity-providers/${unknown}`, { admin: 404, narrow: 404, nobody: 404 }, {}],
  ['DELETE', `/api/v1/identity-providers/${unknown}`, { admin: 404, narrow: 404, nobody: 404 }],
  ['POST', `/api/v1/identity-providers/${unknown}/test`, { admin: 404, narrow: 404, nobody: 404 }],
  ['GET', '/api/v1/health', { admin: 200, narrow: 404, nobody: 404 }],
  // nothing here makes backups; test/engine/backup.test.ts does
  ['POST', '/api/v1/health/backup', { admin: 409, narrow: 404, nobody: 404 }],
  ['GET', '/api/v1/audit', { admin: 200, narrow: 404, nobody: 404 }],
  ['GET', '/api/v1/audit/last?object=role', { admin: 200, narrow: 404, nobody: 404 }],
  ['GET', '/api/v1/audit/export', { admin: 200, narrow: 404, nobody: 404 }],
  ['GET', '/api/v1/audit/chain', { admin: 200, narrow: 404, nobody: 404 }],
  ['POST', '/api/v1/audit/verify', { admin: 200, narrow: 404, nobody: 404 }],
  ['GET', '/api/v1/workspaces', { admin: 200, narrow: 200, nobody: 200 }],
  ['POST', `/api/v1/workspaces/${unknown}/enter`, { admin: 404, narrow: 404, nobody: 404 }],
  ['POST', '/api/v1/presence', { admin: 204, narrow: 204, nobody: 204 }, { client: 'window-1', looking: [] }],
  ['GET', '/api/v1/today', { admin: 200, narrow: 200, nobody: 200 }],
  ['GET', '/api/v1/today/team', { admin: 200, narrow: 200, nobody: 200 }],
  // Nothing here keeps standards, so nobody is told of figures.
  ['GET', '/api/v1/quality', { admin: 404, narrow: 404, nobody: 404 }],
  ['GET', '/api/v1/quality/planet', { admin: 404, narrow: 404, nobody: 404 }],
  ['PATCH', '/api/v1/me', { admin: 200, narrow: 200, nobody: 200 }, {}],
  ['GET', '/api/v1/me/preferences', { admin: 200, narrow: 200, nobody: 200 }],
  ['GET', '/api/v1/notifications', { admin: 200, narrow: 200, nobody: 200 }],
  ['GET', '/api/v1/notifications/unread', { admin: 200, narrow: 200, nobody: 200 }],
  ['GET', '/api/v1/notifications/kinds', { admin: 200, narrow: 200, nobody: 200 }],
  ['POST', '/api/v1/notifications/read', { admin: 204, narrow: 204, nobody: 204 }, { all: true }],
  ['POST', '/api/v1/me/digest', { admin: 200, narrow: 200, nobody: 200 }],
  ['PATCH', '/api/v1/me/preferences/started', { admin: 204, narrow: 204, nobody: 204 }, { value: true }],
  ['GET', '/api/v1/sample', { admin: 200, narrow: 404, nobody: 404 }],
  ['POST', '/api/v1/sample', { admin: 202, narrow: 404, nobody: 404 }],
  ['DELETE', '/api/v1/sample', { admin: 409, narrow: 404, nobody: 404 }],
  ['GET', '/openapi.json', { admin: 200, narrow: 200, nobody: 200 }],
  // agents call it with a key, and tell it a request of their protocol
  ['GET', '/mcp', { admin: 405, narrow: 405, nobody: 405 }],
  ['POST', '/mcp', { admin: 400, narrow: 400, nobody: 400 }, {}],
  ['DELETE', '/mcp', { admin: 405, narrow: 405, nobody: 405 }],
  ['GET', '/api/v1/search', { admin: 200, narrow: 200, nobody: 200 }],
  ['GET', '/api/v1/api-keys', { admin: 200, narrow: 200, nobody: 200 }],
  ['POST', '/api/v1/api-keys', { admin: 422, narrow: 422, nobody: 422 }, {}],
  ['DELETE', `/api/v1/api-keys/${unknown}`, { admin: 404, narrow: 404, nobody: 404 }],
  ['GET', '/api/v1/webhooks', { admin: 200, narrow: 200, nobody: 200 }],
  ['POST', '/api/v1/webhooks', { admin: 422, narrow: 422, nobody: 422 }, {}],
  ['GET', '/api/v1/webhooks/events', { admin: 200, narrow: 200, nobody: 200 }],
  ['GET', `/api/v1/webhooks/${unknown}`, { admin: 404, narrow: 404, nobody: 404 }],
  ['PATCH', `/api/v1/webhooks/${unknown}`, { admin: 404, narrow: 404, nobody: 404 }, {}],
  ['DELETE', `/api/v1/webhooks/${unknown}`, { admin: 404, narrow: 404, nobody: 404 }],
  ['POST', `/api/v1/webhooks/${unknown}/rotate`, { admin: 404, narrow: 404, nobody: 404 }],
  ['POST', `/api/v1/webhooks/${unknown}/test`, { admin: 404, narrow: 404, nobody: 404 }],
  ['GET', `/api/v1/webhooks/${unknown}/deliveries`, { admin: 404, narrow: 404, nobody: 404 }],
  ['POST', `/api/v1/webhooks/${unknown}/deliveries/${unknown}/replay`, { admin: 404, narrow: 404, nobody: 404 }],
  // one that goes through would not end; test/engine/events.test.ts listens
  ['GET', '/api/v1/events?object=comet', { admin: 404, narrow: 404, nobody: 404 }],
  ['POST', '/api/v1/hooks', { admin: 422, narrow: 422, nobody: 422 }, {}],
  ['DELETE', `/api/v1/hooks/${unknown}`, { admin: 404, narrow: 404, nobody: 404 }],
  ['GET', '/api/v1/hooks/samples/planet.created', { admin: 200, narrow: 200, nobody: 404 }],
  ['POST', '/api/v1/people', { admin: 422, narrow: 404, nobody: 404 }, {}],
  ['POST', `/api/v1/people/${unknown}/password`, { admin: 422, narrow: 404, nobody: 404 }, {}],
  ['GET', `/api/v1/access/why?object=planet&id=${unknown}`, { admin: 200, narrow: 200, nobody: 200 }],
  ['POST', '/api/v1/access/seeing', { admin: 422, narrow: 404, nobody: 404 }, { person: unknown }],
  ['DELETE', '/api/v1/access/seeing', { admin: 204, narrow: 204, nobody: 204 }],
  ['POST', '/api/v1/access/preview', { admin: 200, narrow: 404, nobody: 404 }, { role: unknown, grants: {} }],
  ['GET', `/api/v1/people/${unknown}/inventory`, { admin: 404, narrow: 404, nobody: 404 }],
  ['POST', `/api/v1/people/${unknown}/handover/preview`, { admin: 404, narrow: 404, nobody: 404 }, { rules: [] }],
  ['POST', `/api/v1/people/${unknown}/handover`, { admin: 422, narrow: 404, nobody: 404 }, { rules: [] }],
  ['GET', '/api/v1/approvals', { admin: 200, narrow: 200, nobody: 200 }],
  // nothing here has approvals; test/engine/approvals.test.ts does
  ['POST', '/api/v1/approvals', { admin: 404, narrow: 404, nobody: 404 }, {}],
  ['POST', '/api/v1/approvals/preview', { admin: 404, narrow: 404, nobody: 404 }, {}],
  ['GET', `/api/v1/approvals/${unknown}`, { admin: 404, narrow: 404, nobody: 404 }],
  ['POST', `/api/v1/approvals/${unknown}/approve`, { admin: 404, narrow: 404, nobody: 404 }, {}],
  ['POST', `/api/v1/approvals/${unknown}/reject`, { admin: 404, narrow: 404, nobody: 404 }, {}],
  ['POST', `/api/v1/approvals/${unknown}/return`, { admin: 404, narrow: 404, nobody: 404 }, {}],
  ['POST', `/api/v1/approvals/${unknown}/delegate`, { admin: 404, narrow: 404, nobody: 404 }, {}],
  ['POST', `/api/v1/approvals/${unknown}/add`, { admin: 404, narrow: 404, nobody: 404 }, {}],
  ['POST', `/api/v1/approvals/${unknown}/withdraw`, { admin: 404, narrow: 404, nobody: 404 }, {}],
  ['POST', `/api/v1/approvals/${unknown}/resubmit`, { admin: 404, narrow: 404, nobody: 404 }, {}],
  ['POST', `/api/v1/approvals/${unknown}/remind`, { admin: 404, narrow: 404, nobody: 404 }, {}],
  ['GET', '/api/v1/flows/steps', { admin: 200, narrow: 200, nobody: 200 }],
  ['GET', '/api/v1/flows/uses', { admin: 200, narrow: 200, nobody: 200 }],
  ['GET', `/api/v1/flows/of?object=planet&record=${unknown}`, { admin: 404, narrow: 404, nobody: 404 }],
  // nothing here has flows; test/engine/flows.test.ts does
  ['GET', `/api/v1/flows/${unknown}/runs`, { admin: 404, narrow: 404, nobody: 404 }],
  ['GET', `/api/v1/flows/${unknown}/address`, { admin: 404, narrow: 404, nobody: 404 }],
  ['POST', `/api/v1/flows/${unknown}/address`, { admin: 404, narrow: 404, nobody: 404 }, {}],
  ['PATCH', `/api/v1/flows/${unknown}/address`, { admin: 404, narrow: 404, nobody: 404 }, { signed: true }],
  ['DELETE', `/api/v1/flows/${unknown}/address`, { admin: 404, narrow: 404, nobody: 404 }],
  ['POST', `/api/v1/flows/${unknown}/test`, { admin: 404, narrow: 404, nobody: 404 }, {}],
  ['POST', `/api/v1/flows/${unknown}/start`, { admin: 404, narrow: 404, nobody: 404 }, { recordId: unknown }],
  ['GET', `/api/v1/flow-runs/${unknown}`, { admin: 404, narrow: 404, nobody: 404 }],
  ['POST', `/api/v1/flow-runs/${unknown}/retry`, { admin: 404, narrow: 404, nobody: 404 }, {}],
  ['POST', `/api/v1/flow-runs/${unknown}/skip`, { admin: 404, narrow: 404, nobody: 404 }, {}],
  ['POST', `/api/v1/flow-runs/${unknown}/stop`, { admin: 404, narrow: 404, nobody: 404 }, {}],
  ['GET', '/api/v1/signals/uses', { admin: 200, narrow: 200, nobody: 200 }],
  ['GET', '/api/v1/signals/events', { admin: 200, narrow: 200, nobody: 200 }],
  ['GET', `/api/v1/signals/of?object=planet&record=${unknown}`, { admin: 404, narrow: 404, nobody: 404 }],
  // nothing here has signals; test/engine/signals.test.ts does
  ['POST', '/api/v1/signals/back-test', { admin: 404, narrow: 404, nobody: 404 }, { definition: {} }],
  ['GET', `/api/v1/signals/${unknown}/fires`, { admin: 404, narrow: 404, nobody: 404 }],
  ['GET', `/api/v1/signals/${unknown}/measure`, { admin: 404, narrow: 404, nobody: 404 }],
  ['GET', '/api/v1/handovers', { admin: 200, narrow: 404, nobody: 404 }],
  ['GET', `/api/v1/handovers/${unknown}`, { admin: 404, narrow: 404, nobody: 404 }],
  ['POST', `/api/v1/handovers/${unknown}/run`, { admin: 404, narrow: 404, nobody: 404 }, {}],
  ['POST', `/api/v1/handovers/${unknown}/undo`, { admin: 404, narrow: 404, nobody: 404 }, {}],
  ['POST', `/api/v1/handovers/${unknown}/checks/signOff`, { admin: 404, narrow: 404, nobody: 404 }, {}],
  ['POST', '/api/v1/persons/find', { admin: 422, narrow: 404, nobody: 404 }, {}],
  ['POST', '/api/v1/persons/file', { admin: 422, narrow: 404, nobody: 404 }, { records: [] }],
  ['GET', '/api/v1/persons/requests', { admin: 200, narrow: 404, nobody: 404 }],
  ['POST', '/api/v1/persons/requests', { admin: 422, narrow: 404, nobody: 404 }, { records: [] }],
  ['GET', `/api/v1/persons/requests/${unknown}`, { admin: 404, narrow: 404, nobody: 404 }],
  ['DELETE', `/api/v1/persons/requests/${unknown}`, { admin: 404, narrow: 404, nobody: 404 }],
  ['POST', `/api/v1/persons/requests/${unknown}/confirm`, { admin: 404, narrow: 404, nobody: 404 }],
  ['POST', `/api/v1/planet/${unknown}/hold`, { admin: 404, narrow: 404, nobody: 404 }, { reason: 'x' }],
  ['DELETE', `/api/v1/planet/${unknown}/hold`, { admin: 204, narrow: 404, nobody: 404 }],
  ['GET', '/api/v1/bulk-writes', { admin: 200, narrow: 200, nobody: 200 }],
  ['GET', '/api/v1/exports', { admin: 200, narrow: 404, nobody: 404 }],
  ['GET', `/api/v1/files/${unknown}`, { admin: 404, narrow: 404, nobody: 404 }],
  ['GET', '/api/v1/feeds', { admin: 200, narrow: 404, nobody: 404 }],
  ['POST', '/api/v1/feeds', { admin: 422, narrow: 404, nobody: 404 }, {}],
  ['GET', `/api/v1/feeds/${unknown}`, { admin: 404, narrow: 404, nobody: 404 }],
  ['PATCH', `/api/v1/feeds/${unknown}`, { admin: 404, narrow: 404, nobody: 404 }, {}],
  ['DELETE', `/api/v1/feeds/${unknown}`, { admin: 404, narrow: 404, nobody: 404 }],
  ['GET', `/api/v1/feeds/${unknown}/files`, { admin: 404, narrow: 404, nobody: 404 }],
  ['POST', `/api/v1/feeds/${unknown}/run`, { admin: 404, narrow: 404, nobody: 404 }],
  ['GET', `/api/v1/messages/gateways/${unknown}`, { admin: 404, narrow: 404, nobody: 404 }],
  ['PATCH', `/api/v1/messages/gateways/${unknown}`, { admin: 404, narrow: 404, nobody: 404 }, {}],
  ['POST', `/api/v1/messages/gateways/${unknown}/test`, { admin: 404, narrow: 404, nobody: 404 }, {}],
  ['GET', `/api/v1/mail/connections/${unknown}`, { admin: 404, narrow: 404, nobody: 404 }],
  ['PATCH', `/api/v1/mail/connections/${unknown}`, { admin: 404, narrow: 404, nobody: 404 }, {}],
  ['POST', `/api/v1/mail/connections/${unknown}/test`, { admin: 404, narrow: 404, nobody: 404 }, {}],
  ['POST', `/api/v1/mail/connections/${unknown}/again`, { admin: 404, narrow: 404, nobody: 404 }],
  [
    'POST',
    '/api/v1/templates/fill',
    { admin: 404, narrow: 404, nobody: 404 },
    { object: 'mailTemplate', template: unknown, record: unknown },
  ],
  ['GET', `/api/v1/planet/${unknown}/paper/planets`, { admin: 404, narrow: 404, nobody: 404 }],
  ['GET', `/api/v1/mail/${unknown}/body`, { admin: 404, narrow: 404, nobody: 404 }],
  ['GET', '/api/v1/imports', { admin: 200, narrow: 200, nobody: 200 }],
  ['GET', `/api/v1/imports/${unknown}`, { admin: 404, narrow: 404, nobody: 404 }],
  ['GET', `/api/v1/imports/${unknown}/rows`, { admin: 404, narrow: 404, nobody: 404 }],
  ['POST', `/api/v1/imports/${unknown}/rows`, { admin: 404, narrow: 404, nobody: 404 }, {}],
  ['GET', '/api/v1/imports/mappings?object=planet', { admin: 200, narrow: 403, nobody: 404 }],
  ['DELETE', '/api/v1/imports/mappings/planet/unknown', { admin: 404, narrow: 403, nobody: 404 }],
  ['PATCH', `/api/v1/imports/${unknown}`, { admin: 404, narrow: 404, nobody: 404 }, {}],
  ['POST', `/api/v1/imports/${unknown}/preview`, { admin: 404, narrow: 404, nobody: 404 }, {}],
  ['POST', `/api/v1/imports/${unknown}/run`, { admin: 404, narrow: 404, nobody: 404 }, {}],
  ['POST', `/api/v1/imports/${unknown}/cancel`, { admin: 404, narrow: 404, nobody: 404 }, {}],
  ['POST', `/api/v1/imports/${unknown}/undo`, { admin: 404, narrow: 404, nobody: 404 }, {}],
  ['GET', `/api/v1/imports/${unknown}/errors`, { admin: 404, narrow: 404, nobody: 404 }],
  ['GET', '/api/v1/import-sets', { admin: 200, narrow: 200, nobody: 200 }],
  ['GET', `/api/v1/import-sets/${unknown}`, { admin: 404, narrow: 404, nobody: 404 }],
  ['PATCH', `/api/v1/import-sets/${unknown}`, { admin: 404, narrow: 404, nobody: 404 }, { files: [] }],
  ['POST', `/api/v1/import-sets/${unknown}/run`, { admin: 404, narrow: 404, nobody: 404 }, {}],
  ['POST', `/api/v1/import-sets/${unknown}/cancel`, { admin: 404, narrow: 404, nobody: 404 }, {}],
  ['POST', `/api/v1/import-sets/${unknown}/undo`, { admin: 404, narrow: 404, nobody: 404 }, {}],
  ['GET', '/api/v1/export-set', { admin: 200, narrow: 200, nobody: 403 }],
  ['GET', '/api/v1/export-all', { admin: 200, narrow: 404, nobody: 404 }],
  ['GET', '/api/v1/imports/template?object=planet', { admin: 200, narrow: 403, nobody: 404 }],
  ['GET', '/api/v1/configuration', { admin: 200, narrow: 404, nobody: 404 }],
  ['GET', '/api/v1/configuration/draft', { admin: 200, narrow: 404, nobody: 404 }],
  ['DELETE', '/api/v1/configuration/draft', { admin: 204, narrow: 404, nobody: 404 }],
  ['POST', '/api/v1/configuration/draft/fields', { admin: 422, narrow: 404, nobody: 404 }, {}],
  ['PATCH', '/api/v1/configuration/draft/fields/planet.x', { admin: 404, narrow: 404, nobody: 404 }, {}],
  ['DELETE', '/api/v1/configuration/draft/fields/planet.x', { admin: 404, narrow: 404, nobody: 404 }],
  ['GET', '/api/v1/configuration/plan', { admin: 200, narrow: 404, nobody: 404 }],
  ['POST', '/api/v1/configuration/publish', { admin: 409, narrow: 404, nobody: 404 }, {}],
  ['POST', '/api/v1/configuration/rollback', { admin: 422, narrow: 404, nobody: 404 }, {}],
  ['GET', '/api/v1/configuration/run', { admin: 200, narrow: 404, nobody: 404 }],
  ['GET', '/api/v1/configuration/versions', { admin: 200, narrow: 404, nobody: 404 }],
  ['GET', '/api/v1/configuration/versions/7', { admin: 404, narrow: 404, nobody: 404 }],
  ['GET', '/api/v1/configuration/uses?section=fields&key=planet.name', { admin: 200, narrow: 404, nobody: 404 }],
  ['GET', '/api/v1/configuration/freed', { admin: 200, narrow: 404, nobody: 404 }],
  ['POST', '/api/v1/configuration/freed/empty', { admin: 404, narrow: 404, nobody: 404 }, {}],
  ['POST', '/api/v1/configuration/formula', { admin: 400, narrow: 404, nobody: 404 }, {}],
  ['POST', '/api/v1/configuration/learn', { admin: 404, narrow: 404, nobody: 404 }, {}],
  ['POST', '/api/v1/configuration/score', { admin: 422, narrow: 404, nobody: 404 }, {}],
  ['GET', '/api/v1/configuration/export', { admin: 200, narrow: 404, nobody: 404 }],
  ['POST', '/api/v1/configuration/import', { admin: 400, narrow: 404, nobody: 404 }, {}],
  ['GET', '/api/v1/planet', { admin: 200, narrow: 200, nobody: 404 }],
  ['POST', '/api/v1/planet', { admin: 201, narrow: 201, nobody: 404 }, { name: 'x' }],
  ['GET', '/api/v1/planet/export?format=csv', { admin: 200, narrow: 200, nobody: 404 }],
  ['POST', '/api/v1/planet/group', { admin: 200, narrow: 200, nobody: 404 }, { by: ['kind'] }],
  ['POST', '/api/v1/planet/board', { admin: 200, narrow: 200, nobody: 404 }, { by: 'kind' }],
  ['POST', '/api/v1/planet/batch', { admin: 200, narrow: 200, nobody: 404 }, { create: [{ name: 'x' }] }],
  ['POST', '/api/v1/planet/similar', { admin: 200, narrow: 200, nobody: 404 }, { values: { name: 'x' } }],
  ['POST', '/api/v1/planet/alike', { admin: 200, narrow: 200, nobody: 404 }, { ids: [unknown, unknown2] }],
  ['POST', '/api/v1/planet/selection', { admin: 200, narrow: 200, nobody: 404 }, { where: {} }],
  [
    'POST',
    '/api/v1/planet/bulk',
    { admin: 200, narrow: 200, nobody: 404 },
    { do: 'delete', selection: { ids: [unknown] } },
  ],
  ['POST', `/api/v1/planet/undo/${unknown}`, { admin: 404, narrow: 404, nobody: 404 }],
  ['POST', '/api/v1/planet/merge/preview', { admin: 404, narrow: 403, nobody: 404 }, { ids: [unknown, unknown2] }],
  [
    'POST',
    '/api/v1/planet/merge',
    { admin: 404, narrow: 403, nobody: 404 },
    { ids: [unknown, unknown2], survivor: unknown },
  ],
  ['GET', `/api/v1/planet/merges/${unknown}`, { admin: 404, narrow: 404, nobody: 404 }],
  ['POST', `/api/v1/planet/merges/${unknown}/preview`, { admin: 404, narrow: 404, nobody: 404 }],
  ['POST', `/api/v1/planet/merges/${unknown}/split`, { admin: 404, narrow: 403, nobody: 404 }],
  ['POST', '/api/v1/planet/bulk/touch', { admin: 404, narrow: 404, nobody: 404 }, { ids: [unknown] }],
  // an object that is not hers is as unknown as one that does not exist
  ['GET', '/api/v1/star', { admin: 200, narrow: 404, nobody: 404 }],
  ['GET', '/api/v1/region', { admin: 200, narrow: 200, nobody: 200 }],
  ['GET', '/api/v1/comet', { admin: 404, narrow: 404, nobody: 404 }],
]
type State = 'own' | 'seen' | 'hidden' | 'deleted' | 'unknown'
const records: [Method, string, Record<State, number>, unknown?][] = [
  ['GET', '', { own: 200, seen: 200, hidden: 404, deleted: 404, unknown: 404 }],
  ['GET', '/page', { own: 200, seen: 200, hidden: 404, deleted: 404, unknown: 404 }],
  ['GET', '/timeline', { own: 200, seen: 200, hidden: 404, deleted: 404, unknown: 404 }],
  ['GET', '/merges', { own: 200, seen: 200, hidden: 404, deleted: 404, unknown: 404 }],
  // planets have no score; test/engine/scores.test.ts asks where there is one
  ['GET', '/score/size', { own: 404, seen: 404, hidden: 404, deleted: 404, unknown: 404 }],
  ['GET', '/access', { own: 200, seen: 403, hidden: 404, deleted: 404, unknown: 404 }],
  ['GET', '/shares', { own: 200, seen: 200, hidden: 404, deleted: 404, unknown: 404 }],
  ['GET', `/files/pictures/${unknown}`, { own: 404, seen: 404, hidden: 404, deleted: 404, unknown: 404 }],
  ['GET', '/comments', { own: 200, seen: 200, hidden: 404, deleted: 404, unknown: 404 }],
  ['POST', '/comments', { own: 201, seen: 201, hidden: 404, deleted: 404, unknown: 404 }, { text: 'Far away' }],
  ['PATCH', `/comments/${unknown}`, { own: 404, seen: 404, hidden: 404, deleted: 404, unknown: 404 }, { text: 'Near' }],
  ['DELETE', `/comments/${unknown}`, { own: 404, seen: 404, hidden: 404, deleted: 404, unknown: 404 }],
  ['POST', `/comments/${unknown}/restore`, { own: 404, seen: 404, hidden: 404, deleted: 404, unknown: 404 }],
  ['GET', '/follow', { own: 200, seen: 200, hidden: 404, deleted: 404, unknown: 404 }],
  ['POST', '/follow', { own: 204, seen: 204, hidden: 404, deleted: 404, unknown: 404 }, { state: 'follow' }],
  ['POST', '/mentionable', { own: 200, seen: 200, hidden: 404, deleted: 404, unknown: 404 }, { people: [] }],
  ['PATCH', '', { own: 200, seen: 403, hidden: 404, deleted: 404, unknown: 404 }, { mass: 2 }],
  ['POST', '/touch', { own: 200, seen: 403, hidden: 404, deleted: 404, unknown: 404 }],
  ['DELETE', `/shares/${unknown}`, { own: 204, seen: 403, hidden: 404, deleted: 404, unknown: 404 }],
  ['POST', '/restore', { own: 404, seen: 404, hidden: 404, deleted: 200, unknown: 404 }],
  ['DELETE', '', { own: 204, seen: 403, hidden: 404, deleted: 404, unknown: 404 }],
]
const shareBody = () => ({ granteeId: nobody.principal.id })

describe('routes', () => {
  test('all stand in the table of this test', async () => {
    const shape = (url: string) =>
      url
        .split('?')[0]!
        .replaceAll(unknown, ':id')
        .replace(/\/api\/v1\/(planet|star|region|comet)/, '/api/v1/:object')
        .replace(/\/touch$/, '/:action')
        .replace('/quality/planet', '/quality/:object')
        .replace('/mappings/planet/unknown', '/mappings/:object/:header')
        .replace(/\/draft\/fields(?=$|\/)/, '/draft/:section')
        .replace('/:section/planet.x', '/:section/:key')
        .replace(/\/versions\/7$/, '/versions/:version')
        .replace('/checks/signOff', '/checks/:check')
        .replace('/deliveries/:id', '/deliveries/:delivery')
        .replace('/preferences/started', '/preferences/:key')
        .replace('/paper/planets', '/paper/:paper')
        .replace('/samples/planet.created', '/samples/:event')
    const known = new Set([
      ...open.map((url) => `* ${url}`),
      ...others.map(([method, url]) => `${method} ${shape(url)}`),
      ...records.map(
        ([method, url]) =>
          `${method} /api/v1/:object/:id${shape(url).replace('pictures', ':field').replace('/:field/:id', '/:field/:file').replace('/shares/:id', '/shares/:grantee').replace('/comments/:id', '/comments/:comment').replace('/score/size', '/score/:field')}`,
      ),
      'POST /api/v1/:object/:id/shares',
      'POST /api/v1/files',
      'POST /api/v1/imports',
      'POST /api/v1/import-sets',
      'POST /api/v1/:object/export',
    ])
    const missing = routesOf(sampan.app).filter(
      ([method, url]) => !known.has(`* ${url}`) && !known.has(`${method} ${url}`),
    )
    expect(missing).toEqual([])
  })

  test('say who may call them, or the server does not start', async () => {
    const app = await buildServer({ runtime: sampan.runtime, logLevel: 'silent' })
    expect(() => app.get('/api/v1/loose', async () => 'x')).toThrow(
      'The route GET /api/v1/loose does not say who may call it.',
    )
    await app.close()
  })

  test('answer nobody, a disabled person, and keys that are unknown or revoked, alike', async () => {
    const { call, runtime, workspace, admin } = sampan
    const id = await addPerson(runtime, systemSession(workspace), {
      name: 'Gone',
      email: 'gone@sky.test',
      role: 'administrator',
    })
    const { key } = await runtime.catalogue.createApiKey({ workspaceId: workspace.id, userId: id }, 'gone')
    const { body: revoked } = await call(admin, 'POST', '/api/v1/api-keys', { name: 'revoked' })
    for (const one of [key, revoked.key]) expect((await keyCall(one, 'GET', '/api/v1/meta')).status).toBe(200)
    expect((await call(admin, 'POST', `/api/v1/user/${id}/disable`)).status).toBe(200)
    expect((await call(admin, 'DELETE', `/api/v1/api-keys/${revoked.id}`)).status).toBe(204)
    const all: [Method, string][] = [
      ...others.map(([method, url]): [Method, string] => [method, url]),
      ...records.map(([method, url]): [Method, string] => [method, `/api/v1/planet/${unknown}${url}`]),
      ['POST', '/api/v1/files'],
      ['POST', '/api/v1/imports'],
      ['POST', '/api/v1/import-sets'],
      ['POST', '/api/v1/planet/export'],
      ['POST', `/api/v1/planet/${unknown}/shares`],
    ]
    for (const [method, url] of all) {
      expect((await call(null, method, url)).status, `${method} ${url}`).toBe(401)
      for (const one of [key, revoked.key, 'smp_0000000000000000000000000000', ''])
        expect((await keyCall(one, method, url)).status, `${method} ${url} with ${one}`).toBe(401)
    }
  })

  test('that concern no record let in whom they should', async () => {
    for (const [method, url, wanted, body] of others)
      for (const [who, session] of [
        ['admin', sampan.admin],
        ['narrow', narrow],
        ['nobody', nobody],
      ] as const) {
        const { status, body: said } = await sampan.call(session, method, url, body)
        expect(status, `${who} ${method} ${url} ${JSON.stringify(said).slice(0, 200)}`).toBe(wanted[who])
      }
  })

  test.each([
    ...records,
    ['POST', '/shares', { own: 204, seen: 403, hidden: 404, deleted: 404, unknown: 404 }] as (typeof records)[number],
  ])('%s …%s on a record that is own, seen, hidden, deleted, unknown', async (method, path, wanted, given) => {
    const { call, admin } = sampan
    const body = path === '/shares' && method === 'POST' ? shareBody() : given
    for (const [state, status] of Object.entries(wanted) as [State, number][])
      for (const who of [narrow, nobody, admin]) {
        const id =
          state === 'unknown'
            ? unknown
            : await make({
                owner: state === 'own' || state === 'deleted' ? narrow.principal.id : admin.principal.id,
                kind: state === 'seen' ? 'ice' : 'rock',
              })
        if (state === 'deleted') await call(admin, 'DELETE', `/api/v1/planet/${id}`)
        const answer = await call(who, method, `/api/v1/planet/${id}${path}`, body)
        const live = state !== 'deleted' && state !== 'unknown'
        const expected = who === nobody ? 404 : who === admin && live ? wanted.own : status
        expect(answer.status, `${state} ${who.principal.name} ${JSON.stringify(answer.body)}`).toBe(expected)
      }
  })
})

describe('rights that change', () => {
  test('count at once here, and soon in another process on the same data, also when its hint is lost', async () => {
    const { call, admin, runtime, workspace } = sampan
    const { body: role } = await call(admin, 'POST', '/api/v1/role', { name: 'Changing', key: 'changing', grants: {} })
    const person = await sampan.person('Changing', role.id)
    const other = await openRuntime({
      databaseUrl: sampan.databaseUrl,
      registry: runtime.workspaces.get(workspace.id)!.registry,
      dataFolder: runtime.dataFolder,
      migrations: [{ name: '0001-made.sql', text: draftMigration(workspace.registry, null)!.text, hash: 'made' }],
      secret: 'a secret that only tests know, and long enough',
      baseUrl: 'http://127.0.0.1:7718',
      worker: false,
      poolSize: 2,
    })
    const app = await buildServer({ runtime: other, logLevel: 'silent', rateLimit: 1_000_000 })
    const { key } = await runtime.catalogue.createApiKey(
      { workspaceId: workspace.id, userId: person.principal.id! },
      'k',
    )
    const there = async (url: string) =>
      (await app.inject({ url, headers: { authorization: `Bearer ${key}` } })).statusCode
    expect([(await call(person, 'GET', '/api/v1/planet')).status, await there('/api/v1/planet')]).toEqual([404, 404])
    await call(admin, 'PATCH', `/api/v1/role/${role.id}`, { grants: { planet: { read: 'all' } } })
    expect((await call(person, 'GET', '/api/v1/planet')).status).toBe(200)
    await until(async () => (await there('/api/v1/planet')) === 200)
    await call(admin, 'PATCH', `/api/v1/role/${role.id}`, { grants: {} })
    expect((await call(person, 'GET', '/api/v1/planet')).status).toBe(404)
    await until(async () => (await there('/api/v1/planet')) === 404)
    // whoever listened is deaf now
    await runtime.db.pool.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'sampan-listen' and datname = current_database()",
    )
    await call(admin, 'POST', `/api/v1/user/${person.principal.id}/disable`)
    expect((await call(person, 'GET', '/api/v1/meta')).status).toBe(401)
    await until(async () => (await there('/api/v1/meta')) === 401)
    await app.close()
    await other.close()
  })
})

describe('problems', () => {
  test('are told in the language of the caller, as a document', async () => {
    const ask = (language: string) =>
      sampan.call(sampan.admin, 'POST', '/api/v1/planet', { mass: 'x' }, { 'accept-language': language })
    const [en, zh] = [await ask('en-GB,en;q=0.9'), await ask('zh-CN,zh;q=0.9')]
    for (const answer of [en, zh]) {
      expect(answer.headers['content-type']).toContain('application/problem+json')
      expect(answer.body).toMatchObject({ status: 422, title: 'Unprocessable Entity', instance: '/api/v1/planet' })
    }
    expect(en.body.errors[0]).toMatchObject({ pointer: '/mass', field: 'mass', detail: 'This is not a number.' })
    expect(zh.body.errors[0].detail).toBe('这不是有效的数字。')
  })

  test('of a request that is none are refusals, never a fault, and never everything', async () => {
    const deep = (n: number): object => (n === 0 ? { mass: 1 } : { not: deep(n - 1) })
    const wheres = [
      'null',
      '[]',
      '"x"',
      '{',
      '1',
      '',
      '{"mass":{}}',
      '{"mass":{"gte":null}}',
      '{"mass":{"gte":"x"}}',
      '{"mass":[]}',
      '{"or":[]}',
      '{"or":{}}',
      '{"and":[{}]}',
      '{"not":{}}',
      '{"not":[]}',
      '{"":1}',
      '{"__proto__":1}',
      '{"constructor":1}',
      '{"toString":{"eq":1}}',
      '{"star.mass.x":1}',
      '{"name":{"contains":""}}',
      '{"name":{"contains":"\\u0000"}}',
      '{"kind":{"gt":"ice"}}',
      '{"owner":{"is":"you"}}',
      '{"found":{"within":"soon"}}',
      '{"id":"x"}',
      '{"settings":1}',
      JSON.stringify(deep(60)),
      JSON.stringify({ or: Array.from({ length: 2_000 }, () => ({ mass: 1 })) }),
    ]
    for (const where of wheres) {
      const { status, body } = await sampan.call(
        sampan.admin,
        'GET',
        `/api/v1/planet?where=${encodeURIComponent(where)}`,
      )
      expect([400, 422], `${where.slice(0, 60)} ${JSON.stringify(body).slice(0, 200)}`).toContain(status)
    }
    for (const body of [
      {},
      { by: 'kind' },
      { by: [1] },
      { by: ['kind'], measures: 'count' },
      { by: ['kind'], where: 'x' },
      { by: ['kind'], where: null },
      { by: ['kind'], where: [] },
      { by: ['kind'], limit: 'x' },
      { by: ['kind'], limit: -1 },
      { by: ['kind:month'] },
      { by: ['settings'] },
      { by: ['constructor'] },
      { by: ['kind'], measures: ['sum:name'] },
      { by: ['kind'], measures: ['toString:mass'] },
      { by: ['name', 'kind', 'mass', 'water', 'ringed'] },
    ])
      expect([400, 422], JSON.stringify(body)).toContain(
        (await sampan.call(sampan.admin, 'POST', '/api/v1/planet/group', body)).status,
      )
    const forged = (values: unknown[], id = unknown, sort = 'mass') =>
      Buffer.from(JSON.stringify([sort, values, id])).toString('base64url')
    for (const query of [
      'limit=0',
      'limit=1001',
      'limit=1.5',
      'limit=x',
      'limit=-1',
      'sort=name,mass,water,kind',
      'sort=settings',
      'sort=star.name',
      'sort=constructor',
      'count=all',
      'select=star.owner.team.leader.name',
      'select=name.x',
      'sort=mass&after=x',
      `sort=mass&after=${forged(['abc'])}`,
      `sort=mass&after=${forged([1], '-'.repeat(36))}`,
      `sort=mass&after=${forged([])}`,
      `sort=mass&after=${forged([1, 2])}`,
      `sort=mass&after=${forged([{}])}`,
      `sort=found&after=${forged(['2026-02-31'], unknown, 'found')}`,
      `sort=seen&after=${forged(['soon'], unknown, 'seen')}`,
      `sort=name&after=${forged(['a\u0000'], unknown, 'name')}`,
      `sort=name&after=${forged([1])}`,
    ])
      expect([400, 422], query).toContain((await sampan.call(sampan.admin, 'GET', `/api/v1/planet?${query}`)).status)
    const id = await make({})
    for (const query of [
      'limit=0',
      'limit=x',
      'limit=1.5',
      'after=x',
      `after=${forged(['soon'], unknown, 'timeline')}`,
    ])
      expect([400, 422], query).toContain(
        (await sampan.call(sampan.admin, 'GET', `/api/v1/planet/${id}/timeline?${query}`)).status,
      )
    for (const query of [
      'q=a&q=b',
      'q=',
      'q=%00',
      `q=${'x'.repeat(900)}`,
      'q=a&objects=planet&objects=star',
      'q=a&objects=comet',
      "q='%26|!()",
    ])
      expect((await sampan.call(sampan.admin, 'GET', `/api/v1/search?${query}`)).status, query).toBe(200)
    for (const [url, body] of [
      ['planet', []],
      ['planet/batch', {}],
      ['planet/batch', { create: {} }],
      ['planet/batch', { create: [1] }],
      ['planet/batch', { create: Array.from({ length: 1_001 }, () => ({})) }],
      ['planet/bulk/touch', {}],
      ['planet/bulk/touch', { ids: 'x' }],
    ] as const)
      expect([400, 422], url).toContain((await sampan.call(sampan.admin, 'POST', `/api/v1/${url}`, body)).status)
    for (const [type, payload] of [
      ['application/json', '{'],
      ['application/json', '{"__proto__":{"x":1},"name":"x"}'],
      ['text/plain', 'x'],
      ['application/x-www-form-urlencoded', 'a=b'],
      ['multipart/form-data', 'x'],
      ['application/json', JSON.stringify({ name: 'x'.repeat(9_000_000) })],
    ] as const)
      for (const url of ['/api/v1/planet', '/api/v1/files'])
        expect([400, 422], `${type} ${payload.slice(0, 20)} ${url}`).toContain(
          (await sampan.call(sampan.admin, 'POST', url, payload, { 'content-type': type })).status,
        )
  })
})

describe('pages', () => {
  const rows = 37
  beforeAll(async () => {
    const { body: sun } = await sampan.call(sampan.admin, 'POST', '/api/v1/star', { name: 'Sun' })
    const maybe = <T>(i: number, n: number, value: T) => (i % n === 0 ? null : value)
    await sampan.call(sampan.admin, 'POST', '/api/v1/planet/batch', {
      create: Array.from({ length: rows }, (_, i) => ({
        name: `第${i % 9}`,
        origin: 'paged',
        mass: maybe(i, 3, (i % 4) / 8),
        moonCount: maybe(i, 4, i % 3),
        price: maybe(i, 5, { amount: String((i % 3) * 1.5), currency: i % 2 ? 'CNY' : 'USD' }),
        water: maybe(i, 3, i % 2),
        ringed: maybe(i, 3, i % 2 === 0),
        found: maybe(i, 4, `2026-01-0${(i % 3) + 1}`),
        seen: maybe(i, 4, `2026-01-01T00:00:00.00${i % 3}Z`),
        kind: maybe(i, 5, ['ice', 'gas'][i % 2]),
        star: maybe(i, 2, sun.id),
        serial: `s-${(i * 7) % rows}`,
        place: maybe(i, 3, { city: `C${i % 2}` }),
      })),
    })
  })

  test.each([
    'name',
    'number',
    'mass',
    'moonCount',
    'price',
    'price.currency',
    'water',
    'ringed',
    'found',
    'seen',
    'kind',
    'star',
    'serial',
    'place.city',
    'createdAt',
    'updatedAt',
    'owner',
    'version',
    'importId',
    'mass,-water',
    '-mass,water',
    '-mass,-water',
    'found,-seen,kind',
    '-ringed,-name',
    '-kind,-mass,-found',
    '-updatedAt,mass',
  ])('by %s, up and down, hold every record once and in order, empty ones last', async (sort) => {
    const where = encodeURIComponent(JSON.stringify({ origin: 'paged' }))
    const flipped = sort
      .split(',')
      .map((s) => (s.startsWith('-') ? s.slice(1) : `-${s}`))
      .join(',')
    for (const order of [sort, flipped]) {
      const found: Record<string, unknown>[] = []
      for (let after: string | null = ''; after !== null; ) {
        const { status, body } = await sampan.call(
          sampan.admin,
          'GET',
          `/api/v1/planet?where=${where}&sort=${order}&limit=6${after ? `&after=${after}` : ''}`,
        )
        expect(status, JSON.stringify(body)).toBe(200)
        found.push(...body.data)
        after = body.next
      }
      expect(found.length).toBe(rows)
      expect(new Set(found.map((r) => r['id'])).size).toBe(rows)
      for (let i = 1; i < found.length; i++)
        expect(inOrder(found[i - 1]!, found[i]!, order.split(',')), `${order} at ${i}`).toBe(true)
    }
  })
})

/** Does one record come before, or beside, another? Names and choices are compared by the database's own order elsewhere. */
function inOrder(a: Record<string, unknown>, b: Record<string, unknown>, order: readonly string[]): boolean {
  for (const entry of order) {
    const path = entry.replace(/^-/, '').split('.')
    const [x, y] = [a, b].map((r) => {
      const value = path.length > 1 ? (r[path[0]!] as Record<string, unknown> | null)?.[path[1]!] : r[path[0]!]
      if (typeof value !== 'object' || value === null) return value ?? null
      return 'amount' in value ? Number(value.amount) : (value as { id: string }).id
    })
    if (x === y) continue
    if (x === null || y === null) return y === null
    return entry.startsWith('-') ? (x as number) > (y as number) : (x as number) < (y as number)
  }
  return true
}

describe('a browser', () => {
  let cookie = ''
  const from = (origin: string | undefined, url = '/api/v1/planet', method: Method = 'POST') =>
    sampan.app.inject({
      method,
      url,
      headers: {
        cookie,
        ...(origin ? { origin } : {}),
        ...(method === 'POST' ? { 'content-type': 'application/json' } : {}),
      },
      ...(method === 'POST' ? { payload: { name: 'x' } } : {}),
    })
  beforeEach(async () => {
    const answer = await sampan.app.inject({
      method: 'POST',
      url: '/api/auth/sign-in/email',
      headers: { origin: 'http://127.0.0.1:7717' },
      payload: { email: 'admin@example.com', password: 'password-1234' },
    })
    expect(answer.statusCode, answer.body).toBe(200)
    cookie = answer.cookies.map((c) => `${c.name}=${encodeURIComponent(c.value)}`).join('; ')
  })

  test('writes from our own pages alone', async () => {
    expect((await from('http://127.0.0.1:7717')).statusCode).toBe(201)
    for (const origin of ['http://evil.test', 'null', 'http://127.0.0.1:7717.evil.test', 'x'])
      expect((await from(origin)).statusCode, origin).toBe(403)
    expect((await from('http://evil.test', '/api/v1/meta', 'GET')).statusCode).toBe(200)
  })

  test('is somebody until it signs out, and nobody with a cookie that is broken', async () => {
    expect((await from(undefined, '/api/v1/meta', 'GET')).statusCode).toBe(200)
    const good = cookie
    cookie = good.replace(/session_token=./, 'session_token=!')
    expect((await from(undefined, '/api/v1/meta', 'GET')).statusCode).toBe(401)
    cookie = good
    expect(
      (
        await sampan.app.inject({
          method: 'POST',
          url: '/api/auth/sign-out',
          headers: { cookie, origin: 'http://127.0.0.1:7717', 'content-type': 'application/json' },
          payload: {},
        })
      ).statusCode,
    ).toBe(200)
    expect((await from(undefined, '/api/v1/meta', 'GET')).statusCode).toBe(401)
  })
})
