import { Webhook as Signer } from 'standardwebhooks'
import type { MessageNews } from '#kernel/messages.ts'
import { notFound, refuse } from '#kernel/problem.ts'
import { writing } from '../records/write.ts'
import { systemSession, type Workspaces } from '../workspaces.ts'
import { gatewayOf, secretOf } from './gateway.ts'

type Headers = Readonly<Record<string, string | string[] | undefined>>

/** Takes what a gateway tells, once its signature was found good: an answer, or what became of a message. */
export async function takeNews(
  workspaces: Pick<Workspaces, 'get'>,
  at: { readonly workspace: string; readonly id: string },
  headers: Headers,
  body: string,
): Promise<void> {
  const workspace = workspaces.get(at.workspace)
  const messages = workspace?.registry.messages
  const gateway = workspace && messages ? await gatewayOf(workspace, at.id) : null
  if (!workspace || !messages || !gateway) throw notFound()
  const said = ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) => [
    name,
    String(headers[name] ?? ''),
  ])
  const news = newsIn(
    verified(body, Object.fromEntries(said) as Record<string, string>, secretOf(workspace, gateway)),
    String(headers['webhook-id']),
  )
  await writing(systemSession(workspace, 'api'), (w) => messages.take(w.tx, gateway.id, news))
}

function verified(body: string, headers: Record<string, string>, secret: string): unknown {
  try {
    return new Signer(secret).verify(body, headers)
  } catch {
    throw refuse('forbidden', null, { en: 'The signature is wrong or too old.', zh: '签名有误或已过期。' }, 'signature')
  }
}

function newsIn(given: unknown, id: string): MessageNews {
  const { type, data } = (given ?? {}) as { type?: unknown; data?: Record<string, unknown> }
  const text = (key: string, most: number) => (typeof data?.[key] === 'string' ? data[key].slice(0, most) : '')
  if (type === 'message.received' && text('from', 100) !== '')
    return { type, id: id.slice(0, 200), from: text('from', 100), text: text('text', 2_000) }
  if ((type === 'message.delivered' || type === 'message.failed') && uuid.test(text('id', 36)))
    return { type, id: text('id', 36), said: text('said', 500) || null }
  throw refuse(
    'malformed',
    null,
    {
      en: 'Tell message.received with from and text, or message.delivered or message.failed with id.',
      zh: '请发送 message.received（含 from 和 text），或 message.delivered、message.failed（含 id）。',
    },
    'news',
  )
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
