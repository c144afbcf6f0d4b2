import { isKey } from '#kernel/registry-check.ts'
import { pinyinOf } from '#kernel/text/pinyin.ts'

/**
 * A key for what a person has called something: from its English words, else from the reading of its Chinese ones:
 * `Plate number` → `plateNumber`, `车牌号` → `chePaiHao`. A number follows where that is taken. '' where nothing can be made of it.
 */
export function keyFrom(label: unknown, isTaken: (key: string) => boolean): string {
  const { en = '', zh = '' } =
    typeof label === 'string' ? { zh: label } : ((label ?? {}) as { en?: unknown; zh?: unknown })
  const made = camel(String(en)) || camel(pinyinOf(String(zh), { person: false }))
  if (made === '') return ''
  for (let n = 1; ; n++) {
    const key = n === 1 ? made : `${made}${n}`
    if (isKey(key) && !isTaken(key)) return key
  }
}

/** Latin words in camel case, of at most 26 characters; '' where there is none. */
function camel(text: string): string {
  const words = text
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => word !== '')
  const joined = words
    .map(
      (word, i) =>
        (i === 0 ? word.charAt(0).toLowerCase() : word.charAt(0).toUpperCase()) + word.slice(1).toLowerCase(),
    )
    .join('')
  return /^[a-z]/.test(joined) ? joined.slice(0, 26) : ''
}
