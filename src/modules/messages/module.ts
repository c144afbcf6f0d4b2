import { defineModule } from '#kernel/module.ts'
import { messageGatewayRules } from './messageGateway/messageGateway.rules.ts'
import { messageGateway } from './messageGateway/messageGateway.ts'
import { messageOptOutRules } from './messageOptOut/messageOptOut.rules.ts'
import { messageOptOut } from './messageOptOut/messageOptOut.ts'
import { messageNotices } from './notices.ts'
import { claimMessage, settleMessage } from './post.ts'
import { promiseRules } from './promises.ts'
import { takeMessage } from './take.ts'
import { messageStep } from './textMessage/message.step.ts'
import { textMessageActions } from './textMessage/textMessage.actions.ts'
import { textMessageRules } from './textMessage/textMessage.rules.ts'
import { textMessage } from './textMessage/textMessage.ts'

export const messages = defineModule({
  key: 'messages',
  label: { en: 'Short messages', zh: '短信与消息' },
  requires: ['sequences'],
  objects: [messageGateway, textMessage, messageOptOut],
  rules: [...messageGatewayRules, ...messageOptOutRules, ...textMessageRules, ...promiseRules],
  actions: textMessageActions,
  notices: messageNotices,
  steps: [messageStep],
  messages: { gateway: messageGateway, claim: claimMessage, settle: settleMessage, take: takeMessage },
})
