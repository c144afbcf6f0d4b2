import type { Session } from '#engine/context.ts'
import type { TestSampan } from '../harness.ts'

export type StreamEvent = { id: string | null; event: string; data: Record<string, unknown> }

/** Reads a stream of server-sent events as a program does, over a real connection. */
export type Stream = {
  readonly status: number
  readonly heard: StreamEvent[]
  /** Whether the server has ended it. */
  readonly ended: () => boolean
  close(): void
}

/** Listens at an address with an API key of the person, made for it. */
export async function listenTo(
  sampan: TestSampan,
  base: string,
  who: Session | { authorization?: string; cookie?: string },
  query = '',
  headers: Record<string, string> = {},
): Promise<Stream> {
  const own = 'principal' in who ? { authorization: `Bearer ${await keyOf(sampan, who)}` } : who
  const abort = new AbortController()
  const response = await fetch(`${base}/api/v1/events${query}`, {
    headers: { 'accept-language': 'en', ...own, ...headers },
    signal: abort.signal,
  })
  const heard: StreamEvent[] = []
  let ended = false
  const read = async () => {
    let text = ''
    for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
      text += chunk
      for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
        const block = text.slice(0, end)
        text = text.slice(end + 2)
        const value = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1] ?? null
        const event = value('event')
        if (event) heard.push({ id: value('id'), event, data: JSON.parse(value('data')!) })
      }
    }
  }
  read()
    .catch(() => {})
    .finally(() => {
      ended = true
    })
  return { status: response.status, heard, ended: () => ended, close: () => abort.abort() }
}

export async function keyOf(sampan: TestSampan, { principal }: Session): Promise<string> {
  const { key } = await sampan.runtime.catalogue.createApiKey(
    { workspaceId: sampan.workspace.id, userId: principal.id! },
    'stream',
  )
  return key
}
