/** What becomes of a mail that is read. */
type Fate = 'stored' | 'known' | 'stranger' | 'internal'
export type Made = { readonly raw: Buffer; readonly fate: Fate }

const encoded: Readonly<Record<string, readonly number[]>> = {
  // 你好; 日本 in the last
  gb2312: [0xc4, 0xe3, 0xba, 0xc3],
  gbk: [0xc4, 0xe3, 0xba, 0xc3],
  big5: [0xa7, 0x41, 0xa6, 0x6e],
  'iso-2022-jp': [0x1b, 0x24, 0x42, 0x46, 0x7c, 0x4b, 0x5c, 0x1b, 0x28, 0x42],
}

/**
 * Mails as they lie in a mailbox that has been in use for years, the same ones for the same number: odd encodings, broken
 * MIME, files in a winmail.dat, automatic answers that answer each other, the same mail twice, strangers, colleagues.
 * `known` is an address of a contact, `own` that of the mailbox.
 */
export function madeMail(n: number, { known, own }: { known: string; own: string }): Made {
  const head = (more: Readonly<Record<string, string>> = {}) =>
    `${Object.entries({
      From: known,
      To: own,
      Subject: `mail ${n}`,
      Date: 'Fri, 20 Nov 2026 10:00:00 +0800',
      'Message-ID': `<n${n}@ruida.example>`,
      ...more,
    })
      .map(([name, value]) => `${name}: ${value}`)
      .join('\r\n')}\r\n`
  const plain = { 'Content-Type': 'text/plain; charset=utf-8' }
  const mail = (text: string, fate: Fate = 'stored'): Made => ({ raw: Buffer.from(text), fate })
  const charset = Object.keys(encoded)[n % 4]!
  switch (n % 16) {
    case 0:
    case 1:
    case 2:
    case 3: {
      const top = head({
        Subject: `=?utf-8?B?${Buffer.from(`信 ${n}`).toString('base64')}?=`,
        'Content-Type': `text/plain; charset=${charset}`,
      })
      return { raw: Buffer.concat([Buffer.from(`${top}\r\n`), Buffer.from(encoded[charset]!)]), fate: 'stored' }
    }
    case 4:
      return mail(
        `${head({ 'Content-Type': 'multipart/mixed; boundary="x"' })}\r\n--x\r\nContent-Type: text/plain\r\n\r\nno end`,
      )
    case 5:
      return mail(
        `${head({ Subject: `zero\0byte ${n}`, 'Content-Type': 'text/plain; charset=klingon' })}\r\n\0\ud800 ${n}`,
      )
    case 6:
      return mail(
        `${head({ 'Content-Type': 'multipart/mixed; boundary="w"' })}\r\n--w\r\nContent-Type: application/ms-tnef; name="winmail.dat"\r\nContent-Transfer-Encoding: base64\r\n\r\n${Buffer.from(`not really ${n}`).toString('base64')}\r\n--w--\r\n`,
      )
    case 7: {
      const before = `<n${n - 16}@ruida.example>`
      return mail(
        `${head({ 'Auto-Submitted': 'auto-replied', 'In-Reply-To': before, References: before })}\r\nI am away.`,
      )
    }
    // The same as the one before the one before.
    case 8:
      return { ...madeMail(n - 2, { known, own }), fate: 'known' }
    case 9:
      return mail(`${head({ From: `spam${n}@nobody.example`, ...plain })}\r\nbuy`, 'stranger')
    case 10:
      return mail(`${head({ From: own, ...plain })}\r\namong us`, 'internal')
    case 11:
      return mail(`From: ${known}\r\nTo: ${own}\r\nSubject: no id\r\n\r\nwithout an id ${n}`)
    case 12: {
      const deep = Array.from(
        { length: 60 },
        (_, i) => `Content-Type: multipart/mixed; boundary="b${i}"\r\n\r\n--b${i}\r\n`,
      )
      return mail(`${head()}${deep.join('')}`)
    }
    case 13:
      return mail(`${head({ 'Content-Type': 'text/html; charset=gbk' })}\r\n<p onclick="x()">${'<b>'.repeat(50)}${n}`)
    case 14:
      return mail(`no mail at all, ${n}`, 'internal')
    default:
      return mail(`${head(plain)}\r\n${'长信。'.repeat(300)}`)
  }
}

/** A mail with a file, of about so many bytes. */
export function largeMail(id: string, known: string, bytes: number): Buffer {
  const line = `${'QUJD'.repeat(19)}\r\n`
  return Buffer.from(
    [
      `From: ${known}\r\nSubject: ${id}\r\nMessage-ID: <${id}@ruida.example>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="b"\r\n`,
      `--b\r\nContent-Type: video/mp4; name="film.mp4"\r\nContent-Transfer-Encoding: base64\r\n\r\n${line.repeat(Math.floor(bytes / line.length))}`,
      '--b--\r\n',
    ].join('\r\n'),
  )
}
