import type { MailChannels } from '#kernel/mail.ts'
import { imap } from './imap/imap.ts'
import { readMime } from './mime/read.ts'
import { writeMime } from './mime/write.ts'
import { smtp } from './smtp/smtp.ts'

/** How this installation sends and reads mail. */
export const mailChannels: MailChannels = { smtp, imap, mime: { write: writeMime, read: readMime } }
