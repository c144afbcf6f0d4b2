import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { create, type Font } from 'fontkit'

/* Noto Sans SC (OFL-1.1), the whole font: 30,890 characters, of which a document embeds those that it uses. */

const require = createRequire(import.meta.url)
const places = {
  regular: () => require.resolve('@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf'),
  bold: () => require.resolve('@expo-google-fonts/noto-sans-sc/700Bold/NotoSansSC_700Bold.ttf'),
}
export type Face = keyof typeof places
export const faces: readonly Face[] = ['regular', 'bold']

const bytes = new Map<Face, Buffer>()
let font: Font | null = null

/** The file of a face; read once. */
export function faceBytes(face: Face): Buffer {
  let found = bytes.get(face)
  if (!found) {
    found = readFileSync(places[face]())
    bytes.set(face, found)
  }
  return found
}

/** Characters that the font has no shape for, each once. */
export function lacks(text: string): readonly string[] {
  font ??= create(faceBytes('regular')) as Font
  const shapes = font
  return [...new Set(text)].filter((char) => {
    const code = char.codePointAt(0)!
    return !invisible.test(char) && !shapes.hasGlyphForCodePoint(code)
  })
}

/** The text with a mark where a character has no shape, as printers set it. */
export function shown(text: string): string {
  const missing = new Set(lacks(text))
  const plain = text.replace(joiners, '')
  return missing.size === 0 ? plain : [...plain].map((char) => (missing.has(char) ? '〓' : char)).join('')
}

/** Line breaks, tabs, and what only says how the character before it looks. */
const joiners = /\p{Default_Ignorable_Code_Point}/gu
const invisible = /[\n\r\t\u2028\u2029]|\p{Default_Ignorable_Code_Point}/u
