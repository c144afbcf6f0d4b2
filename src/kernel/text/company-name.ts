/** The usual ways to write the name: other forms of the same company, other brackets. The name itself is the first. */
export function companySpellings(name: string): string[] {
  const forms = ['有限公司', '有限责任公司', '股份有限公司']
  const stem = name.normalize('NFKC').replace(/(?:股份|责任)?有限(?:责任)?公司\s*$/u, '')
  const bare = stem.trim().length > 1 && stem !== name.normalize('NFKC')
  const spelt = bare ? forms.map((form) => stem + form) : [name.normalize('NFKC')]
  return [...new Set([name, ...spelt.flatMap((one) => [one, one.replaceAll('(', '（').replaceAll(')', '）')])])]
}
