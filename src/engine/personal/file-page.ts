import { type Language, languageTags, say } from '#kernel/label.ts'
import type { FileFact, FileRecord, PersonFile } from './file.ts'

/** The file as a page that anybody can open and read; no scripts, nothing fetched from elsewhere. */
export function pageOf(file: PersonFile, language: Language): string {
  const words = Object.fromEntries(Object.entries(headings).map(([key, label]) => [key, say(label, language)])) as Words
  const title = `${words.title} · ${file.workspace}`
  const section = (heading: string, inner: string) => (inner === '' ? '' : `<h2>${text(heading)}</h2>${inner}`)
  return `<!doctype html>
<html lang="${languageTags[language]}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${text(title)}</title>
<style>${style}</style>
<h1>${text(title)}</h1>
<p>${text(words.made)} ${text(file.made.slice(0, 16).replace('T', ' '))} UTC</p>
${section(words.records, file.records.map((one) => recordOf(one) + historyOf(one, words)).join(''))}
${section(words.related, file.related.map(recordOf).join(''))}
${section(words.mentions, file.mentions.map(recordOf).join(''))}
${section(words.files, file.files.map(({ name, path }) => `<p><a href="${encodeURI(path)}">${text(name)}</a></p>`).join(''))}
</html>
`
}

type Words = Readonly<
  Record<'title' | 'made' | 'records' | 'related' | 'mentions' | 'files' | 'history' | 'typed', string>
>

const headings = {
  title: { en: 'What is known about you', zh: '我们掌握的关于你的信息' },
  made: { en: 'Made on', zh: '生成时间' },
  records: { en: 'Records about you', zh: '关于你的记录' },
  related: { en: 'What belongs to them', zh: '与之关联的记录' },
  mentions: { en: 'Other records that name you', zh: '提到你的其他记录' },
  files: { en: 'Files', zh: '文件' },
  history: { en: 'What happened', zh: '变更记录' },
  typed: { en: 'as typed', zh: '原文' },
} as const

function recordOf({ label, title, facts }: FileRecord): string {
  return `<h3>${text(label)}：${text(title)}</h3><table>${facts.map(factOf).join('')}</table>`
}

function factOf({ field, words }: FileFact): string {
  return `<tr><th>${text(field)}</th><td>${text(words)}</td></tr>`
}

function historyOf({ history }: PersonFile['records'][number], words: Words): string {
  if (history.length === 0) return ''
  const rows = history.map(
    ({ at, what, by, changes }) =>
      `<tr><td>${text(at)}</td><td>${text(by)}</td><td>${text(what)}${changes.map((c) => `<br>${text(c.field)} → ${text(c.words)}${typedOf(c.typed, words)}`).join('')}</td></tr>`,
  )
  return `<h4>${text(words.history)}</h4><table>${rows.join('')}</table>`
}

/** What she or somebody else had typed there. */
function typedOf(typed: unknown, words: Words): string {
  return typed === undefined
    ? ''
    : ` (${text(words.typed)}: ${text(typeof typed === 'string' ? typed : JSON.stringify(typed))})`
}

function text(given: string): string {
  return given.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}

const style =
  'body{font:15px/1.6 system-ui,sans-serif;max-width:820px;margin:40px auto;padding:0 16px;color:#1c1c1a}table{border-collapse:collapse;width:100%}th{width:160px;font-weight:400;color:#6b6b66}th,td{text-align:start;vertical-align:top;padding:4px 8px 4px 0;border-bottom:1px solid #e6e6e1;overflow-wrap:anywhere;white-space:pre-line}h2{margin-top:40px}h4{margin:16px 0 4px}'
