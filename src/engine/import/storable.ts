/** A text of a file as it can be kept: without zeros, and with whole characters only, as a damaged file may not have them. */
export function storable(text: string): string {
  return text.includes('\0') ? text.replaceAll('\0', '\ufffd').toWellFormed() : text.toWellFormed()
}

/** The name of a file as its sender wrote it: the last part of a path, at most 200 characters. */
export function storableName(fileName: string): string {
  const name = storable(fileName.split(/[/\\]/).at(-1) ?? '')
  return name.slice(0, 200).toWellFormed() || 'file'
}

/** JSON that the database takes, whatever texts a file had. */
export function storableJson(value: unknown): string {
  return JSON.stringify(value, (_, one) => (typeof one === 'string' ? storable(one) : one))
}
