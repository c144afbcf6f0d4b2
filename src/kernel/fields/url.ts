import { cleanText } from '../text/fold.ts'
import { type Field, type FieldOptions, isAsTyped, plain } from './field.ts'

export type UrlField = FieldOptions & { readonly type: 'url' }

/** A web address, `http` or `https` only; `example.com` becomes `https://example.com`. */
export function url<const O extends FieldOptions>(options: O): O & Field<string> & { readonly type: 'url' } {
  return { type: 'url', ...options }
}

export const urlType = plain<UrlField, string>({
  label: { en: 'Web address', zh: '网址' },
  reaches: true,
  kind: 'text',
  sql: 'text',
  asTyped: isAsTyped,
  parse(input) {
    const text = typeof input === 'string' ? cleanText(input) : ''
    const scheme = /^([a-z][a-z0-9+.-]*):(?!\d)/i.exec(text)?.[1]?.toLowerCase()
    if (scheme !== undefined && scheme !== 'http' && scheme !== 'https')
      return {
        wrong: { en: 'A web address begins with https:// or http://.', zh: '网址应以 https:// 或 http:// 开头。' },
      }
    const value = scheme ? text.replace(/^https?:/i, `${scheme}:`) : `https://${text.replace(/^\/\//, '')}`
    const parts = value.length <= 2000 && !/\s/.test(value) && /^https?:\/\/[^/]/.test(value) ? URL.parse(value) : null
    // a name and password before the host make a bad link look like a good one
    if (!parts || parts.username || parts.password || !/\.[^.]|^localhost$|^\[/.test(parts.hostname))
      return { wrong: { en: 'This is not a web address.', zh: '这不是有效的网址。' } }
    return { value }
  },
})
