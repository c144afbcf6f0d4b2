import { ResourceNotFoundError, type Server } from '@modelcontextprotocol/server'
import { Refusal } from '#kernel/problem.ts'
import type { Session } from '../context.ts'
import { readableObjects } from './tool.ts'
import { describe } from './tools/describe.ts'
import { get } from './tools/get.ts'

const scheme = 'sampan://'
const mimeType = 'application/json'

/** Objects and records by address: `sampan://account` tells what an account is, `sampan://account/{id}` is one. */
export function answerResources(server: Server, session: Session): void {
  server.setRequestHandler('resources/list', async () => ({
    resources: readableObjects(session).map(({ key, label, help }) => ({
      uri: `${scheme}${key}`,
      name: key,
      title: `${label.en} ${label.zh}`,
      ...(help ? { description: `${help.en} ${help.zh}` } : {}),
      mimeType,
    })),
  }))
  server.setRequestHandler('resources/templates/list', async () => ({
    resourceTemplates: [
      { uriTemplate: `${scheme}{object}/{id}`, name: 'record', title: 'A record 一条记录', mimeType },
    ],
  }))
  server.setRequestHandler('resources/read', async ({ params: { uri } }) => {
    const [, object, id] = /^sampan:\/\/([a-zA-Z0-9]{1,40})(?:\/([0-9a-fA-F-]{36}))?$/.exec(uri) ?? []
    if (!object) throw new ResourceNotFoundError(uri)
    try {
      const told = await (id ? get.run(session, { object, id }) : describe.run(session, { object }))
      return { contents: [{ uri, mimeType, text: JSON.stringify(told) }] }
    } catch (error) {
      if (error instanceof Refusal) throw new ResourceNotFoundError(uri)
      throw error
    }
  })
}
