let handed: File | null = null

/** Keeps a file that was dropped on one screen for the import that opens for it. */
export function hand(file: File): void {
  handed = file
}

/** The file that was handed over, once. */
export function takeHanded(): File | null {
  const file = handed
  handed = null
  return file
}
