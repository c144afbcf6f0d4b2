import type { MailChannels } from '#kernel/mail.ts'
import { defineModule, type Module } from '#kernel/module.ts'
import { mailHtml } from './html.ts'
import { mailboxRules } from './mailbox/mailbox.rules.ts'
import { mailbox } from './mailbox/mailbox.ts'
import { mailStep } from './mailMessage/mail.step.ts'
import { mailMessageActions } from './mailMessage/mailMessage.actions.ts'
import { mailMessageRules } from './mailMessage/mailMessage.rules.ts'
import { mailMessage } from './mailMessage/mailMessage.ts'
import { mailTemplateRules } from './mailTemplate/mailTemplate.rules.ts'
import { mailTemplate } from './mailTemplate/mailTemplate.ts'
import { mailNotices } from './notices.ts'
import { beginMail, claimMail, noticesMailbox, settleMail, tellByMail } from './post.ts'
import { suppression } from './suppression/suppression.ts'
import { judgeMail, keepMail } from './take.ts'
import { clickPage, openPage, traces } from './track.ts'
import { unsubscribePage } from './unsubscribe.ts'

/** Mail with customers, by the channels of this installation. */
export function mailModule(channels: MailChannels): Module {
  return defineModule({
    key: 'mail',
    label: { en: 'Mail', zh: '邮件' },
    requires: ['sales', 'files'],
    objects: [mailbox, mailTemplate, mailMessage, suppression],
    rules: [...mailboxRules, ...mailTemplateRules, ...mailMessageRules],
    actions: mailMessageActions,
    notices: mailNotices,
    steps: [mailStep],
    templates: [{ object: mailTemplate, about: 'about', texts: ['subject', 'body'] }],
    publicPages: [unsubscribePage, openPage, clickPage],
    mail: {
      mailbox,
      opened: { shared: true },
      message: { object: mailMessage, body: 'body', source: 'source', traces },
      channels,
      claim: claimMail,
      begin: beginMail,
      settle: settleMail,
      notices: noticesMailbox,
      html: mailHtml,
      tell: tellByMail,
      judge: judgeMail,
      keep: keepMail,
    },
  })
}
