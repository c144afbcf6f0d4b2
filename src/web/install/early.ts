import type { Asked } from '../client/asked.ts'
import { drawnFrom, pagePath, teamPath, todayPath } from '../client/paths.ts'

// Stands inside the page and runs before anything has been loaded: what the screen will be drawn from is asked for, and
// the parts of its program are fetched, while the program itself is still on its way. The build writes in which those are.

/** Files of the program by what needs them: a language, a kind of screen. */
export type Parts = Readonly<Record<string, readonly string[]>>

declare const __PARTS__: Parts
const parts = __PARTS__

const [first = '', second = '', third] = location.pathname.slice(1).split('/')
const doors = ['sign-in', 'setup', 'welcome', 'second-factor', 'workspaces', 'docs']
const language = localStorage.getItem('sampan.language')
const isRecord = third === undefined && /^[0-9a-f-]{36}$/.test(second)

if (!doors.includes(first)) {
  const paths: string[] = Object.values(drawnFrom)
  if (first === '') paths.unshift(todayPath)
  if (first === '' && localStorage.getItem('sampan.today.hat') === '"team"') paths.push(teamPath)
  if (isRecord) paths.unshift(pagePath(first, second))
  const begun = new Map<string, Promise<Response>>()
  for (const one of [...paths.map((path): Asked => ({ path })), ...remembered()]) {
    const key = one.path + (one.body ?? '')
    if (!begun.has(key)) begun.set(key, ask(one))
  }
  globalThis.sampanAsked = begun
}
const kind = screen()
const words = language ?? spoken()
for (const name of kind ? [words, `${words} list`, kind] : [words]) parts[name]?.forEach(fetchPart)

/** What the screen at this address was drawn from the last time (`client/asked.ts`). */
function remembered(): readonly Asked[] {
  const kept = localStorage.getItem('sampan.asked')
  return (kept && (JSON.parse(kept) as Record<string, Asked[]>)[location.pathname + location.search]) || []
}

function ask({ path, body }: Asked): Promise<Response> {
  const headers = {
    accept: 'application/json',
    ...(language && { 'accept-language': language }),
    ...(body && { 'content-type': 'application/json' }),
  }
  const answer = fetch(path, { headers, credentials: 'same-origin', ...(body && { method: 'POST', body }) })
  // who takes it hears of it
  answer.catch(() => {})
  return answer
}

/** A guess is enough: what was fetched in vain is kept for later. */
function spoken(): string {
  const wanted = navigator.language
  return wanted.startsWith('zh') ? (/TW|HK|MO|Hant/.test(wanted) ? 'zh-TW' : 'zh-CN') : 'en'
}

function screen(): string {
  if (isRecord) return 'page'
  if (first === '' || second !== '' || ['settings', 'help', 'pools', 'import-set', ...doors].includes(first)) return ''
  return /[?&]as=board/.test(location.search) ? 'board' : 'list'
}

function fetchPart(file: string): void {
  const link = document.createElement('link')
  const style = file.endsWith('.css')
  link.rel = style ? 'preload' : 'modulepreload'
  if (style) link.as = 'style'
  link.href = file
  document.head.append(link)
}
