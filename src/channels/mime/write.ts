import { buffer } from 'node:stream/consumers'
import DKIM from 'nodemailer/lib/dkim'
import MailComposer from 'nodemailer/lib/mail-composer'
import type { MailChannels } from '#kernel/mail.ts'

/** What a signature covers, the way out of a mailing included (RFC 8058 §4). */
const signed =
  'from:sender:reply-to:subject:date:message-id:to:cc:mime-version:content-type:in-reply-to:references:list-unsubscribe:list-unsubscribe-post'

/** Writes a mail as it travels (RFC 5322, MIME), signed where the domain signs. */
export const writeMime: MailChannels['mime']['write'] = async (mail, attachments, dkim) => {
  const { unsubscribe } = mail
  const raw = await new MailComposer({
    messageId: `<${mail.messageId}>`,
    date: new Date(mail.date),
    from: mail.from,
    to: [...mail.to],
    cc: [...mail.cc],
    subject: mail.subject,
    text: mail.text,
    html: mail.html,
    ...(mail.inReplyTo ? { inReplyTo: `<${mail.inReplyTo}>` } : {}),
    ...(mail.references.length > 0 ? { references: mail.references.map((id) => `<${id}>`).join(' ') } : {}),
    headers: unsubscribe
      ? {
          'List-Unsubscribe': { prepared: true, value: `<${unsubscribe}>` },
          'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
        }
      : {},
    attachments: attachments.map(({ name, mimeType, content }) => ({
      filename: name,
      contentType: mimeType,
      content: Buffer.from(content),
    })),
    disableFileAccess: true,
    disableUrlAccess: true,
  })
    .compile()
    .build()
  if (!dkim) return raw
  return buffer(
    new DKIM({
      domainName: dkim.domain,
      keySelector: dkim.selector,
      privateKey: dkim.key,
      headerFieldNames: signed,
    }).sign(raw),
  )
}
