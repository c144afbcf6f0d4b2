import type { PaperWriter } from '#kernel/paper.ts'

/** How this installation puts letters on paper; a process that prints none never reads the program for it. */
export const paperWriter: PaperWriter = {
  lacks: async (text) => (await import('./pdf/fonts.ts')).lacks(text),
  write: async (...sheets) => (await import('./pdf/pdf.ts')).writePdf(...sheets),
}
