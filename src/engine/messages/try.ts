import { refuse } from '#kernel/problem.ts'
import type { Session } from '../context.ts'
import type { Outbound } from '../outbound/outbound.ts'
import { callGateway } from './call.ts'
import { gatewayOf, mine, noteTrouble } from './gateway.ts'

/** Calls a gateway as a message would, with nothing to send. Refuses at `url` what goes wrong. */
export async function testGateway(session: Session, outbound: Outbound, id: string): Promise<void> {
  await mine(session, id)
  const { workspace } = session
  const gateway = await gatewayOf(workspace, id)
  if (!gateway) throw refuse('invalid', 'url', { en: 'Say where it stands.', zh: '请先填写接口地址。' }, 'required')
  const answer = await callGateway(workspace, outbound, gateway, {
    type: 'message.test',
    id: crypto.randomUUID(),
    timestamp: workspace.clock.now().toISOString(),
  })
  if (answer.is !== 'sent') throw refuse('invalid', 'url', answer.said, 'gateway')
  await noteTrouble(workspace, id, null)
}
