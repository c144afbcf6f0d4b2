import type { Session } from '#engine/context.ts'
import type { Answer, TestSampan } from '../harness.ts'

/** What an API record is to a story: whatever it is. */
// biome-ignore lint/suspicious/noExplicitAny: an answer is whatever it is
export type Told = any

/** A person's hand on the API, in the words of a story; what is not expected to be refused throws when it is. */
export function handOf(sampan: TestSampan, session: Session) {
  const call = (method: 'GET' | 'POST' | 'PATCH' | 'DELETE', url: string, body?: unknown) =>
    sampan.call(session, method, `/api/v1/${url}`, body)
  const must = async (answer: Promise<Answer>): Promise<Told> => {
    const { status, body } = await answer
    if (status >= 400) throw new Error(`${status} ${JSON.stringify(body)}`)
    return body
  }
  return {
    id: session.principal.id!,
    make: (object: string, values: object) => must(call('POST', object, values)),
    change: (object: string, id: string, values: object) => must(call('PATCH', `${object}/${id}`, values)),
    remove: (object: string, id: string) => must(call('DELETE', `${object}/${id}`)),
    restore: (object: string, id: string) => must(call('POST', `${object}/${id}/restore`)),
    act: (object: string, id: string, action: string, input: object = {}) =>
      must(call('POST', `${object}/${id}/${action}`, input)),
    see: (object: string, id: string) => must(call('GET', `${object}/${id}`)),
    page: (object: string, id: string) => must(call('GET', `${object}/${id}/page`)),
    async list(object: string, where: object, sort?: string): Promise<Told[]> {
      const query = new URLSearchParams({ where: JSON.stringify(where), limit: '200', ...(sort ? { sort } : {}) })
      return (await must(call('GET', `${object}?${query}`))).data
    },
    /** Why a request is refused: its status, then `field: code` of each problem. */
    refused: {
      make: (object: string, values: object) => why(call('POST', object, values)),
      change: (object: string, id: string, values: object) => why(call('PATCH', `${object}/${id}`, values)),
      remove: (object: string, id: string) => why(call('DELETE', `${object}/${id}`)),
      act: (object: string, id: string, action: string, input: object = {}) =>
        why(call('POST', `${object}/${id}/${action}`, input)),
      see: (object: string, id: string) => why(call('GET', `${object}/${id}`)),
    },
  }
}

async function why(answer: Promise<Answer>): Promise<string[]> {
  const { status, body } = await answer
  const errors: { field: string | null; code: string }[] = body?.errors ?? []
  return [String(status), ...errors.map((e) => (e.field ? `${e.field}: ${e.code}` : e.code))]
}
