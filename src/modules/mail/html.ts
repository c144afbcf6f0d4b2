import { type Html, html } from '#kernel/text/html.ts'

const link = /(https?:\/\/[^\s<>"'，。；）)]+)/

/** What tells that a mail is read: where an address in it leads, and a picture that nobody sees. */
type Tracks = { readonly link: (address: string) => string; readonly picture: string }

/** Plain words as a mail with layout: paragraphs, lines and addresses that can be clicked. */
export function mailHtml(text: string, tracks: Tracks | null = null): string {
  const leadsTo = tracks?.link ?? ((address: string) => address)
  const paragraphs = text.split(/\n{2,}/).map((one) => html`<p style="margin:0 0 1em">${lines(one, leadsTo)}</p>`)
  const picture = tracks ? html`<img src="${tracks.picture}" width="1" height="1" alt="">` : ''
  return html`<div style="font:15px/1.7 -apple-system,'PingFang SC','Microsoft YaHei',sans-serif">${paragraphs}${picture}</div>`
    .text
}

function lines(text: string, leadsTo: Tracks['link']): Html[] {
  return text.split('\n').map((line, i) => html`${i > 0 ? html`<br>` : ''}${linked(line, leadsTo)}`)
}

function linked(line: string, leadsTo: Tracks['link']): Html[] {
  return line.split(link).map((part, i) => (i % 2 === 1 ? html`<a href="${leadsTo(part)}">${part}</a>` : html`${part}`))
}
