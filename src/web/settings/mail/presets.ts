/** Servers of providers that many have their mail at, as each publishes them. */
type Preset = { readonly smtp: string; readonly imap: string; readonly keepsSent?: true; readonly starttls?: true }

const providers: Readonly<Record<string, Preset>> = {
  'qq.com': { smtp: 'smtp.qq.com', imap: 'imap.qq.com' },
  'foxmail.com': { smtp: 'smtp.qq.com', imap: 'imap.qq.com' },
  '163.com': { smtp: 'smtp.163.com', imap: 'imap.163.com' },
  '126.com': { smtp: 'smtp.126.com', imap: 'imap.126.com' },
  'aliyun.com': { smtp: 'smtp.aliyun.com', imap: 'imap.aliyun.com' },
  'sina.com': { smtp: 'smtp.sina.com', imap: 'imap.sina.com' },
  '139.com': { smtp: 'smtp.139.com', imap: 'imap.139.com' },
  'gmail.com': { smtp: 'smtp.gmail.com', imap: 'imap.gmail.com', keepsSent: true },
  'outlook.com': { smtp: 'smtp-mail.outlook.com', imap: 'outlook.office365.com', keepsSent: true, starttls: true },
  'icloud.com': { smtp: 'smtp.mail.me.com', imap: 'imap.mail.me.com', starttls: true },
}

/** What the servers of an address are called, as far as anybody can tell by it. */
export function presetOf(address: string) {
  const domain = address.split('@')[1]?.trim().toLowerCase() ?? ''
  const { smtp, imap, keepsSent, starttls }: Preset = providers[domain] ?? {
    smtp: domain && `smtp.${domain}`,
    imap: domain && `imap.${domain}`,
  }
  return {
    smtp: { host: smtp, port: starttls ? 587 : 465, security: starttls ? 'starttls' : 'tls' } as const,
    imap: { host: imap, port: 993, security: 'tls', keepsSent: keepsSent === true } as const,
  }
}
