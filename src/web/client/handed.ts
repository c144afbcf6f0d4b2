let handed: readonly File[] = []

/** Keeps files that were dropped on one screen for the import that opens for them. */
export function hand(files: readonly File[]): void {
  handed = files
}

/** The files that were handed over, once. */
export function takeHanded(): readonly File[] {
  const files = handed
  handed = []
  return files
}

/** Files that come in together: several, or an archive. */
export function isSet(files: readonly File[]): boolean {
  return files.length > 1 || files.some(({ name }) => /\.zip$/i.test(name))
}
