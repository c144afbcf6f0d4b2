import type { MailChannels } from '#kernel/mail.ts'
import { readMime } from './mime/read.ts'
import { writeMime } from './mime/write.ts'
import { smtp } from './smtp/smtp.ts'

/** How this installation sends and reads mail; the program that reads mailboxes comes with the first that is read. */
export const mailChannels: MailChannels = {
  smtp,
  imap: { visit: async (...mailbox) => (await import('./imap/imap.ts')).imap.visit(...mailbox) },
  mime: { write: writeMime, read: readMime },
}
