import type { FastifyInstance } from 'fastify'
import { createFeed, deleteFeed, feedFiles, getFeed, listFeeds, loadFeed, updateFeed } from '../../import/feeds/feed.ts'
import { runFeed } from '../../import/feeds/run.ts'
import type { Runtime } from '../../runtime.ts'
import { bodyOf, idOf } from './records.ts'

const signedIn = { config: { access: 'signed-in' as const } }

/** Files that come by the clock, from a folder, an SFTP server or an address; for administrators. */
export async function feedRoutes(app: FastifyInstance, { runtime }: { runtime: Runtime }): Promise<void> {
  const { outbound } = runtime

  app.get('/api/v1/feeds', signedIn, async (request) => ({ data: await listFeeds(request.caller) }))

  app.post('/api/v1/feeds', signedIn, async (request, reply) =>
    reply.status(201).send(await createFeed(request.caller, outbound, bodyOf(request))),
  )

  app.get('/api/v1/feeds/:id', signedIn, (request) => getFeed(request.caller, idOf(request)))

  app.patch('/api/v1/feeds/:id', signedIn, (request) =>
    updateFeed(request.caller, outbound, idOf(request), bodyOf(request)),
  )

  app.delete('/api/v1/feeds/:id', signedIn, async (request, reply) => {
    await deleteFeed(request.caller, idOf(request))
    return reply.status(204).send()
  })

  app.get('/api/v1/feeds/:id/files', signedIn, async (request) => ({
    data: await feedFiles(request.caller, idOf(request)),
  }))

  app.post('/api/v1/feeds/:id/run', signedIn, async (request, reply) => {
    const feed = await loadFeed(request.caller, idOf(request))
    // the look goes on behind the answer; what came of it stands with the feed
    runFeed(runtime, request.caller.workspace, feed).catch((error: unknown) =>
      request.log.error({ err: error }, 'a feed failed'),
    )
    return reply.status(202).send({ id: feed.id })
  })
}
