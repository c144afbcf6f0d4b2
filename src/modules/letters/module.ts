import { defineModule, type Module } from '#kernel/module.ts'
import type { PaperWriter } from '#kernel/paper.ts'
import { letterActions } from './letter/letter.actions.ts'
import { letterRules } from './letter/letter.rules.ts'
import { letterStep } from './letter/letter.step.ts'
import { letter } from './letter/letter.ts'
import { letterheadRules } from './letterhead/letterhead.rules.ts'
import { letterhead } from './letterhead/letterhead.ts'
import { letterSignature } from './letterSignature/letterSignature.ts'
import { letterTemplateRules } from './letterTemplate/letterTemplate.rules.ts'
import { letterTemplate } from './letterTemplate/letterTemplate.ts'
import { letterPapers } from './papers.ts'
import { printBatchActions } from './printBatch/printBatch.actions.ts'
import { printBatchRules } from './printBatch/printBatch.rules.ts'
import { printBatch } from './printBatch/printBatch.ts'

/** Letters on paper, put there by this installation's writer. */
export function lettersModule(writer: PaperWriter): Module {
  return defineModule({
    key: 'letters',
    label: { en: 'Letters', zh: '信函' },
    requires: ['sales', 'files', 'flows'],
    objects: [letter, letterTemplate, letterhead, letterSignature, printBatch],
    rules: [...letterRules(writer), ...letterTemplateRules, ...letterheadRules, ...printBatchRules],
    actions: [...letterActions, ...printBatchActions],
    steps: [letterStep],
    templates: [{ object: letterTemplate, about: 'about', texts: ['subject', 'body'] }],
    papers: letterPapers,
    paperWriter: writer,
  })
}
