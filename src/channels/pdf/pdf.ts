import { buffer } from 'node:stream/consumers'
import { setImmediate } from 'node:timers/promises'
import type { PaperWriter } from '#kernel/paper.ts'
import { writeLetter } from './letter.ts'
import { writeList } from './list.ts'
import { openDocument } from './page.ts'

/** Puts sheets on paper as PDF, with the shapes of all characters in it. Others get their turn between two sheets. */
export const writePdf: PaperWriter['write'] = async (sheets, title, pictureOf) => {
  const doc = openDocument(title, sheets[0]?.language ?? 'zh-CN')
  const whole = buffer(doc)
  for (const sheet of sheets) {
    if (sheet.is === 'addressed') writeLetter(doc, sheet, pictureOf)
    else writeList(doc, sheet)
    await setImmediate()
  }
  const pages = doc.bufferedPageRange().count
  doc.end()
  return { pdf: await whole, pages }
}
