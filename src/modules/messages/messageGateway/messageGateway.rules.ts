import { check, derive } from '#kernel/behaviour.ts'
import { problem } from '#kernel/problem.ts'
import { messageGateway } from './messageGateway.ts'

export const messageGatewayRules = [
  derive(messageGateway, 'its signature stands without brackets', ({ after, changes }) =>
    changes('signature') && after.signature
      ? { signature: after.signature.replace(/[【】[\]]/g, '').trim() || null }
      : null,
  ),

  check(messageGateway, 'every SMS is signed', ({ after }) =>
    after.channel === 'sms' && !after.signature
      ? problem('signature', { en: 'Carriers take no SMS without one.', zh: '短信必须带签名。' }, 'required')
      : null,
  ),
]
