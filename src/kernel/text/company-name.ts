import { foldText } from './fold.ts'

/**
 * What of a company's name has to be equal for two names to be of one company: width, brackets, blanks, stars and
 * punctuation do not count, and the forms of a limited company are one (有限责任公司, 股份有限公司, 有限公司; Ltd., Co. Ltd.,
 * Limited). A name without any form is another name: 华为 is not 华为有限公司.
 */
export function companyKey(name: string): string {
  const folded = foldText(name)
  const plain = folded.replace(/[^\p{L}\p{M}\p{N}&+]/gu, '')
  if (plain === '') return folded
  return plain
    .replace(/(?:股份|责任|責任)?有限(?:责任|責任)?公司$/u, '有限公司')
    .replace(/(?:co(?:mpany)?)?(?:ltd|limited)$/, 'ltd')
    .replace(/incorporated$/, 'inc')
    .replace(/corporation$/, 'corp')
}

/** The usual ways to write the name: other forms of the same company, other brackets. The name itself is the first. */
export function companySpellings(name: string): string[] {
  const forms = ['有限公司', '有限责任公司', '股份有限公司']
  const stem = name.normalize('NFKC').replace(/(?:股份|责任)?有限(?:责任)?公司\s*$/u, '')
  const bare = stem.trim().length > 1 && stem !== name.normalize('NFKC')
  const spelt = bare ? forms.map((form) => stem + form) : [name.normalize('NFKC')]
  return [...new Set([name, ...spelt.flatMap((one) => [one, one.replaceAll('(', '（').replaceAll(')', '）')])])]
}
