import { foldText } from './fold.ts'

/** Reads a yes or no as people write it in Chinese and English files (是, √, Y, TRUE, 1 …); null when it is neither. */
export function parseBooleanText(text: string): boolean | null {
  const word = foldText(text)
  if (yes.has(word)) return true
  if (no.has(word)) return false
  return null
}

const yes = new Set('是 对 對 有 真 √ ✓ ✔ ☑ ✅ y yes true t 1 on [x] 启用 啟用 开 開'.split(' '))
const no = new Set('否 不是 错 錯 无 無 没有 沒有 假 × ✗ ✘ ☐ ❌ n no false f 0 off [] 停用 禁用 关 關'.split(' '))
