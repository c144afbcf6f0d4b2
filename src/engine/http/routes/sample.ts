import type { FastifyInstance } from 'fastify'
import { refuse } from '#kernel/problem.ts'
import type { Runtime } from '../../runtime.ts'
import { hasSampleFields, takeOutSample } from '../../sample/fields.ts'
import { sampleState } from '../../sample/mark.ts'
import { countSample } from '../../sample/remove.ts'

const admin = { config: { access: 'admin' as const } }

/** The demo company: whether it is there, filling it in, taking it out. */
export async function sampleRoutes(app: FastifyInstance, { runtime }: { runtime: Runtime }): Promise<void> {
  app.get('/api/v1/sample', admin, async ({ caller: { workspace } }) => {
    const state = await sampleState(workspace)
    return { state, ...(state === 'there' ? await countSample(workspace) : { records: {}, changedSince: 0 }) }
  })

  app.post('/api/v1/sample', admin, async ({ caller: { workspace } }, reply) => {
    if ((await sampleState(workspace)) !== 'none')
      throw refuse('conflict', null, { en: 'The sample is there already.', zh: '示例数据已存在。' })
    await runtime.loadSample(workspace.id)
    return reply.status(202).send({ state: 'loading' })
  })

  app.delete('/api/v1/sample', admin, async ({ caller }) => {
    const { workspace } = caller
    if ((await sampleState(workspace)) === 'none' && !(await hasSampleFields(workspace)))
      throw refuse('conflict', null, { en: 'There is no sample data.', zh: '没有示例数据。' })
    return takeOutSample(runtime, caller)
  })
}
