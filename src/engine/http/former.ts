import type { FastifyReply, FastifyRequest } from 'fastify'
import { Refusal } from '#kernel/problem.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import { survivorOf } from '../merging/former.ts'

/**
 * Answers for a record; where its id is that of one that has become part of another, answers for that one and says so in
 * `Content-Location` and `Sampan-Merged-Into`. What the caller may not see of the other she is not told either.
 */
export async function followingMerges<T>(
  request: FastifyRequest,
  reply: FastifyReply,
  { object, id }: { readonly object: RegisteredObject; readonly id: string },
  answer: (id: string) => Promise<T>,
): Promise<T> {
  try {
    return await answer(id)
  } catch (error) {
    if (!(error instanceof Refusal) || error.reason !== 'missing') throw error
    const { workspace } = request.caller
    const survivor = await survivorOf(workspace.db, workspace, object, id)
    if (survivor === null) throw error
    const answered = await answer(survivor)
    reply
      .header('content-location', `/api/v1/${object.key}/${survivor}`)
      .header('sampan-merged-into', `/api/v1/${object.key}/${survivor}`)
    return answered
  }
}
