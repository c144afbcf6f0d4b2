import type { Label } from '#kernel/label.ts'
import type { MessageOutcome } from '#kernel/messages.ts'
import { Refusal } from '#kernel/problem.ts'
import type { Workspace } from '../context.ts'
import type { Outbound } from '../outbound/outbound.ts'
import { signedHeaders } from '../webhooks/sign.ts'
import { type Gateway, secretOf } from './gateway.ts'

type Call = { readonly type: string; readonly id: string; readonly timestamp: string; readonly data?: object }

/**
 * Calls a gateway: JSON, signed as Standard Webhooks are, under the key of the message (`webhook-id`, `idempotency-key`),
 * by which it takes it once. 2xx is taken; 408, 429 and 5xx are for later, as is a server that cannot be reached; any other
 * status is a refusal for good.
 */
export async function callGateway(
  workspace: Workspace,
  outbound: Outbound,
  gateway: Gateway,
  call: Call,
): Promise<Exclude<MessageOutcome, { is: 'held' }>> {
  const body = JSON.stringify(call)
  const signed = signedHeaders({ id: call.id, body, at: new Date() }, [secretOf(workspace, gateway)])
  try {
    const answer = await outbound.request(gateway.url, {
      method: 'POST',
      headers: { ...signed, 'idempotency-key': call.id },
      body,
      maxBytes: 65_536,
    })
    const said = answer.body.toString('utf8').replaceAll('\0', '').trim()
    const { status } = answer
    if (status >= 200 && status < 300) return { is: 'sent', reference: referenceIn(said) }
    const later = status === 408 || status === 429 || status >= 500
    return { is: later ? 'again' : 'failed', said: answered(status, said.slice(0, 300)) }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return { is: 'again', said: error.problems[0]!.message }
  }
}

/** What the gateway calls the message: `{"reference": "…"}`. */
function referenceIn(said: string): string | null {
  try {
    const { reference } = JSON.parse(said) as { reference?: unknown }
    return typeof reference === 'string' ? reference.slice(0, 200) : null
  } catch {
    return null // it need not say anything
  }
}

function answered(status: number, said: string): Label {
  const quoted = said ? { en: `: ${said}`, zh: `：${said}` } : { en: '.', zh: '。' }
  return { en: `The gateway answered ${status}${quoted.en}`, zh: `接口返回 ${status}${quoted.zh}` }
}
