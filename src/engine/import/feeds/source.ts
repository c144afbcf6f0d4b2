import { isAbsolute, join, relative } from 'node:path'
import type { FeedSource } from '#kernel/api-feeds.ts'
import { type Problem, problem } from '#kernel/problem.ts'

/** Where feeds may read on this machine: below `feeds` of the data folder, and what the operator allows. */
export function allowedFolders(dataFolder: string, env: Readonly<Record<string, string | undefined>> = process.env) {
  const more = (env['SAMPAN_FEED_FOLDERS'] ?? '').split(':').filter((path) => isAbsolute(path))
  return [join(dataFolder, 'feeds'), ...more]
}

/** Is the path one of the folders, or inside of one? Both must be real paths, without links. */
export function isInside(path: string, folders: readonly string[]): boolean {
  return folders.some((folder) => {
    const way = relative(folder, path)
    return way === '' || (!way.startsWith('..') && !isAbsolute(way))
  })
}

/** Does a file's name fit a pattern such as `orders-*.csv`? Every name of a table fits none. */
export function fits(name: string, pattern: string | undefined): boolean {
  if (!pattern) return /\.(?:csv|tsv|txt|xlsx|xls|vcf)$/i.test(name)
  const parts = pattern.toLowerCase().split('*')
  const text = name.toLowerCase()
  const [first = '', ...rest] = parts
  if (rest.length === 0) return text === first
  if (!text.startsWith(first)) return false
  let at = first.length
  for (const [i, part] of rest.entries()) {
    const last = i === rest.length - 1
    const found = last ? (text.length - part.length >= at && text.endsWith(part) ? at : -1) : text.indexOf(part, at)
    if (found < 0) return false
    at = last ? text.length : found + part.length
  }
  return true
}

/** Reads where a feed takes its files from; every problem at its place. */
export function readSource(given: unknown): { source: FeedSource } | { wrong: Problem[] } {
  const one = (typeof given === 'object' && given !== null ? given : {}) as Record<string, unknown>
  const wrong: Problem[] = []
  const text = (key: string, most: number, needed = true): string => {
    const value = one[key]
    if (typeof value === 'string' && value.trim() !== '' && value.length <= most && !/[\0\r\n]/.test(value))
      return value.trim()
    if (needed || (value !== undefined && value !== null && value !== ''))
      wrong.push(
        problem(`source.${key}`, { en: 'This is missing or not right.', zh: '缺少内容或格式不对。' }, 'required'),
      )
    return ''
  }
  const pattern = text('pattern', 200, false)
  const more = pattern === '' ? {} : { pattern }
  switch (one['kind']) {
    case 'folder': {
      const source: FeedSource = { kind: 'folder', path: text('path', 1_000), ...more }
      return wrong.length > 0 ? { wrong } : { source }
    }
    case 'sftp': {
      const port = Number(one['port'] ?? 22)
      if (!Number.isInteger(port) || port < 1 || port > 65_535)
        wrong.push(problem('source.port', { en: 'A port is between 1 and 65535.', zh: '端口应在 1 到 65535 之间。' }))
      const hostKey = text('hostKey', 100, false)
      const source: FeedSource = {
        kind: 'sftp',
        host: text('host', 253),
        port,
        user: text('user', 200),
        path: text('path', 1_000),
        ...more,
        ...(hostKey === '' ? {} : { hostKey }),
      }
      return wrong.length > 0 ? { wrong } : { source }
    }
    case 'url': {
      const user = text('user', 200, false)
      const source: FeedSource = { kind: 'url', url: text('url', 2_000), ...(user === '' ? {} : { user }) }
      return wrong.length > 0 ? { wrong } : { source }
    }
    default:
      return {
        wrong: [
          problem('source.kind', {
            en: "A feed comes from a 'folder', by 'sftp' or from a 'url'.",
            zh: '来源只能是文件夹、SFTP 或网址。',
          }),
        ],
      }
  }
}
