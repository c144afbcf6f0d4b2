import { type Html, html } from '#kernel/text/html.ts'

const link = /(https?:\/\/[^\s<>"'，。；）)]+)/

/** Plain words as a mail with layout: paragraphs, lines and addresses that can be clicked. */
export function mailHtml(text: string): string {
  const paragraphs = text.split(/\n{2,}/).map((one) => html`<p style="margin:0 0 1em">${lines(one)}</p>`)
  return html`<div style="font:15px/1.7 -apple-system,'PingFang SC','Microsoft YaHei',sans-serif">${paragraphs}</div>`
    .text
}

function lines(text: string): Html[] {
  return text.split('\n').map((line, i) => html`${i > 0 ? html`<br>` : ''}${linked(line)}`)
}

function linked(line: string): Html[] {
  return line.split(link).map((part, i) => (i % 2 === 1 ? html`<a href="${part}">${part}</a>` : html`${part}`))
}
