import type { Session } from '../../context.ts'
import { commentPaths } from './comment-paths.ts'
import { eventPaths, eventSchemas } from './events.ts'
import { objectPaths } from './object-paths.ts'
import { objectSchemas } from './object-schemas.ts'
import { operationPaths, operationTags } from './operations.ts'
import { pascal, ref, type Schema, spoken } from './parts.ts'
import { publicPaths, publicTag } from './public-paths.ts'
import { sharedSchemas } from './shared-schemas.ts'

/** The API as OpenAPI 3.1, drawn from the registry and cut to what the caller may see and do. */
export function openApi(session: Session): Schema {
  const { workspace, principal } = session
  const objects = [...workspace.registry.objects.values()].filter((o) => principal.rights(o.key).scopes.read.length > 0)
  const document = {
    openapi: '3.1.0',
    info: {
      title: 'Sampan API',
      version: '1',
      description: {
        en: 'Records of every object, under the rights of the caller. Errors are problem details (RFC 9457).',
        zh: '按调用者的权限读写每个对象的记录。错误为 Problem Details（RFC 9457）。',
      },
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    security: [{ key: [] }, { session: [] }],
    tags: [
      ...objects.map((o) => ({ name: o.key, description: o.label, 'x-sampan-record': pascal(o.key) })),
      {
        name: 'events',
        description: { en: 'Webhooks and the stream of events', zh: 'Webhook 与事件流' },
      },
      ...operationTags(session),
      publicTag,
    ],
    paths: Object.assign(
      {},
      operationPaths(session),
      eventPaths(),
      publicPaths(),
      ...objects.map((object) => objectPaths(session, object)),
      ...objects.map((object) => commentPaths(session, object)),
    ),
    components: {
      securitySchemes: {
        key: {
          type: 'http',
          scheme: 'bearer',
          description: {
            en: 'An API key; it has the rights of the person it belongs to, or as many of them as its scope says.',
            zh: 'API 密钥，权限与所属成员相同，或限于其权限范围。',
          },
        },
        session: { type: 'apiKey', in: 'cookie', name: 'sampan.session_token' },
      },
      schemas: {
        ...sharedSchemas,
        ...eventSchemas,
        ...Object.assign({}, ...objects.map((object) => objectSchemas(session, object))),
      },
      responses: {
        Problem: {
          description: { en: 'What is wrong, in the language of the caller.', zh: '问题说明，语言随调用者。' },
          content: { 'application/problem+json': { schema: ref('Problem') } },
        },
      },
    },
  }
  return spoken(document, session.language) as Schema
}
