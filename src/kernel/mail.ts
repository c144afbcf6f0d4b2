import type { Tx } from './behaviour.ts'
import type { Label } from './label.ts'
import type { ObjectDef, Where } from './object.ts'

/** Where a mail server stands and who signs in there; the password is kept apart, sealed. Without a user nobody signs in. */
export type MailServer = {
  readonly host: string
  readonly port: number
  /** TLS from the first byte, after STARTTLS, or none at all: for a relay in the own network. */
  readonly security: 'tls' | 'starttls' | 'none'
  readonly user: string
}

/** The same with what opens it. */
export type MailAccess = MailServer & { readonly password: string }

export type ImapServer = MailServer & {
  /** The provider puts what is sent into the folder of sent mail by itself, as Gmail and Exchange do. */
  readonly keepsSent: boolean
  /** ISO date; what came before is left where it is. */
  readonly since: string
}

/** How the domain signs (RFC 6376); the private key is kept apart, sealed. */
export type DkimSigner = { readonly domain: string; readonly selector: string }

/** The servers of a mailbox, and how they are. No secret is ever answered, only whether there is one. */
export type ApiMailConnection = {
  readonly id: string
  readonly smtp: MailServer | null
  readonly imap: ImapServer | null
  readonly dkim: DkimSigner | null
  readonly hasPassword: boolean
  readonly hasImapPassword: boolean
  readonly hasDkimKey: boolean
  /** Why the last call failed. */
  readonly problem: string | null
  readonly problemAt: string | null
  readonly syncedAt: string | null
  readonly folders: readonly ApiMailFolder[]
}

/** The reconciliation of a folder: `inMailbox` = `stored` + `known` + what was skipped + `missing`. */
export type ApiMailFolder = {
  readonly path: string
  /** Spam, drafts and deleted mail are not read. */
  readonly reads: boolean
  readonly inMailbox: number
  readonly stored: number
  /** Mail that is here already, by another folder or mailbox. */
  readonly known: number
  readonly skipped: readonly { readonly reason: MailSkip; readonly count: number }[]
  /** Still to be fetched. */
  readonly missing: number
  readonly syncedAt: string | null
}

/** Why a mail is not kept: older than asked for, with nobody we know, among colleagues, or more than 50 MB. */
export type MailSkip = 'old' | 'stranger' | 'internal' | 'large'

export type MailAddress = { readonly name: string; readonly address: string }

/** A mail as it is written. */
export type MailDraft = {
  readonly messageId: string
  readonly date: string
  readonly from: MailAddress
  readonly to: readonly MailAddress[]
  readonly cc: readonly MailAddress[]
  readonly bcc: readonly MailAddress[]
  readonly subject: string
  readonly text: string
  readonly html: string
  readonly inReplyTo: string | null
  readonly references: readonly string[]
  /** Where one click takes the recipient off the list (RFC 8058). */
  readonly unsubscribe: string | null
}

/** A mail as it was read, whatever was wrong with it. */
export type MailRead = Omit<MailDraft, 'html' | 'unsubscribe' | 'messageId' | 'from'> & {
  /** Without angle brackets; made of the bytes where the mail has none. */
  readonly messageId: string
  readonly from: MailAddress | null
  readonly html: string | null
  /** Written by a machine in answer (RFC 3834), such as an absence note. */
  readonly automatic: boolean
  /** A report that mail could not be delivered (RFC 3464). */
  readonly bounce: MailBounce | null
  /** A report that somebody does not want such mail (RFC 5965). */
  readonly complaint: MailComplaint | null
  readonly attachments: readonly MailAttachment[]
}

export type MailBounce = {
  /** The mail that it is about, where the report says so. */
  readonly messageId: string | null
  readonly recipients: readonly string[]
  /** Nobody lives there; otherwise it may still arrive. */
  readonly permanent: boolean
  readonly said: string
}

export type MailComplaint = {
  /** The mail that it is about, where the report says so. */
  readonly messageId: string | null
  /** Who complained; many reports keep that to themselves. */
  readonly recipients: readonly string[]
}

export type MailAttachment = {
  readonly name: string
  readonly mimeType: string
  readonly contentId: string | null
  readonly content: Uint8Array
}

/** Opens a connection to a host that a user named, if the server may go there. The channel knows what it is. */
export type Dial = (host: string, port: number) => Promise<unknown>

export type MailTroubleCode = 'auth' | 'certificate' | 'timeout' | 'unreachable' | 'refused' | 'busy' | 'unknown'

/** What a mail server did not do. `refused` for good, `busy` for now; `unknown` where it may have taken the mail. */
export class MailTrouble extends Error {
  readonly code: MailTroubleCode
  /** What the server said. */
  readonly said: string

  constructor(code: MailTroubleCode, said = '') {
    super(`${code} ${said}`)
    this.code = code
    this.said = said
  }
}

/** One signed-in visit to a mailbox. */
export type ImapVisit = {
  folders(): Promise<readonly { readonly path: string; readonly use: string | null }[]>
  /** Opens a folder to read: which count its numbers belong to, and the numbers of all mails in it. */
  open(path: string): Promise<{ readonly uidValidity: string; readonly uids: readonly number[] }>
  /** The numbers of mails in the open folder that came on that day or later. */
  since(day: string): Promise<readonly number[]>
  /** The mails of these numbers, one at a time; `raw` null where a mail has more bytes than `most`. */
  fetch(
    uids: readonly number[],
    most: number,
  ): AsyncIterable<{ readonly uid: number; readonly at: string | null; readonly raw: Uint8Array | null }>
  /** Is a mail with this Message-ID in the folder? */
  holds(path: string, messageId: string): Promise<boolean>
  append(path: string, raw: Uint8Array): Promise<void>
  /** Waits in the open folder until something changes in it, the time is over or `signal` ends it. */
  wait(ms: number, signal: AbortSignal): Promise<void>
  close(): Promise<void>
}

