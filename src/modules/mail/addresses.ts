import { emailType } from '#kernel/fields/email.ts'
import type { MailAddress } from '#kernel/mail.ts'

const label = { en: '', zh: '' }

/**
 * Reads recipients as people write them: `曾工 <a@b.cn>, c@d.cn；e@f.cn`. Answers what is no address as `wrong`.
 */
export function readAddresses(text: string | null): { readonly found: MailAddress[]; readonly wrong: string[] } {
  const found = new Map<string, MailAddress>()
  const wrong: string[] = []
  for (const part of parts(text ?? '')) {
    const open = part.lastIndexOf('<')
    const given = open >= 0 && part.endsWith('>') ? part.slice(open + 1, -1) : part
    const name = open >= 0 ? part.slice(0, open).trim().replace(/^"|"$/g, '').trim() : ''
    const parsed = emailType.parse(given, { type: 'email', label })
    if ('wrong' in parsed || !parsed.value) wrong.push(part)
    else if (!found.has(parsed.value)) found.set(parsed.value, { name, address: parsed.value })
  }
  return { found: [...found.values()], wrong }
}

/** The same written out. */
export function writeAddresses(addresses: readonly MailAddress[]): string {
  return addresses.map(({ name, address }) => (name ? `${quoted(name)} <${address}>` : address)).join(', ')
}

function quoted(name: string): string {
  const plain = name.replace(/["<>\r\n]/g, '')
  return /[,;，；]/.test(plain) ? `"${plain}"` : plain
}

/** Apart by commas, semicolons and lines, but not within quotes. */
function parts(text: string): string[] {
  const found: string[] = []
  let part = ''
  let inQuotes = false
  for (const sign of text) {
    if (sign === '"') inQuotes = !inQuotes
    if (!inQuotes && /[,;，；\n]/.test(sign)) {
      found.push(part)
      part = ''
    } else part += sign
  }
  return [...found, part].map((one) => one.trim()).filter((one) => one !== '')
}