/** What the channels offer; every one of them throws `MailTrouble`. */
export type MailChannels = {
  readonly smtp: {
    /** Signs in and leaves. */
    test(server: MailAccess, dial: Dial): Promise<void>
    /**
     * Hands a mail over, once signed in and if `begin` says so; null where it does not. Answers which recipients were
     * turned away while others were taken.
     */
    send(
      server: MailAccess,
      dial: Dial,
      envelope: { readonly from: string; readonly to: readonly string[] },
      raw: Uint8Array,
      begin: () => Promise<boolean>,
    ): Promise<{ readonly rejected: readonly string[] } | null>
  }
  readonly imap: { visit(server: MailAccess, dial: Dial): Promise<ImapVisit> }
  readonly mime: {
    write(
      mail: MailDraft,
      attachments: readonly MailAttachment[],
      dkim: (DkimSigner & { readonly key: string }) | null,
    ): Promise<Uint8Array>
    read(raw: Uint8Array): Promise<MailRead>
  }
}

/** A mail that is to go out now. */
export type MailOut = MailDraft & {
  readonly id: string
  readonly mailboxId: string | null
  /** Ids of files. */
  readonly attachments: readonly string[]
  readonly attempt: number
  /** Whoever was sending it has died: nobody knows whether it went. */
  readonly doubtful: boolean
  /** `html` without what tells that it is read, for the sender's own copy; null where it has no such thing. */
  readonly plainHtml: string | null
}

/** The whole address of a public page; sealed where the page asks for that. */
export type PublicLink = (page: string, name: string, query?: Readonly<Record<string, string>>) => string

/** How sending ended. */
export type MailOutcome =
  | { readonly is: 'sent'; readonly rejected: readonly string[] }
  /** There is no server yet that could send it. */
  | { readonly is: 'held' }
  | { readonly is: 'failed' | 'again' | 'uncertain'; readonly said: Label }

/** What a person of the company is told by mail. */
export type Digest = { readonly subject: string; readonly text: string }

/** A mail that has come in. */
export type MailIn = Omit<MailRead, 'attachments' | 'html'> & {
  readonly mailboxId: string
  /** It lay in the folder of sent mail. */
  readonly sent: boolean
}

/** What the business does with mail. The engine moves mail, and knows nothing of what it is about. */
export type MailHandling = {
  /** Whose servers are kept: an object with an owner. */
  readonly mailbox: ObjectDef
  /** Which mailboxes colleagues share; every other is its owner's. */
  readonly opened: Where
  /** The object whose records are mails, and its fields: text, the file of the mail as it came, what tells what its reader did with it. */
  readonly message: {
    readonly object: ObjectDef
    readonly body: string
    readonly source: string
    readonly traces: readonly string[]
  }
  readonly channels: MailChannels
  /**
   * Takes the next mail that is due for a few minutes; null where nothing is.
   * @param busy domains that get nothing now
   */
  claim(tx: Tx, busy: readonly string[], link: PublicLink): Promise<MailOut | null>
  /** Marks it as being sent, before the first byte goes; false where it was taken back, or taken by somebody else since. */
  begin(tx: Tx, mail: MailOut): Promise<boolean>
  settle(tx: Tx, id: string, outcome: MailOutcome): Promise<void>
  /** From where the system writes to its own people; null where nobody has said so. */
  notices(tx: Tx): Promise<{ readonly mailboxId: string; readonly from: MailAddress } | null>
  /** A text as the markup of a mail. */
  html(text: string): string
  /** Writes a mail to somebody who works here, which goes like every other and is hers alone. */
  tell(tx: Tx, userId: string, digest: Digest): Promise<void>
  /** Is this mail to be kept, is it there already, or why is it not kept? Changes nothing but who sees what is there. */
  judge(tx: Tx, mail: MailIn): Promise<'keep' | 'known' | MailSkip>
  /** Keeps a mail that is to be kept, with the files that it came with. */
  keep(tx: Tx, mail: MailIn, files: { readonly source: string; readonly attachments: readonly string[] }): Promise<void>
}

/** The words of what went wrong with a server. */
export function troubleLabel({ code, said }: Pick<MailTrouble, 'code' | 'said'>): Label {
  const quoted = said.trim().slice(0, 300)
  const { en, zh } = troubles[code]
  return quoted === '' ? { en, zh } : { en: `${en} The server said: ${quoted}`, zh: `${zh}服务器返回：${quoted}` }
}

const troubles = {
  auth: {
    en: 'The server does not accept this user and password. Many providers want an app password here.',
    zh: '服务器不接受该用户名和密码。许多邮箱需在此填写「授权码」。',
  },
  certificate: {
    en: 'No trusted encrypted connection comes about. Check the host name, the port and the kind of encryption.',
    zh: '无法建立可信的加密连接，请检查服务器地址、端口和加密方式。',
  },
  timeout: { en: 'The server did not answer in time.', zh: '服务器没有及时响应。' },
  unreachable: { en: 'The server cannot be reached.', zh: '无法连接到服务器。' },
  refused: { en: 'The server refuses this.', zh: '服务器拒绝了请求。' },
  busy: { en: 'The server does not take this now.', zh: '服务器暂时无法处理。' },
  unknown: {
    en: 'The connection broke after the mail was handed over; nobody knows whether it went.',
    zh: '邮件交给服务器后连接中断，无法确认是否已发出。',
  },
} as const satisfies Record<MailTroubleCode, Label>
